//! The values of `$names`: a question's own, else the metric's defaults, else the workspace's settings.

use std::collections::BTreeMap;

use catalog::Count;
use model::Message;
use rust_decimal::Decimal;

use crate::EngineError;

/// `$name` → SQL literal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub BTreeMap<String, String>);

impl Params {
    /// A number of days in a rule.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the parameter is missing or no whole number.
    pub fn days(&self, count: &Count) -> Result<i64, EngineError> {
        match count {
            Count::Literal(days) => Ok(*days),
            Count::Param(name) => {
                let text = self.text(name)?;
                text.parse().map_err(|_| {
                    EngineError::Question(Message::new("engine.param_not_days").with("param", name).with("value", text))
                })
            }
        }
    }

    /// A number in a formula; `None` where the setting is empty.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the parameter is missing or no number.
    pub fn number(&self, name: &str) -> Result<Option<Decimal>, EngineError> {
        let text = self.text(name)?;
        if text.eq_ignore_ascii_case("null") {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            EngineError::Question(Message::new("engine.param_not_number").with("param", name).with("value", text))
        })
    }

    /// A SQL text with every `$name` in it replaced by its literal.
    #[must_use]
    pub fn fill(&self, sql: &str) -> String {
        catalog::fill(sql, &self.0)
    }

    fn text(&self, name: &str) -> Result<&str, EngineError> {
        self.0
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| EngineError::Question(Message::new("engine.param_missing").with("param", name)))
    }
}
