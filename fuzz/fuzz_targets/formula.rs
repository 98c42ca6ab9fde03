//! Any text as a formula.
#![no_main]

#[path = "../../crates/catalog/tests/any_text/formula.rs"]
mod formula;

libfuzzer_sys::fuzz_target!(|text: &str| formula::holds(text));
