//! The mapping that the answers make, and its text.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use ingest::{Inspection, Request, Target};
use model::{DayOrder, DecimalSign, Message};

use super::columns::Chosen;
use crate::run::Run;

/// A mapping on its way to a file.
pub struct Draft {
    /// The files it is for.
    pub file: String,
    delimiter: Option<u8>,
    encoding: Option<String>,
    sheet: Option<String>,
    header: Option<bool>,
    pub namespace: Option<String>,
    pub time_zone: Option<String>,
    pub day_order: Option<DayOrder>,
    pub decimal_sign: Option<DecimalSign>,
    pub columns: Chosen,
    pub filter: Option<String>,
}

impl Draft {
    /// What the request says and the source shows.
    pub fn new(request: &Request, source: &Inspection) -> Self {
        let options = &request.options;
        let path = request.files.first().map(PathBuf::as_path).unwrap_or(Path::new(&source.file));
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self {
            // A sheet is named by a key of its own.
            file: name.split('#').next().unwrap_or_default().to_owned(),
            delimiter: source.layout.delimiter.filter(|delimiter| *delimiter != b','),
            encoding: options.encoding.clone(),
            sheet: source.layout.sheet.clone(),
            header: options.header,
            namespace: options.namespace.clone(),
            time_zone: options.time_zone.clone(),
            day_order: options.day_order,
            decimal_sign: options.decimal_sign,
            columns: Chosen::new(),
            filter: None,
        }
    }

    /// What the mapping may be called: the file's name, without what changes from file to file.
    pub fn name(&self) -> String {
        let stem = self.file.split('.').next().unwrap_or_default();
        let name = file_name(stem.trim_end_matches(|letter: char| letter.is_ascii_digit() || "-_*?".contains(letter)));
        if name.is_empty() { "mapping".to_owned() } else { name }
    }

    /// The text of the mapping, with what each column is for.
    pub fn yaml(&self, target: &Target, run: &Run) -> String {
        let mut text = String::new();
        let comment = Message::new("cli.wizard.comment").with("file", &self.file).with("table", target.name);
        for line in run.say(&comment).lines() {
            let _ = writeln!(text, "# {line}");
        }
        let mut key = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = writeln!(text, "{key}: {}", scalar(&value));
            }
        };
        key("table", Some(target.name.to_owned()));
        key("namespace", self.namespace.clone());
        key("time_zone", self.time_zone.clone());
        key(
            "day_order",
            self.day_order.map(|order| match order {
                DayOrder::DayFirst => "day_first".to_owned(),
                DayOrder::MonthFirst => "month_first".to_owned(),
            }),
        );
        key(
            "decimal_sign",
            self.decimal_sign.map(|sign| match sign {
                DecimalSign::Point => "point".to_owned(),
                DecimalSign::Comma => "comma".to_owned(),
            }),
        );
        text.push_str("from:\n");
        let delimiter =
            self.delimiter.map(|sign| if sign == b'\t' { "tab".to_owned() } else { char::from(sign).to_string() });
        for (key, value) in [
            ("file", Some(self.file.clone())),
            ("delimiter", delimiter),
            ("encoding", self.encoding.clone()),
            ("sheet", self.sheet.clone()),
        ] {
            if let Some(value) = value {
                let _ = writeln!(text, "  {key}: {}", scalar(&value));
            }
        }
        if let Some(header) = self.header {
            let _ = writeln!(text, "  header: {header}");
        }
        text.push_str("columns:\n");
        for (name, from) in &self.columns {
            if let Some(column) = target.column(name) {
                let about = run.say(&column.about(target.name));
                let _ = writeln!(text, "  # {}", about.lines().collect::<Vec<_>>().join(" "));
            }
            let _ = writeln!(text, "  {}: {}", scalar(name), scalar(from));
        }
        if let Some(filter) = &self.filter {
            let _ = writeln!(text, "where: {}", scalar(filter));
        }
        text
    }
}

/// The letters of a name that every file system takes.
pub fn file_name(name: &str) -> String {
    let kept = |letter: char| if letter.is_alphanumeric() || "-_".contains(letter) { letter } else { '-' };
    name.trim().trim_end_matches(".yaml").chars().map(kept).collect::<String>().trim_matches('-').to_owned()
}

/// A text as YAML: as it is where it can only be text, else in quotes.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_/*.-".contains(letter))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_yaml_would_take_for_something_else_is_quoted() {
        for (text, expected) in [
            ("InvoiceNo", "InvoiceNo"),
            ("Order Date", "\"Order Date\""),
            ("Quantity * UnitPrice", "\"Quantity * UnitPrice\""),
            ("'EUR'", "\"'EUR'\""),
            ("no", "\"no\""),
            (";", "\";\""),
            ("a: b", "\"a: b\""),
            ("1", "\"1\""),
            ("Europe/Berlin", "Europe/Berlin"),
        ] {
            assert_eq!(scalar(text), expected);
        }
    }

    #[test]
    fn names_are_fit_for_files() {
        for (name, expected) in
            [("sales", "sales"), ("../evil", "evil"), ("a b.yaml", "a-b"), ("订单", "订单"), ("..", "")]
        {
            assert_eq!(file_name(name), expected);
        }
    }
}
