//! From the entry point to the program, and what panics do.

use crate::{exit, println, EXIT_ABORT};

/// What a program may return.
pub trait Outcome {
    fn exit_code(self) -> i32;
}

impl Outcome for i32 {
    fn exit_code(self) -> i32 {
        self
    }
}

impl Outcome for () {
    fn exit_code(self) -> i32 {
        0
    }
}

/// Runs the program and gives its exit code.
pub fn start<T: Outcome>(run: fn() -> T) -> i32 {
    // Without this a panic with std would end in an illegal instruction, of which there is no proof.
    #[cfg(not(target_os = "none"))]
    std::panic::set_hook(std::boxed::Box::new(|info| {
        println!("{info}");
        exit(EXIT_ABORT)
    }));
    run().exit_code()
}

#[cfg(target_os = "none")]
#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    println!("{info}");
    exit(EXIT_ABORT)
}
