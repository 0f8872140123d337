//! Proves which words are the most frequent in a text that stays private. With all of `std`.
//!
//! Input: a text in UTF-8. Output: the three most frequent words, a line "count word" for each; words that are equally
//! frequent in alphabetical order.

use std::collections::HashMap;
use std::io::{self, Read};

squall_guest::entry!(run);

fn count_words(text: &str) -> Vec<(usize, String)> {
    let mut counts = HashMap::new();
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    let mut words: Vec<_> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    words
}

fn run() -> i32 {
    let mut text = String::new();
    if let Err(error) = io::stdin().read_to_string(&mut text) {
        eprintln!("not a text: {error}");
        return 1;
    }
    let words = count_words(&text);
    eprintln!("{} different words", words.len());
    assert!(!words.is_empty(), "the text has no words");
    for (count, word) in words.iter().take(3) {
        squall_guest::write_output(format!("{count} {word}\n").as_bytes());
    }
    0
}
