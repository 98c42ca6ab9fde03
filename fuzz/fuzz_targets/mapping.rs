//! Any text as a mapping.
#![no_main]

#[path = "../../tests/tests/any_text/mapping.rs"]
mod mapping;

libfuzzer_sys::fuzz_target!(|text: &str| mapping::holds(text));
