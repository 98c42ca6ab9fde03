//! What holds of `tenure.yaml` whatever its text: it is read, or every error lies at a place in it.

use catalog::{CatalogErrors, Settings};

pub fn holds(text: &str) {
    if let Err(errors) = Settings::parse(text, "tenure.yaml") {
        lie_within(&errors, text);
    }
}

/// Every error is at a place of the text and can be said.
pub fn lie_within(errors: &CatalogErrors, text: &str) {
    assert!(!errors.reports.is_empty());
    for report in &errors.reports {
        let span = report.place.span;
        if report.place.source.text == text {
            assert!(text.get(span.start..span.end).is_some(), "{span:?} is no part of `{text}`");
            assert!(report.place.line() <= text.lines().count() + 1);
        }
        assert!(!report.problem.message().to_string().is_empty());
    }
    assert!(!errors.message().to_string().is_empty());
}
