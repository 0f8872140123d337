//! The native platform on RISC-V: see `runtime/platform.c`, which is the same in C.

use core::arch::{asm, global_asm};

use crate::{EXIT_OUTPUT_FULL, OUTPUT_LIMIT};

// The start of C programs: registers, constructors, the call of main, squall_exit.
global_asm!(include_str!("../../runtime/crt0.S"));

extern "C" {
    fn squall_exit(code: i32) -> !;
}

// Fixed regions. Word 0 is a length in bytes, the bytes follow.
const INPUT: *const u32 = 0x4000_0000 as *const u32;
const OUTPUT: *mut u32 = 0x5000_0000 as *mut u32;

/// The whole private input: it lies in memory from the start, at a 4-byte boundary; calling this costs nothing.
pub fn read_input() -> &'static [u8] {
    // SAFETY: the platform maps the region before the program begins, and nobody writes it.
    unsafe { core::slice::from_raw_parts(INPUT.add(1).cast(), *INPUT as usize) }
}

/// Appends to the public output.
pub fn write_output(bytes: &[u8]) {
    // SAFETY: the platform maps the region, with zeros, and only this function, in a single thread, knows of it.
    unsafe {
        let used = *OUTPUT as usize;
        if bytes.len() > OUTPUT_LIMIT - used {
            exit(EXIT_OUTPUT_FULL);
        }
        let end = OUTPUT.add(1).cast::<u8>().add(used);
        core::ptr::copy_nonoverlapping(bytes.as_ptr(), end, bytes.len());
        *OUTPUT = (used + bytes.len()) as u32;
    }
}

/// Ends the program at once; the code is public.
pub fn exit(code: i32) -> ! {
    // SAFETY: in crt0.S.
    unsafe { squall_exit(code) }
}

pub(crate) fn print(text: &[u8]) {
    // Descriptor 2, standard error: under qemu-user standard output carries the public output.
    // SAFETY: the call reads the bytes and returns a count in a0.
    unsafe {
        asm!("ecall", inlateout("a0") 2 => _, in("a1") text.as_ptr(), in("a2") text.len(), in("a7") 64,
             options(nostack, readonly));
    }
}
