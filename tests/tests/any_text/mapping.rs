//! What holds of a mapping whatever its text: it is one, or its error lies at a place in the text.

pub fn holds(text: &str) {
    if let Err(error) = ingest::parse_mapping("orders.yaml", text) {
        if let Some(spot) = error.spot() {
            assert!(text.get(spot.span.clone()).is_some(), "{:?} is no part of `{text}`", spot.span);
        }
        assert!(!error.message().to_string().is_empty());
    }
}
