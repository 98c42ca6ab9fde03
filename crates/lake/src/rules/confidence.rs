//! How much speaks for two customers being one: what they share, and what they are called.

use super::By;

/// How much speaks for a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A value that others share too, or names that have nothing in common.
    Low,
    /// A telephone number that nobody else has.
    Medium,
    /// An e-mail address that nobody else has, two values, or a number together with the name.
    High,
}

impl Confidence {
    /// Its stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What values and names say together.
pub(super) fn confidence(because: impl Iterator<Item = (By, bool)>, names: &(Vec<String>, Vec<String>)) -> Confidence {
    let names = compare(names);
    let mut clear: Vec<By> = because.filter(|(_, unclear)| !unclear).map(|(by, _)| by).collect();
    clear.dedup();
    match (clear.as_slice(), names) {
        (_, Names::Different) | ([], _) => Confidence::Low,
        ([By::Phone], Names::Unknown | Names::Similar) => Confidence::Medium,
        _ => Confidence::High,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Same,
    /// A word in common.
    Similar,
    Different,
    /// One of them has no name.
    Unknown,
}

fn compare((a, b): &(Vec<String>, Vec<String>)) -> Names {
    let words = |name: &String| {
        let mut words: Vec<String> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        words.sort_unstable();
        words
    };
    if a.is_empty() || b.is_empty() {
        return Names::Unknown;
    }
    let (a, b): (Vec<_>, Vec<_>) = (a.iter().map(words).collect(), b.iter().map(words).collect());
    if a.iter().any(|name| b.contains(name)) {
        Names::Same
    } else if a.iter().flatten().any(|word| b.iter().flatten().any(|other| other == word)) {
        Names::Similar
    } else {
        Names::Different
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_weighs_values_and_names() {
        let names = |a: &[&str], b: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            (owned(a), owned(b))
        };
        let (none, same) = (names(&[], &["Ann Lee"]), names(&["Lee, Ann", "A. Lee"], &["ann lee"]));
        let (similar, other) = (names(&["Ann Lee"], &["Bob Lee"]), names(&["Ann Lee"], &["Bob Ray"]));
        let (email, phone) = ((By::Email, false), (By::Phone, false));
        for (because, names, expected) in [
            (vec![email], &none, Confidence::High),
            (vec![email], &similar, Confidence::High),
            (vec![email], &other, Confidence::Low),
            (vec![phone], &none, Confidence::Medium),
            (vec![phone], &similar, Confidence::Medium),
            (vec![phone], &same, Confidence::High),
            (vec![email, phone], &none, Confidence::High),
            (vec![(By::Email, true)], &same, Confidence::Low),
            (vec![(By::Email, true), phone], &none, Confidence::Medium),
        ] {
            assert_eq!(confidence(because.into_iter(), names), expected, "{names:?}");
        }
    }
}
