//! What a guest program in Rust can ask of its platform; the counterpart of `squall_guest.h`.
//!
//! ```ignore
//! #![cfg_attr(target_os = "none", no_std, no_main)]
//!
//! squall_guest::entry!(run);
//!
//! fn run() -> i32 {
//!     squall_guest::write_output(&squall_guest::read_input()[..4]);
//!     0
//! }
//! ```
//!
//! Three kinds of targets:
//!
//! * `riscv32im-unknown-none-elf`: `core` and `alloc`. The crate has the panic handler.
//! * `riscv32im-risc0-zkvm-elf`: all of `std`, through the C functions in `zkvm.rs`. Only the target's name is RISC Zero's:
//!   the program runs on Squall's native platform. Threads, files and clocks do not exist.
//! * the host, where the same program is its own native twin: standard input is the input, standard output the output.
//!
//! A panic shows its message and ends with exit code 134, as `abort` does in C.

#![no_std]

#[cfg(not(target_os = "none"))]
extern crate std;

#[cfg(target_arch = "riscv32")]
mod heap;
#[cfg(not(target_arch = "riscv32"))]
mod host;
#[cfg(target_arch = "riscv32")]
mod machine;
mod start;
#[cfg(target_os = "zkvm")]
mod zkvm;

#[cfg(not(target_arch = "riscv32"))]
use host as platform;
#[cfg(target_arch = "riscv32")]
use machine as platform;

pub use platform::{exit, read_input, write_output};
#[doc(hidden)]
pub use start::start;
pub use start::Outcome;

/// Exit code of a panic.
pub const EXIT_ABORT: i32 = 134;
/// Exit code of a program that writes more output than [`OUTPUT_LIMIT`].
pub const EXIT_OUTPUT_FULL: i32 = 135;
/// Exit code of an allocation that finds the heap exhausted.
pub const EXIT_OUT_OF_MEMORY: i32 = 136;
/// Most bytes that a program can write: the output region of 1 MiB less its length word.
pub const OUTPUT_LIMIT: usize = (1 << 20) - 4;

/// Makes `fn $run() -> impl Outcome` the program's beginning: `i32` is the exit code, `()` is 0.
#[macro_export]
macro_rules! entry {
    ($run:path) => {
        #[cfg(target_os = "none")]
        #[no_mangle]
        extern "C" fn main() -> i32 {
            $crate::start($run)
        }
        #[cfg(not(target_os = "none"))]
        fn main() {
            $crate::exit($crate::start($run))
        }
    };
}

/// Shows text to whoever runs the program. Not part of what is proven, but its instructions are.
#[macro_export]
macro_rules! print {
    ($($argument:tt)*) => { $crate::print_formatted(::core::format_args!($($argument)*)) };
}

/// [`print!`] and the end of a line.
#[macro_export]
macro_rules! println {
    ($($argument:tt)*) => { $crate::print!("{}\n", ::core::format_args!($($argument)*)) };
}

struct Text;

impl core::fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        platform::print(text.as_bytes());
        Ok(())
    }
}

#[doc(hidden)]
pub fn print_formatted(text: core::fmt::Arguments) {
    let _ = core::fmt::Write::write_fmt(&mut Text, text);
}
