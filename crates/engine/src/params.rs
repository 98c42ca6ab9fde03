//! The values of `$names`: a question's own, else the metric's defaults, else the workspace's settings.

use std::collections::BTreeMap;

use catalog::{ATTRIBUTION_MODEL, AttributionModel, Catalog, Count, Expr, Metric, Settings};
use model::{Message, Micros, nearest};
use rust_decimal::Decimal;

use crate::engine::Engine;
use crate::plan::formulas;
use crate::{EngineError, Query};

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

    /// Those of them that relations are written with: two metrics with the same can share what they read.
    #[must_use]
    pub fn of_relations(&self, catalog: &Catalog) -> Self {
        let names = catalog.relations.values().flat_map(|relation| &relation.variables);
        Self(names.filter_map(|name| Some((name.clone(), self.0.get(name)?.clone()))).collect())
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

    /// The literal of a name.
    ///
    /// # Errors
    /// [`EngineError::Question`] when nobody gave it.
    pub fn text(&self, name: &str) -> Result<&str, EngineError> {
        self.0
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| EngineError::Question(Message::new("engine.param_missing").with("param", name)))
    }
}

impl Engine {
    /// The parameters of a question's metric.
    pub(crate) fn params(&self, query: &Query, metric: &Metric) -> Result<Params, EngineError> {
        let settings = self.settings.variables();
        for name in query.params.keys() {
            // What another metric of the question takes is not said to this one.
            let mut others = query.metrics.iter().filter_map(|id| self.catalog.metrics.get(id));
            let taken = self.takes(metric, name) || others.any(|other| self.takes(other, name));
            if !taken && !settings.contains_key(name) {
                return Err(EngineError::Question(self.unknown_param(metric, name)));
            }
        }
        for (name, param) in metric.params.iter().filter(|(_, param)| !param.choices.is_empty()) {
            let Some(given) = query.params.get(name).map(|literal| literal.trim_matches('\'')) else { continue };
            if !param.choices.iter().any(|choice| choice == given) {
                let near = nearest(given, param.choices.iter().map(String::as_str)).unwrap_or(&param.choices[0]);
                let message = Message::new("engine.unknown_choice").with("param", name).with("name", given);
                let message = message.with("nearest", near).with("known", param.choices.join(", "));
                return Err(EngineError::Question(message));
            }
        }
        let given = self.with_goal(query.params.clone())?;
        let params = Params::of_metric(&self.catalog, metric, &self.settings, given).at(self.as_of_us());
        self.known_model(&params.0)?;
        Ok(params)
    }

    /// Whether a metric has a parameter without a value: neither the question nor the metric gives one.
    pub(crate) fn lacks_param(&self, query: &Query, metric: &Metric) -> Result<bool, EngineError> {
        let params = self.params(query, metric)?;
        Ok(metric.params.keys().any(|name| !params.0.contains_key(name)))
    }

    /// Whether a metric, or one that a parameter of it may name, takes a parameter.
    fn takes(&self, metric: &Metric, param: &str) -> bool {
        self.taken(metric).any(|taken| taken == param)
    }

    /// The parameters that a metric, and those that a parameter of it may name, take.
    fn taken<'a>(&'a self, metric: &'a Metric) -> impl Iterator<Item = &'a str> {
        let choices = metric.params.values().flat_map(|param| &param.choices);
        let metrics = choices.filter_map(|choice| self.catalog.metrics.get(choice)).chain([metric]);
        metrics.flat_map(|metric| metric.params.keys().map(String::as_str))
    }

    fn unknown_param(&self, metric: &Metric, name: &str) -> Message {
        let settings = self.settings.variables();
        let near = nearest(name, self.taken(metric).chain(settings.keys().map(String::as_str)));
        let message = match near {
            Some(near) => Message::new("engine.unknown_param_near").with("nearest", near),
            None => Message::new("engine.unknown_param"),
        };
        message.with("param", name).with("metric", &metric.id)
    }

    /// Refuses a model of attribution that does not exist, whoever asks for it: the question, the metric or the settings.
    fn known_model(&self, given: &BTreeMap<String, String>) -> Result<(), EngineError> {
        let Some(literal) = given.get(ATTRIBUTION_MODEL) else { return Ok(()) };
        let name = literal.trim_matches('\'');
        if AttributionModel::names().any(|known| known == name) {
            return Ok(());
        }
        let near = nearest(name, AttributionModel::names()).unwrap_or(self.settings.attribution.model.name());
        let known = AttributionModel::names().collect::<Vec<_>>().join(", ");
        let message = Message::new("engine.unknown_model").with("name", name).with("nearest", near);
        Err(EngineError::Question(message.with("known", known)))
    }

    /// A question's own parameters; one that asks for another goal asks for that goal's window too.
    fn with_goal(&self, mut given: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, EngineError> {
        let Some(goal) = given.get("conversion_goal") else { return Ok(given) };
        let goals = &self.settings.goals;
        let Some(name) = goals.keys().find(|name| catalog::quote(name) == *goal) else {
            let near = nearest(goal.trim_matches('\''), goals.keys().map(String::as_str));
            let near = near.unwrap_or(&self.settings.conversion_goal).to_owned();
            let message = Message::new("engine.unknown_goal").with("name", goal.trim_matches('\''));
            return Err(EngineError::Question(message.with("nearest", near)));
        };
        let days = self.settings.goal_window_days(name).to_string();
        given.entry("goal_window_days".to_owned()).or_insert(days);
        Ok(given)
    }
}

/// An instant as a SQL literal.
#[must_use]
pub fn instant(at_us: Micros) -> String {
    format!("arrow_cast({at_us}, 'Timestamp(Microsecond, Some(\"UTC\"))')")
}
