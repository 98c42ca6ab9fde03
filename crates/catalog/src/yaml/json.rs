//! YAML as JSON, for rows and answers that pass through the catalog untouched.

use serde_json::{Map, Number, Value as Json};

use super::{Style, Value, Yaml};

impl Yaml {
    /// The value as JSON: plain nulls, booleans and numbers are that, all other scalars are text. Numbers with a
    /// leading zero, such as an id `007`, stay text.
    pub(crate) fn json(&self) -> Json {
        match &self.value {
            Value::Scalar { text, style } if *style == Style::Plain => plain(self, text),
            Value::Scalar { text, .. } => Json::String(text.clone()),
            Value::List(items) => Json::Array(items.iter().map(Self::json).collect()),
            Value::Map(_) => Json::Object(self.json_map()),
        }
    }

    /// A map as a JSON object; anything else as an empty one.
    pub(crate) fn json_map(&self) -> Map<String, Json> {
        let Value::Map(entries) = &self.value else { return Map::new() };
        entries.iter().filter_map(|(key, value)| Some((key.scalar()?.to_owned(), value.json()))).collect()
    }

    /// The text of a scalar.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

fn plain(yaml: &Yaml, text: &str) -> Json {
    if yaml.is_null() {
        return Json::Null;
    }
    match text {
        "true" => return Json::Bool(true),
        "false" => return Json::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if padded || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return Json::String(text.to_owned());
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Json::Number(whole.into());
    }
    let float = text.parse::<f64>().ok().and_then(Number::from_f64);
    float.map_or_else(|| Json::String(text.to_owned()), Json::Number)
}
