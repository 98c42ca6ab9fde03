//! The name somebody may have meant.

/// The known name closest to what was written, or an empty text when none is close.
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .map(|name| (strsim::jaro_winkler(written, name), name))
        .filter(|(closeness, _)| *closeness > 0.7)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, name)| name.to_owned())
        .unwrap_or_default()
}
