//! The C functions by which `std` reaches its system on the target `riscv32im-risc0-zkvm-elf` (library/std/src/sys/pal/zkvm).
//! There they belong to RISC Zero's platform; here they are Squall's.

use core::alloc::Layout;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::{exit, machine, read_input, EXIT_ABORT};

/// Standard output and standard error: both are text. The public output is `write_output`.
#[no_mangle]
unsafe extern "C" fn sys_write(_descriptor: u32, bytes: *const u8, size: usize) {
    machine::print(core::slice::from_raw_parts(bytes, size));
}

/// The end of a panic whose message has been shown.
#[no_mangle]
extern "C" fn sys_panic(_message: *const u8, _size: usize) -> ! {
    exit(EXIT_ABORT)
}

/// Standard input is the private input.
#[no_mangle]
unsafe extern "C" fn sys_read(_descriptor: u32, buffer: *mut u8, size: usize) -> usize {
    static USED: AtomicUsize = AtomicUsize::new(0);
    let used = USED.load(Relaxed);
    let rest = &read_input()[used..];
    let count = size.min(rest.len());
    core::ptr::copy_nonoverlapping(rest.as_ptr(), buffer, count);
    USED.store(used + count, Relaxed);
    count
}

/// The keys of `HashMap`, and nothing else: a program has no source of randomness, so these are the same in every run.
#[no_mangle]
unsafe extern "C" fn sys_rand(words: *mut u32, count: usize) {
    for i in 0..count {
        *words.add(i) = (i as u32 + 1).wrapping_mul(0x9e37_79b9);
    }
}

/// No variable is set.
#[no_mangle]
extern "C" fn sys_getenv(_value: *mut u32, _words: usize, _name: *const u8, _size: usize) -> usize {
    usize::MAX
}

#[no_mangle]
extern "C" fn sys_argc() -> usize {
    0
}

/// Never called, as there are no arguments.
#[no_mangle]
extern "C" fn sys_argv(_argument: *mut u32, _words: usize, _index: usize) -> usize {
    0
}

#[no_mangle]
unsafe extern "C" fn sys_alloc_words(count: usize) -> *mut u32 {
    sys_alloc_aligned(4 * count, 4).cast()
}

/// `std::alloc::System`; everything else comes from `heap.rs` directly.
#[no_mangle]
unsafe extern "C" fn sys_alloc_aligned(size: usize, align: usize) -> *mut u8 {
    std::alloc::alloc(Layout::from_size_align_unchecked(size, align))
}
