//! How the objects of a JSON text stand: one a line, in an array, or in an array under a key such as `data`.

use crate::Target;
use crate::header::normal;
use crate::source::JsonShape;

/// Keys that interfaces put lists of rows under.
const LISTS: [&str; 12] = [
    "data", "items", "results", "result", "records", "rows", "value", "values", "entries", "content", "list", "objects",
];

/// The shape of a text that begins with a bracket or a brace, by its head; `whole` says that the head is all of it.
pub fn json_shape(head: &[u8], whole: bool, target: Option<&Target>) -> JsonShape {
    let text = head.trim_ascii_start();
    if text.starts_with(b"[") {
        return JsonShape::Array;
    }
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let top = top(text);
    let is_list = |key: &str| {
        LISTS.contains(&normal(key).as_str())
            || target.is_some_and(|target| [target.name, target.table.name].contains(&normal(key).as_str()))
    };
    let list = top.lists.iter().find(|key| is_list(key));
    // A row may have a list of its own; then its other keys name columns.
    let is_row = target.is_some_and(|target| {
        top.others.iter().any(|key| {
            let key = normal(key);
            target.columns.iter().any(|column| column.name == key || column.aliases.contains(&key.as_str()))
        })
    });
    let alone = match top.end {
        Some(end) => whole && text[end..].trim_ascii().is_empty(),
        None => !whole || first == b"{",
    };
    match list {
        Some(key) if alone && !is_row => JsonShape::Within(key.clone()),
        _ if first == b"{" => JsonShape::Stream,
        _ => JsonShape::Lines,
    }
}

/// Whether the first two objects of an array begin in one line.
pub fn share_lines(head: &[u8]) -> bool {
    let open = |from: usize| head.get(from..)?.iter().position(|byte| *byte == b'{').map(|at| from + at);
    let array = head.iter().position(|byte| *byte == b'[');
    let second = array.and_then(open).and_then(|first| Some((first, open(value_end(head, first)? + 1)?)));
    second.is_some_and(|(first, second)| !head[first..second].contains(&b'\n'))
}

/// The keys of the first object, as far as the text goes.
#[derive(Debug, Default)]
struct Top {
    /// Keys of arrays of objects.
    lists: Vec<String>,
    others: Vec<String>,
    /// Where the object ends.
    end: Option<usize>,
}

fn top(text: &[u8]) -> Top {
    let mut top = Top::default();
    let mut at = 1;
    while let Some(start) = next(text, at, b",") {
        match text[start] {
            b'}' => {
                top.end = Some(start + 1);
                return top;
            }
            b'"' => {}
            _ => return top,
        }
        let Some(key_end) = string_end(text, start) else { return top };
        let key: Option<String> = serde_json::from_slice(&text[start..key_end]).ok();
        let (Some(key), Some(value)) = (key, next(text, key_end, b":")) else { return top };
        let is_list = text[value] == b'[' && next(text, value + 1, b"").is_some_and(|first| text[first] == b'{');
        if is_list { &mut top.lists } else { &mut top.others }.push(key);
        let Some(end) = value_end(text, value) else { return top };
        at = end;
    }
    top
}

fn next(text: &[u8], from: usize, separators: &[u8]) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.iter().position(|byte| !byte.is_ascii_whitespace() && !separators.contains(byte)).map(|at| from + at)
}

fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn value_end(text: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0usize);
    loop {
        match text.get(at)? {
            b'"' => at = string_end(text, at)? - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(at),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_share_lines_or_do_not() {
        for (text, expected) in [
            ("[{\"a\":{}},{\"a\":2}]", true),
            ("{\"n\":1,\"data\":[{\"a\":\"}\"}, {}]}", true),
            ("[{\"a\":1},\n{\"a\":2}]", false),
            ("[{\"a\":1\n}, {\"a\":2}]", false),
            ("[{\"a\":1}]", false),
            ("[", false),
        ] {
            assert_eq!(share_lines(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn shapes_are_told_apart() {
        let orders = Target::find("orders").unwrap();
        let within = |key: &str| JsonShape::Within(key.to_owned());
        for (text, expected) in [
            (" [{\"a\":1}]", JsonShape::Array),
            ("{\"a\":1}\n{\"a\":2}\n", JsonShape::Lines),
            ("{\"data\":[{\"a\":1}]}", within("data")),
            ("{\n  \"next\": null,\n  \"Orders\": [\n {\"a\":1}]}", within("Orders")),
            ("{\"order_id\":1,\"items\":[{\"sku\":1}]}\n", JsonShape::Lines),
            ("{\"items\":[{\"sku\":1}],\"x\":1}\n{\"items\":[]}\n", JsonShape::Lines),
            ("{\"tags\":[{\"sku\":1}],\"x\":1}", JsonShape::Lines),
            ("{\n \"order_id\": 1\n}\n", JsonShape::Stream),
            ("{\"order_id\":\n{\"order_id\":1}\n", JsonShape::Lines),
            ("{", JsonShape::Stream),
        ] {
            assert_eq!(json_shape(text.as_bytes(), true, Some(&orders)), expected, "{text}");
        }
    }
}
