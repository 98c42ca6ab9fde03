//! YAML as a tree in which every value knows its bytes, so that whatever is wrong later can be shown in place.

mod json;
mod parse;
mod spots;

pub(crate) use parse::parse;

use crate::formula::Span;

/// One YAML value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Yaml {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A scalar. Only a plain one, without quotes, may be a null, a number or a boolean.
    Scalar {
        text: String,
        style: Style,
    },
    List(Vec<Yaml>),
    /// Keys and values in the order of the file.
    Map(Vec<(Yaml, Yaml)>),
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Quoted,
    /// `|` or `>`, whose first line is not part of the text.
    Block,
}

impl Yaml {
    /// A null that stands nowhere.
    pub(crate) fn nothing() -> Self {
        Self { value: Value::Scalar { text: String::new(), style: Style::Plain }, span: Span::default() }
    }

    /// Whether the value is a null: nothing, `~` or `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, style: Style::Plain } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}
