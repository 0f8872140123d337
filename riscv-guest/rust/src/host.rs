//! The platform on the machine that builds: see `runtime/host.cpp`, which is the same in C++.

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::io::{stderr, stdin, stdout, Read, Write};
use std::sync::OnceLock;
use std::vec::Vec;

use crate::{EXIT_OUTPUT_FULL, OUTPUT_LIMIT};

/// The whole private input: all of standard input.
pub fn read_input() -> &'static [u8] {
    static INPUT: OnceLock<Vec<u8>> = OnceLock::new();
    INPUT.get_or_init(|| {
        let mut bytes = Vec::new();
        stdin().read_to_end(&mut bytes).expect("cannot read standard input");
        bytes
    })
}

/// Appends to the public output: standard output.
pub fn write_output(bytes: &[u8]) {
    static USED: AtomicUsize = AtomicUsize::new(0);
    let used = USED.load(Relaxed);
    if bytes.len() > OUTPUT_LIMIT - used {
        exit(EXIT_OUTPUT_FULL);
    }
    USED.store(used + bytes.len(), Relaxed);
    stdout().write_all(bytes).expect("cannot write standard output");
}

/// Ends the program at once; the code is public.
pub fn exit(code: i32) -> ! {
    let _ = stdout().flush();
    std::process::exit(code)
}

pub(crate) fn print(text: &[u8]) {
    let _ = stderr().write_all(text);
}
