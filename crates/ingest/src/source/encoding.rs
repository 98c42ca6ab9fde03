//! Which encoding a text is in: what its first bytes say for certain, and what bytes that are no UTF-8 look like.

use encoding_rs::{Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use model::{Message, Rule};

use crate::failure::Failure;

/// The encoding of a text that begins so: that of a byte order mark, else the one that was told, else UTF-16 where every
/// other byte is zero. None for UTF-8.
pub fn of(start: &[u8], told: Option<&'static Encoding>) -> Option<&'static Encoding> {
    if let Some((marked, _)) = Encoding::for_bom(start) {
        return (marked != UTF_8).then_some(marked);
    }
    told.or_else(|| unmarked(start))
}

/// UTF-16 without a mark: half of its letters or more are of ASCII, as delimiters and digits are, and have a zero byte, all
/// on one side.
fn unmarked(start: &[u8]) -> Option<&'static Encoding> {
    let pairs = start.chunks_exact(2).take(256);
    let all = pairs.len();
    let [high, low] = [0, 1].map(|index| pairs.clone().filter(|pair| pair[index] == 0 && pair[1 - index] != 0).count());
    match all {
        0..4 => None,
        _ if high * 2 >= all && low * 10 <= all => Some(UTF_16BE),
        _ if low * 2 >= all && high * 10 <= all => Some(UTF_16LE),
        _ => None,
    }
}

/// Why a row is bad whose bytes are no UTF-8 from `valid` on.
pub fn not_utf8(row: &[u8], valid: usize) -> Failure {
    Failure::new(Rule::Encoding, |message| message.with("byte", valid + 1).with("guess", guess(row)))
}

/// Why a row is bad whose bytes are nothing in the encoding that was told.
pub fn undecodable(encoding: &str) -> Failure {
    Failure { rule: Rule::Encoding, message: Message::new("ingest.encoding.undecodable").with("encoding", encoding) }
}

/// The label of the encoding that bytes which are no UTF-8 are most likely in.
///
/// Letters with accents stand alone between letters without; Chinese and Japanese characters take two bytes each and
/// stand together, and Japanese ones are mostly of the two syllabaries.
pub fn guess(bytes: &[u8]) -> &'static str {
    let runs: Vec<usize> = bytes.split(|byte| *byte < 0x80).map(<[u8]>::len).filter(|length| *length > 0).collect();
    let alone = runs.iter().filter(|length| **length == 1).count();
    let (chinese, japanese) = (shares(bytes, GB18030).0, shares(bytes, SHIFT_JIS).1);
    let encoding = if alone * 2 > runs.len() && japanese < 0.5 {
        WINDOWS_1252
    } else if japanese > 0.3 {
        SHIFT_JIS
    } else if chinese > 0.7 {
        GB18030
    } else {
        WINDOWS_1252
    };
    // The label that people know it by.
    if encoding == WINDOWS_1252 {
        "windows-1252"
    } else if encoding == GB18030 {
        "gb18030"
    } else {
        "shift_jis"
    }
}

/// How many of the characters beyond ASCII are common Chinese ones, and how many are Japanese syllables; nothing where the
/// bytes are not of this encoding.
fn shares(bytes: &[u8], encoding: &'static Encoding) -> (f64, f64) {
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else { return (0.0, 0.0) };
    let foreign = || text.chars().filter(|letter| !letter.is_ascii());
    let all = foreign().count().max(1) as f64;
    let chinese = foreign()
        .filter(|letter| matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}'));
    let syllables = foreign().filter(|letter| matches!(letter, '\u{3041}'..='\u{30ff}'));
    (chinese.count() as f64 / all, syllables.count() as f64 / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_is_guessed() {
        for (text, encoding, expected) in [
            ("7;Müller;Köln;5,00 €", WINDOWS_1252, "windows-1252"),
            ("1,José Núñez,Málaga", WINDOWS_1252, "windows-1252"),
            ("1,张伟,北京市朝阳区,已付款", GB18030, "gb18030"),
            ("订单,客户名称", GB18030, "gb18030"),
            ("1,山田たろう,おおさか,テスト", SHIFT_JIS, "shift_jis"),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            assert!(std::str::from_utf8(&bytes).is_err());
            assert_eq!(guess(&bytes), expected, "{text}");
        }
    }

    #[test]
    fn utf16_is_known_with_and_without_its_mark() {
        let text = "order_id,date\n1,2024-01-01\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((of(&little, None), of(&big, None)), (Some(UTF_16LE), Some(UTF_16BE)));
        assert_eq!(of(b"\xff\xfea\0", None), Some(UTF_16LE));
        assert_eq!(of(b"\xef\xbb\xbfa", Some(WINDOWS_1252)), None);
        assert_eq!(of(text.as_bytes(), None), None);
        assert_eq!(of(text.as_bytes(), Some(GB18030)), Some(GB18030));
    }
}
