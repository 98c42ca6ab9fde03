//! Any text as `tenure.yaml`.
#![no_main]

#[path = "../../crates/catalog/tests/any_text/settings.rs"]
mod settings;

libfuzzer_sys::fuzz_target!(|text: &str| settings::holds(text));
