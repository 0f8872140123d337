//! The heap only grows, as in `runtime/libc.c`: only the newest block can be given back or resized in place.

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::{exit, println, EXIT_OUT_OF_MEMORY};

extern "C" {
    // From the linker script.
    static __heap_start: u8;
    static __heap_end: u8;
}

#[global_allocator]
static HEAP: Heap = Heap { top: AtomicUsize::new(0) };

struct Heap {
    // End of the newest block; 0 before the first. An atomic only to be shared: there is one thread, and a relaxed load or
    // store is an ordinary one.
    top: AtomicUsize,
}

impl Heap {
    fn top(&self) -> usize {
        match self.top.load(Relaxed) {
            0 => &raw const __heap_start as usize,
            top => top,
        }
    }

    // The block from `start`, which then is the newest one. Running out ends the program.
    fn take(&self, start: usize, size: usize) -> *mut u8 {
        let end = &raw const __heap_end as usize;
        if start > end || size > end - start {
            println!("out of memory");
            exit(EXIT_OUT_OF_MEMORY);
        }
        self.top.store(start + size, Relaxed);
        start as *mut u8
    }
}

// SAFETY: blocks are disjoint, since each begins where all before it have ended.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Blocks of whole words copy faster. The addition cannot wrap: the heap ends below 0x4000_0000, alignments are at
        // most 2^29 beyond which no block fits.
        let align = layout.align().max(4);
        self.take((self.top() + align - 1) & !(align - 1), layout.size())
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if block as usize + layout.size() == self.top() {
            self.top.store(block as usize, Relaxed);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if block as usize + layout.size() == self.top() {
            return self.take(block as usize, size);
        }
        if size <= layout.size() {
            return block;
        }
        let larger = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
        core::ptr::copy_nonoverlapping(block, larger, layout.size());
        larger
    }
}
