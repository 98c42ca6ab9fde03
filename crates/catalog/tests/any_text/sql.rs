//! What holds of the reading of SQL whatever its text: variables are found where they stand, and a text without any is
//! filled with nothing.

use std::collections::BTreeMap;

pub fn holds(text: &str) {
    let found = catalog::variables(text);
    for (name, span) in &found {
        assert_eq!(text.get(span.start..span.end), Some(format!("${name}").as_str()), "`{text}`");
    }
    assert_eq!(catalog::fill(text, &BTreeMap::new()), text);
    let values: BTreeMap<String, String> = found.iter().map(|(name, _)| ((*name).to_owned(), "1".to_owned())).collect();
    let filled = catalog::fill(text, &values);
    let shrunk: usize = found.iter().map(|(_, span)| span.end - span.start - 1).sum();
    assert_eq!(filled.len() + shrunk, text.len(), "`{text}` became `{filled}`");
    assert!(catalog::variables(&catalog::quote(text)).is_empty(), "a quoted text holds no variable: `{text}`");
    assert!(catalog::variables(&catalog::quote_name(text)).is_empty(), "a quoted name holds no variable: `{text}`");
}
