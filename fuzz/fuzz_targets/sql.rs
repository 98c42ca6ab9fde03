//! Any text as SQL with variables.
#![no_main]

#[path = "../../crates/catalog/tests/any_text/sql.rs"]
mod sql;

libfuzzer_sys::fuzz_target!(|text: &str| sql::holds(text));
