//! Cuts one line of JSON into the keys and raw values of its object, so that numbers stay as they were written.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// One member of an object.
#[derive(Debug)]
pub struct Member<'a> {
    pub key: Cow<'a, str>,
    /// The value's text; for a text value, what the text says.
    pub value: Cow<'a, str>,
    pub kind: ValueKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    Null,
    Text,
    /// A number, a boolean, a list or an object.
    Bare,
}

/// The members of an object in their order. The text must begin with the object's brace.
///
/// # Errors
/// When the text is not valid JSON. That is checked before anything is cut, so the cutting can be simple.
pub fn members(object: &str) -> Result<Vec<Member<'_>>, serde_json::Error> {
    serde_json::from_str::<IgnoredAny>(object)?;
    let bytes = object.as_bytes();
    let mut members = Vec::new();
    let mut at = 1;
    loop {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b',');
        if bytes.get(at) != Some(&b'"') {
            return Ok(members);
        }
        let key = &object[at..value_end(bytes, at)];
        let start = skip(bytes, at + key.len(), |byte| byte.is_ascii_whitespace() || byte == b':');
        at = value_end(bytes, start);
        let value = &object[start..at];
        let (value, kind) = match bytes[start] {
            b'n' => (Cow::Borrowed(value), ValueKind::Null),
            b'"' => (unquoted(value)?, ValueKind::Text),
            _ => (Cow::Borrowed(value), ValueKind::Bare),
        };
        members.push(Member { key: unquoted(key)?, value, kind });
    }
}

/// The elements of an array as they stand. The text must be valid JSON and begin with the array's bracket.
pub fn elements(array: &str) -> Vec<&str> {
    let bytes = array.as_bytes();
    let mut elements = Vec::new();
    let mut at = 1;
    loop {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b',');
        if at >= bytes.len() || bytes[at] == b']' {
            return elements;
        }
        let end = value_end(bytes, at).max(at + 1);
        elements.push(&array[at..end]);
        at = end;
    }
}

/// Levels of lists and objects within a value. Readers of JSON follow about so many, this program's own among them.
pub const MOST_NESTED: usize = 100;

/// Whether a valid value is nested deeper than [`MOST_NESTED`].
pub fn is_too_deep(value: &str) -> bool {
    let bytes = value.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = text_end(bytes, at) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_NESTED {
            return true;
        }
        at += 1;
    }
    false
}

fn skip(bytes: &[u8], from: usize, while_: impl Fn(u8) -> bool) -> usize {
    from + bytes[from..].iter().take_while(|byte| while_(**byte)).count()
}

/// Where the value that begins at `start` ends.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0usize;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = text_end(bytes, at) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
        if depth == 0 && matches!(byte, b'"' | b'}' | b']') {
            return at;
        }
    }
    at
}

/// The byte after the closing quote of the text that opens at `start`.
fn text_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn unquoted(text: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    if text.contains('\\') {
        return serde_json::from_str::<String>(text).map(Cow::Owned);
    }
    Ok(Cow::Borrowed(text.get(1..text.len() - 1).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_cut_as_they_stand() {
        let text = r#"[ {"a":[1,"],"]} ,2.50,"x\"y" , null,[] ]"#;
        assert_eq!(elements(text), [r#"{"a":[1,"],"]}"#, "2.50", r#""x\"y""#, "null", "[]"]);
        assert!(elements("[]").is_empty() && elements("[ \n]").is_empty());
    }

    #[test]
    fn members_keep_what_was_written() {
        let text = r#"{ "a":12345678901234.5678 , "b\n":"x\"}y", "c":{"d":[1,{"e":"]"}]},"f" : null,"g":true }"#;
        let found: Vec<_> = members(text)
            .unwrap()
            .into_iter()
            .map(|member| (member.key.into_owned(), member.value.into_owned()))
            .collect();
        let expected = [
            ("a", "12345678901234.5678"),
            ("b\n", "x\"}y"),
            ("c", r#"{"d":[1,{"e":"]"}]}"#),
            ("f", "null"),
            ("g", "true"),
        ];
        assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
        assert!(members("{}").unwrap().is_empty());
        assert!(members(r#"{"a":}"#).is_err());
    }
}
