//! Proves how many primes there are up to a number that stays private, and which is the last. With `core` and `alloc` only.
//!
//! Input: a little-endian word n from 2 to 10,000,000. Output: the count and the last prime, little-endian words.

#![cfg_attr(target_os = "none", no_std, no_main)]

extern crate alloc;

use alloc::{vec, vec::Vec};

squall_guest::entry!(run);

fn primes_up_to(n: usize) -> Vec<u32> {
    let mut composite = vec![false; n + 1];
    let mut primes = Vec::new();
    for p in 2..=n {
        if composite[p] {
            continue;
        }
        primes.push(p as u32);
        for multiple in (p * p..=n).step_by(p) {
            composite[multiple] = true;
        }
    }
    primes
}

fn run() -> i32 {
    let Ok(word) = squall_guest::read_input().try_into() else {
        squall_guest::println!("expected a word of 4 bytes, not {} bytes", squall_guest::read_input().len());
        return 1;
    };
    let n = u32::from_le_bytes(word);
    assert!(n <= 10_000_000, "{n} is too large");
    let primes = primes_up_to(n as usize);
    let last = primes.last().expect("there is no prime below 2");
    squall_guest::println!("{} primes, the last is {last}", primes.len());
    squall_guest::write_output(&(primes.len() as u32).to_le_bytes());
    squall_guest::write_output(&last.to_le_bytes());
    0
}
