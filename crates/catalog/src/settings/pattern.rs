//! Patterns that sources, media and campaigns are matched by: `*` any text, `?` one character, `[a-z]` one of these,
//! `[^a-z]` one that is none of these. Capitals and small letters are alike, and the whole text must match.

/// A pattern that has been found to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Letter(char),
    Any,
    Rest,
    Class { ranges: Vec<(char, char)>, inside: bool },
}

impl Pattern {
    /// The pattern that a text is; `None` when it is empty or a bracket is not closed.
    pub(super) fn read(text: &str) -> Option<Self> {
        let lower = text.trim().to_lowercase();
        let mut letters = lower.chars();
        let mut parts = Vec::new();
        while let Some(letter) = letters.next() {
            parts.push(match letter {
                '*' => Part::Rest,
                '?' => Part::Any,
                '[' => class(&mut letters)?,
                other => Part::Letter(other),
            });
        }
        (!parts.is_empty()).then_some(Self { parts })
    }

    /// Whether a text in small letters matches as a whole.
    pub(super) fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        // Where to go on when what follows the last `*` did not fit: one letter later.
        let (mut part, mut letter, mut again) = (0, 0, None);
        while letter < letters.len() {
            match self.parts.get(part) {
                Some(Part::Rest) => {
                    again = Some((part + 1, letter));
                    part += 1;
                }
                Some(one) if one.takes(letters[letter]) => {
                    part += 1;
                    letter += 1;
                }
                _ => match again {
                    Some((after, from)) => {
                        (part, letter) = (after, from + 1);
                        again = Some((after, from + 1));
                    }
                    None => return false,
                },
            }
        }
        self.parts.iter().skip(part).all(|left| *left == Part::Rest)
    }
}

impl Part {
    fn takes(&self, letter: char) -> bool {
        match self {
            Self::Letter(own) => *own == letter,
            Self::Any => true,
            Self::Rest => false,
            Self::Class { ranges, inside } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter)) == *inside
            }
        }
    }
}

/// What stands between a bracket and the one that closes it.
fn class(letters: &mut impl Iterator<Item = char>) -> Option<Part> {
    let mut inner = Vec::new();
    loop {
        match letters.next()? {
            ']' => break,
            letter => inner.push(letter),
        }
    }
    let inside = inner.first() != Some(&'^');
    let mut rest = if inside { inner.as_slice() } else { &inner[1..] };
    let mut ranges = Vec::new();
    while let Some((low, after)) = rest.split_first() {
        match after {
            ['-', high, further @ ..] => {
                ranges.push((*low, *high));
                rest = further;
            }
            _ => {
                ranges.push((*low, *low));
                rest = after;
            }
        }
    }
    (!ranges.is_empty()).then_some(Part::Class { ranges, inside })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_text() {
        for (pattern, text, matches) in [
            ("cpc", "cpc", true),
            ("CPC", "cpc", true),
            ("cpc", "cpcs", false),
            ("*cp*", "mycpc", true),
            ("*cp*", "c p", false),
            ("paid*", "paid", true),
            ("*push", "web-push", true),
            ("*push", "pushed", false),
            ("*a*b*c", "xxaxxbxxbc", true),
            ("*[^a-df-z]shop*", "my-shop-2", true),
            ("*[^a-df-z]shop*", "eshop", true),
            ("*[^a-df-z]shop*", "workshop", false),
            ("*e[s]hop", "eshop", true),
            ("g??gle", "google", true),
            ("*", "", true),
            ("邮件*", "邮件营销", true),
        ] {
            assert_eq!(Pattern::read(pattern).unwrap().matches(text), matches, "{pattern} {text}");
        }
        for nonsense in ["", " ", "[a", "[]", "[^]"] {
            assert_eq!(Pattern::read(nonsense), None, "{nonsense}");
        }
    }
}
