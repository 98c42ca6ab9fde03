//! What a spreadsheet shows in place of a value that it cannot work out.

const ERRORS: [&str; 13] = [
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#DATA!",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
];

/// Whether a text is one of them.
pub fn is_error(text: &str) -> bool {
    text.starts_with('#') && ERRORS.contains(&text)
}
