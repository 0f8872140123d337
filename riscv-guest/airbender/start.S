// Start and end of a program of the platform airbender: execution begins at address 0 with all registers and memory zero.

  .section .text.start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  la sp, __stack_top
  call main                     // returns a pointer to eight words of output
  mv x26, a0
  lw x10, 0(x26)
  lw x11, 4(x26)
  lw x12, 8(x26)
  lw x13, 12(x26)
  lw x14, 16(x26)
  lw x15, 20(x26)
  lw x16, 24(x26)
  lw x17, 28(x26)
  li x18, 0
  li x19, 0
  li x20, 0
  li x21, 0
  li x22, 0
  li x23, 0
  li x24, 0
  li x25, 0
1:
  j 1b                          // the end
  .size _start, . - _start
