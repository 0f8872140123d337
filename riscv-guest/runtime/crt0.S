// Start and end of every guest. On entry all registers and all memory without file bytes are zero (the platform says so), so
// nothing is cleared here. The program ends with ecall 93, exit code in a0, as on Linux.

  .section .text.start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  .option push
  .option norelax               // the linker shortens "la" through gp, which has no value yet
  la gp, __global_pointer$
  .option pop
  la sp, __stack_top
  la tp, __tls_base             // one thread: its block is used where it lies (errno lives there)
  la s0, __init_array_start
  la s1, __init_array_end
  beq s0, s1, 2f
1:
  .ifdef squall_rv64
  ld t0, 0(s0)
  addi s0, s0, 8
  .else
  lw t0, 0(s0)
  addi s0, s0, 4
  .endif
  jalr t0
  bne s0, s1, 1b
2:
  li a0, 0                      // argc
  li a1, 0                      // argv
  call main
  .size _start, . - _start

  // Falls through from _start: main's result is the exit code. tools/qemu_image.py replaces the first two instructions in
  // the copy that it makes for qemu-user.
  .globl squall_exit
  .type squall_exit, @function
squall_exit:
  li a7, 93
  ecall
3:
  j 3b
  .size squall_exit, . - squall_exit
