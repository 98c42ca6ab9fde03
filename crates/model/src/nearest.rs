//! The name somebody may have meant.

/// Below this share of letters in common a likeness is chance.
const LEAST: f64 = 0.6;

/// The known name most like what was written, in any case; `None` when none is much like it.
///
/// # Example
/// ```
/// assert_eq!(model::nearest("revenu", ["nps", "revenue"]), Some("revenue"));
/// assert_eq!(model::nearest("zzz", ["nps", "revenue"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let mut best: Option<(&str, f64)> = None;
    for name in known {
        let lower = name.to_lowercase();
        // A word left out at the end keeps the beginning, however long the word.
        let begins = written.len() >= 4 && lower.starts_with(&written);
        let alike = strsim::normalized_damerau_levenshtein(&written, &lower).max(if begins { LEAST } else { 0.0 });
        if alike >= LEAST && best.is_none_or(|(_, other)| alike > other) {
            best = Some((name, alike));
        }
    }
    best.map(|(name, _)| name)
}
