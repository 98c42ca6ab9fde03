//! Any text as a file of definitions.
#![no_main]

#[path = "../../crates/catalog/tests/any_text/definition.rs"]
mod definition;
#[path = "../../crates/catalog/tests/any_text/settings.rs"]
mod settings;

libfuzzer_sys::fuzz_target!(|text: &str| definition::holds(text));
