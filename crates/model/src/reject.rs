//! Rows that break a rule: kept word for word with their place and the reason, never dropped.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Message, Recipe};

/// Where a row stands in what was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user named it; `-` for standard input.
    pub file: String,
    /// One-based line in a text file, one-based row elsewhere: also of a JSON array whose objects share lines.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The rule a row broke. The name is stable: it is what quarantine stores and filters by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Missing,
    Placeholder,
    MalformedIdentity,
    Time,
    TimeRange,
    Number,
    NumberRange,
    Currency,
    Choice,
    Boolean,
    EndBeforeStart,
    ScoreScale,
    Duplicate,
    OrderLines,
    Encoding,
    Ragged,
    Oversized,
    Json,
    Mapping,
    SheetError,
    RefundAboveAmount,
}

impl Rule {
    /// Every rule, in the order documents list them.
    pub const ALL: [Self; 21] = [
        Self::Missing,
        Self::Placeholder,
        Self::MalformedIdentity,
        Self::Time,
        Self::TimeRange,
        Self::Number,
        Self::NumberRange,
        Self::Currency,
        Self::Choice,
        Self::Boolean,
        Self::EndBeforeStart,
        Self::ScoreScale,
        Self::Duplicate,
        Self::OrderLines,
        Self::Encoding,
        Self::Ragged,
        Self::Oversized,
        Self::Json,
        Self::Mapping,
        Self::SheetError,
        Self::RefundAboveAmount,
    ];

    /// The stable id, for example `time_range`.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.key().rsplit('.').next().unwrap_or_default()
    }

    /// The message this rule gives, to be filled with the values its template names.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(self.key())
    }

    fn key(self) -> &'static str {
        match self {
            Self::Missing => "model.rule.missing",
            Self::Placeholder => "model.rule.placeholder",
            Self::MalformedIdentity => "model.rule.malformed_identity",
            Self::Time => "model.rule.time",
            Self::TimeRange => "model.rule.time_range",
            Self::Number => "model.rule.number",
            Self::NumberRange => "model.rule.number_range",
            Self::Currency => "model.rule.currency",
            Self::Choice => "model.rule.choice",
            Self::Boolean => "model.rule.boolean",
            Self::EndBeforeStart => "model.rule.end_before_start",
            Self::ScoreScale => "model.rule.score_scale",
            Self::Duplicate => "model.rule.duplicate",
            Self::OrderLines => "model.rule.order_lines",
            Self::Encoding => "model.rule.encoding",
            Self::Ragged => "model.rule.ragged",
            Self::Oversized => "model.rule.oversized",
            Self::Json => "model.rule.json",
            Self::Mapping => "model.rule.mapping",
            Self::SheetError => "model.rule.sheet_error",
            Self::RefundAboveAmount => "model.rule.refund_above_amount",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// One quarantined row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The canonical table it was meant for.
    pub table: &'static str,
    pub place: Place,
    pub rule: Rule,
    /// What broke the rule, in words; its values name the column and what stood there.
    pub message: Message,
    /// The row as it stood in the source, cut at [`Reject::MOST_RAW_BYTES`]; bytes that are no UTF-8 become U+FFFD.
    pub raw: String,
    /// How the row was read.
    pub recipe: Arc<Recipe>,
    /// The row in quarantine of which this is a correction that broke a rule again.
    pub replaces: Option<RejectId>,
}

impl Reject {
    /// Raw text is cut here: a row in quarantine is for a person to read.
    pub const MOST_RAW_BYTES: usize = 64 << 10;
}

/// Names a row in quarantine: 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RejectId(pub [u8; 16]);

/// A text that names no row in quarantine, whatever is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not 32 hexadecimal digits")]
pub struct NoRejectId(pub String);

impl fmt::Display for RejectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl FromStr for RejectId {
    type Err = NoRejectId;

    /// # Errors
    /// [`NoRejectId`] for anything but 32 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = digits.then(|| u128::from_str_radix(text, 16).ok()).flatten();
        id.map(|id| Self(id.to_be_bytes())).ok_or_else(|| NoRejectId(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn every_rule_has_words_and_an_id_of_its_own() {
        let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert!(rule.message().exists(Language::English), "{rule}");
        }
    }

    #[test]
    fn an_id_is_written_as_it_is_read() {
        let id = RejectId([0, 0x1f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xab]);
        let text = "001f00000000000000000000000000ab";
        assert_eq!((id.to_string().as_str(), text.parse()), (text, Ok(id)));
        for other in ["", "1f", "+01f00000000000000000000000000ab", "客户客户客户客户客户客户"] {
            assert!(other.parse::<RejectId>().is_err(), "{other}");
        }
    }
}
