//! The values of `$names`: a question's own, else the metric's defaults, else the workspace's settings.

use std::collections::BTreeMap;

use catalog::{Catalog, Count, Expr, Metric, Settings};
use model::{Message, Micros};
use rust_decimal::Decimal;

use crate::EngineError;
use crate::plan::formulas;

/// `$name` → SQL literal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub BTreeMap<String, String>);

impl Params {
    /// What a metric and every metric its formulas name take: the given literals before the defaults before the settings.
    #[must_use]
    pub fn of_metric(
        catalog: &Catalog,
        metric: &Metric,
        settings: &Settings,
        given: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut params = Self(given.into_iter().collect());
        params.add_defaults(catalog, metric);
        params.add_settings(settings);
        params
    }

    /// What a relation takes outside a metric.
    #[must_use]
    pub fn of_settings(settings: &Settings) -> Self {
        let mut params = Self::default();
        params.add_settings(settings);
        params
    }

    /// The same with the question's own instant as `$now`.
    #[must_use]
    pub fn at(mut self, now_us: Micros) -> Self {
        self.0.insert("now".to_owned(), instant(now_us));
        self
    }

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

    /// The metric that a parameter names; `None` where it is a value.
    #[must_use]
    pub fn metric<'a>(&self, catalog: &'a Catalog, name: &str) -> Option<&'a Metric> {
        let literal = self.0.get(name)?;
        catalog.metrics.get(literal.strip_prefix('\'')?.strip_suffix('\'')?)
    }

    /// A SQL text with every `$name` in it replaced by its literal.
    #[must_use]
    pub fn fill(&self, sql: &str) -> String {
        catalog::fill(sql, &self.0)
    }

    fn add_defaults(&mut self, catalog: &Catalog, metric: &Metric) {
        for (name, param) in &metric.params {
            if let Some(default) = &param.default {
                self.0.entry(name.clone()).or_insert_with(|| default.sql());
            }
        }
        let named = formulas(metric).flat_map(Expr::names).map(|(name, _)| name);
        let chosen = metric.params.keys().filter_map(|name| Some(self.metric(catalog, name)?.id.as_str()));
        for name in named.chain(chosen.collect::<Vec<_>>()) {
            if let (false, Some(further)) = (catalog.measures.contains_key(name), catalog.metrics.get(name)) {
                self.add_defaults(catalog, further);
            }
        }
    }

    fn add_settings(&mut self, settings: &Settings) {
        for (name, literal) in settings.variables() {
            self.0.entry(name).or_insert(literal);
        }
    }

    fn text(&self, name: &str) -> Result<&str, EngineError> {
        self.0
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| EngineError::Question(Message::new("engine.param_missing").with("param", name)))
    }
}

/// An instant as a SQL literal.
#[must_use]
pub fn instant(at_us: Micros) -> String {
    format!("arrow_cast({at_us}, 'Timestamp(Microsecond, Some(\"UTC\"))')")
}
