//! What names a person, and how it is recognised in a text.
//!
//! An id may be a single digit: it is recognised as a whole word only, and only where ids stand. E-mail addresses,
//! telephone numbers, names, raw rows and ids that are long enough to be no coincidence are recognised anywhere.

use std::fmt;

/// Ids at least this long, in bytes, are looked for in every text and every byte.
const DISTINCTIVE: usize = 8;

/// Digits that a telephone number has at least; fewer could be anything.
const DIALLED: usize = 7;

/// Digits that a calling code has at most.
const CALLING_CODE: usize = 3;

/// What a needle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NeedleKind {
    /// An outside id.
    Id,
    Email,
    Phone,
    Name,
    /// The text of a quarantined row that named the person.
    Raw,
}

impl NeedleKind {
    /// The stable word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::Raw => "raw",
        }
    }
}

impl fmt::Display for NeedleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that names the person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Needle {
    pub kind: NeedleKind,
    /// Whose id it is; empty for what is no id.
    pub namespace: String,
    pub text: String,
}

impl Needle {
    /// Whether it is looked for in every text and byte, and not only where ids stand.
    #[must_use]
    pub fn is_distinctive(&self) -> bool {
        match self.kind {
            NeedleKind::Id => self.text.len() >= DISTINCTIVE || (self.text.contains('@') && self.text.len() > 4),
            NeedleKind::Phone => digits(&self.text).len() >= DIALLED,
            NeedleKind::Email | NeedleKind::Name => self.text.len() > 4,
            NeedleKind::Raw => true,
        }
    }

    /// Whether a text holds it: an id as a whole word, a telephone number by its digits, the rest without regard to case.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        match self.kind {
            NeedleKind::Id => has_word(text.as_bytes(), self.text.as_bytes()),
            NeedleKind::Phone => dialled_in(text.as_bytes(), &self.text),
            NeedleKind::Email => text.to_lowercase().contains(&self.text.to_lowercase()),
            NeedleKind::Name => self.spellings().any(|name| text.to_lowercase().contains(&name.to_lowercase())),
            NeedleKind::Raw => text.contains(&self.text),
        }
    }

    /// Whether bytes hold it, as they stand in a file that need not be text.
    #[must_use]
    pub fn is_in_bytes(&self, bytes: &[u8]) -> bool {
        match self.kind {
            NeedleKind::Id => has_word(bytes, self.text.as_bytes()),
            NeedleKind::Email => find_any_case(bytes, self.text.as_bytes()),
            NeedleKind::Name => self.spellings().any(|name| find_any_case(bytes, name.as_bytes())),
            NeedleKind::Phone => dialled_in(bytes, &self.text),
            NeedleKind::Raw => find(bytes, self.text.as_bytes()).is_some(),
        }
    }
}

impl Needle {
    /// A name as it stands, and with the family name first.
    fn spellings(&self) -> impl Iterator<Item = String> {
        let turned = self.text.rsplit_once(' ').map(|(first, last)| (first.trim().to_owned(), last.to_owned()));
        let turned =
            turned.into_iter().flat_map(|(first, last)| [format!("{last}, {first}"), format!("{last} {first}")]);
        std::iter::once(self.text.clone()).chain(turned)
    }
}

/// As a user knows it: `namespace:id`, or the text itself.
impl fmt::Display for Needle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            NeedleKind::Id => write!(f, "{}:{}", self.namespace, self.text),
            _ => f.write_str(&self.text),
        }
    }
}

/// Where some bytes first stand in others.
pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        let start = from + at;
        if bytes[start..].starts_with(wanted) {
            return Some(start);
        }
        from = start + 1;
    }
    None
}

/// Whether some bytes stand in others, Latin letters in either case.
fn find_any_case(bytes: &[u8], wanted: &[u8]) -> bool {
    !wanted.is_empty() && bytes.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted))
}

/// Whether a word stands in bytes with no letter, digit or joining sign beside it.
fn has_word(bytes: &[u8], word: &[u8]) -> bool {
    let joins = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || *byte >= 0x80)
    };
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| find(rest, word)) {
        let (start, end) = (from + at, from + at + word.len());
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        if !joins(before) && !joins(bytes.get(end)) {
            return true;
        }
        from = start + 1;
    }
    false
}

/// Whether bytes hold a telephone number, however its digits are grouped, with its calling code or with a zero in its place.
fn dialled_in(bytes: &[u8], phone: &str) -> bool {
    if find(bytes, phone.as_bytes()).is_some() {
        return true;
    }
    let wanted = digits(phone);
    let wanted = wanted.trim_start_matches('0').as_bytes();
    if wanted.len() < DIALLED {
        return false;
    }
    let groups = |sign: &u8| sign.is_ascii_digit() || b"+ ()-./".contains(sign);
    bytes.split(|sign| !groups(sign)).filter(|run| run.len() >= DIALLED).any(|run| {
        let run: Vec<u8> = run.iter().copied().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').collect();
        // What is left out of a number within its country is its calling code.
        let local = run.len() >= DIALLED && run.len() + CALLING_CODE >= wanted.len() && wanted.ends_with(&run);
        local || find(&run, wanted).is_some()
    })
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needle(kind: NeedleKind, text: &str) -> Needle {
        Needle { kind, namespace: "shop".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn an_id_is_a_whole_word() {
        let id = needle(NeedleKind::Id, "c1");
        for text in ["o7,c1,5", "c1", "\"customer\":\"c1\"", "c12 c1"] {
            assert!(id.is_in(text), "{text}");
        }
        for text in ["c12", "xc1", "c1-b", "a_c1", "c1é", ""] {
            assert!(!id.is_in(text), "{text}");
        }
        assert!(!id.is_distinctive());
        assert!(needle(NeedleKind::Id, "customer-0017").is_distinctive());
    }

    #[test]
    fn telephone_numbers_are_their_digits_and_addresses_have_no_case() {
        let phone = needle(NeedleKind::Phone, "+49 30 123456");
        assert!(phone.is_in("call +49 (30) 12-34-56 at noon"));
        assert!(phone.is_in("004930123456"));
        assert!(!phone.is_in("+49 30 123457"));
        assert!(phone.is_in("030/12 34 56") && phone.is_in_bytes(b"\x01\x00(030) 123-456\x00"));
        assert!(!phone.is_in("0123456"), "too little of it to be the same");
        let name = needle(NeedleKind::Name, "Ann B. Lee");
        assert!(name.is_in("for LEE, Ann B.") && name.is_in_bytes(b"Lee Ann B.") && !name.is_in("Ann Lee"));
        assert!(!needle(NeedleKind::Phone, "110").is_in("1 1 0"));
        assert!(needle(NeedleKind::Email, "Ann@x.com").is_in("o1;ANN@X.COM;3"));
    }

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        assert_eq!(find(b"aab", b"ab"), Some(1));
        assert_eq!(find(b"aab", b"c"), None);
        assert_eq!(find(b"", b"c"), None);
        assert!(needle(NeedleKind::Name, "Ann Lee").is_in_bytes(b"\x07\0\0\0ANN Lee\x03"));
    }
}
