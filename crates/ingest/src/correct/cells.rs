//! The raw text of a row as cells under its source's header, and cells as raw text again.

use std::collections::HashMap;

use model::Recipe;

use crate::detect;
use crate::source::{ValueKind, members};

/// A row cut into cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// One for each name of the header; none where the row has nothing there.
    pub own: Vec<Option<Cell>>,
    /// Fields beyond the header.
    pub extra: Vec<String>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// Whether it stands without quotes in JSON: a number, a boolean, a list or an object.
    pub bare: bool,
}

impl Cells {
    /// Cuts raw text; none for text that is not the one row that the recipe speaks of.
    pub fn cut(recipe: &Recipe, raw: &str) -> Option<Self> {
        match recipe.delimiter.map(u8::try_from) {
            Some(Ok(delimiter)) => Self::separated(raw, delimiter, recipe.header.len()),
            Some(Err(_)) => None,
            None => Self::object(raw, &recipe.header),
        }
    }

    fn separated(raw: &str, delimiter: u8, width: usize) -> Option<Self> {
        let records = detect::records(raw.as_bytes(), delimiter, 2, true);
        let [record] = records.as_slice() else { return None };
        let text = |field: &Vec<u8>| String::from_utf8_lossy(field).into_owned();
        let cell = |text: String| (!text.is_empty()).then_some(Cell { text, bare: false });
        let mut own: Vec<_> = record.iter().take(width).map(text).map(cell).collect();
        own.resize(width, None);
        Some(Self { own, extra: record.iter().skip(width).map(text).collect() })
    }

    fn object(raw: &str, header: &[String]) -> Option<Self> {
        let raw = raw.trim();
        let members = raw.starts_with('{').then(|| members(raw).ok())??;
        let mut found = HashMap::new();
        for member in members {
            if member.kind != ValueKind::Null {
                let cell = Cell { text: member.value.into_owned(), bare: member.kind == ValueKind::Bare };
                found.entry(member.key.into_owned()).or_insert(cell);
            }
        }
        let own = header.iter().map(|name| found.remove(name)).collect();
        // A key that the header does not name would be lost.
        found.is_empty().then_some(Self { own, extra: Vec::new() })
    }

    /// The cells as text of the kind they were cut from.
    pub fn join(&self, recipe: &Recipe) -> String {
        match recipe.delimiter {
            Some(delimiter) => {
                let own = self.own.iter().map(|cell| cell.as_ref().map_or("", |cell| cell.text.as_str()));
                let fields: Vec<_> =
                    own.chain(self.extra.iter().map(String::as_str)).map(|text| field(text, delimiter)).collect();
                fields.join(&delimiter.to_string())
            }
            None => {
                let some = recipe.header.iter().zip(&self.own).filter_map(|(name, cell)| Some((name, cell.as_ref()?)));
                let members = some.map(|(name, cell)| {
                    let value = if cell.bare { cell.text.clone() } else { json(&cell.text) };
                    format!("{}:{value}", json(name))
                });
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }
}

impl Cell {
    /// The cell with another text. Where it was a number, a list or the like and the text is JSON too, it still is.
    pub fn corrected(old: Option<&Self>, text: String) -> Self {
        let bare = old.is_some_and(|old| old.bare) && !text.starts_with('"') && is_json(&text);
        Self { text, bare }
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn field(text: &str, delimiter: char) -> String {
    if text.contains([delimiter, '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(header: &[&str], delimiter: Option<char>) -> Recipe {
        Recipe {
            target: "orders".to_owned(),
            source: "main".to_owned(),
            namespace: "main".to_owned(),
            mapping: None,
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            delimiter,
            time_zone: "UTC".to_owned(),
            day_order: None,
            day_orders: Default::default(),
            decimal_sign: None,
            decimal_signs: Default::default(),
            currency: None,
        }
    }

    #[test]
    fn rows_are_cut_under_their_header_and_put_together_again() {
        for (delimiter, raw, cells, extra) in [
            (Some(';'), "1;\"a;\"\"b\"\"\n\";", vec![Some("1"), Some("a;\"b\"\n"), None], vec![]),
            (Some(','), "1", vec![Some("1"), None, None], vec![]),
            (Some(','), "1,2,3,,5", vec![Some("1"), Some("2"), Some("3")], vec!["", "5"]),
            (None, r#"{"a":1.50,"b":"x\"y"}"#, vec![Some("1.50"), Some("x\"y"), None], vec![]),
            (None, r#"{"a":{"d":[1]},"c":true}"#, vec![Some("{\"d\":[1]}"), None, Some("true")], vec![]),
        ] {
            let recipe = recipe(&["a", "b", "c"], delimiter);
            let cut = Cells::cut(&recipe, raw).unwrap();
            let texts: Vec<_> = cut.own.iter().map(|cell| cell.as_ref().map(|cell| cell.text.as_str())).collect();
            assert_eq!((texts, cut.extra.clone()), (cells, extra.into_iter().map(str::to_owned).collect()), "{raw}");
            assert_eq!(Cells::cut(&recipe, &cut.join(&recipe)), Some(cut), "{raw}");
        }
    }

    #[test]
    fn what_is_no_row_is_not_cut() {
        let header = &["a"];
        for (delimiter, raw) in
            [(None, "[1]"), (None, "{\"a\":"), (None, "{\"z\":1}"), (Some(','), "1\n2"), (Some(','), "")]
        {
            assert_eq!(Cells::cut(&recipe(header, delimiter), raw), None, "{raw}");
        }
    }

    #[test]
    fn a_number_that_is_corrected_to_a_number_stays_one() {
        let number = Cell { text: "5".to_owned(), bare: true };
        assert!(Cell::corrected(Some(&number), "6.50".to_owned()).bare);
        assert!(!Cell::corrected(Some(&number), "six".to_owned()).bare);
        assert!(!Cell::corrected(None, "6".to_owned()).bare);
    }
}
