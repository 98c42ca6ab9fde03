//! What customers do or are, as an analysis names it: rows of a relation or table, or events by their name.

use std::sync::Arc;

use catalog::{Basis, Catalog, Cut, Kind, Measure, Place, Settings, Source, Span, TimeColumns, TimeRule, Value, Words};
use model::{Message, nearest};

use crate::EngineError;

/// The words that analyses know, the relation each stands for, and the condition on its rows.
const WORDS: [(&str, &str, Option<&str>); 7] = [
    ("active", "lifecycle", Some("state = 'active'")),
    ("orders", "paid_orders", None),
    ("subscriptions", "subscription_intervals", Some("state in ('active', 'past_due')")),
    ("surveys", "survey_answers", None),
    ("tickets", "tickets", None),
    ("usage", "usage_events", None),
    ("visits", "sessions", None),
];

/// Rows that tell of something a customer did, at an instant or over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// As it was asked for.
    pub name: String,
    /// The relation or table of the rows.
    pub from: String,
    /// A SQL condition on them.
    pub condition: Option<String>,
    /// What places them in time; never [`TimeColumns::None`].
    pub time: TimeColumns,
}

impl Occurrence {
    /// What a name stands for: a key event of the settings, a word of [`WORDS`], a relation of customers' rows, or else
    /// an event of this name.
    pub fn named(name: &str, catalog: &Catalog, settings: &Settings, basis: Basis) -> Self {
        if let Some(events) = settings.key_events.get(name) {
            return Self::events(name, events);
        }
        if let Some((_, from, condition)) = WORDS.iter().find(|(word, ..)| *word == name) {
            return Self::rows(name, from, condition.map(str::to_owned), catalog);
        }
        let known = catalog.relation(name, basis).is_some() || model::tables::find(name).is_some();
        if known { Self::rows(name, name, None, catalog) } else { Self::events(name, &[name.to_owned()]) }
    }

    /// Events of any of these names.
    pub fn events(name: &str, events: &[String]) -> Self {
        let names: Vec<String> = events.iter().map(|event| catalog::quote(event)).collect();
        Self {
            name: name.to_owned(),
            from: "events".to_owned(),
            condition: Some(format!("name in ({})", names.join(", "))),
            time: TimeColumns::Point("ts".to_owned()),
        }
    }

    fn rows(name: &str, from: &str, condition: Option<String>, catalog: &Catalog) -> Self {
        let own = Self { name: name.to_owned(), from: from.to_owned(), condition, time: TimeColumns::None };
        let time = catalog.time_of(&own.set(TimeRule::Ever)).unwrap_or(TimeColumns::None);
        Self { time, ..own }
    }

    /// The column of the instant at which it happens, or begins.
    ///
    /// # Errors
    /// [`EngineError::Question`] for rows that know no time.
    pub fn at(&self) -> Result<&str, EngineError> {
        match &self.time {
            TimeColumns::Point(at) | TimeColumns::Interval(at, _) => Ok(at),
            TimeColumns::None => {
                Err(EngineError::Question(Message::new("engine.occurrence_without_time").with("name", &self.name)))
            }
        }
    }

    /// Whether it is a state that lasts.
    pub fn lasts(&self) -> bool {
        matches!(self.time, TimeColumns::Interval(..))
    }

    /// The customers of whom it is so under a time rule.
    pub fn set(&self, when: TimeRule) -> Measure {
        self.measure(Kind::Set, when, None)
    }

    /// The instant of each customer's first, among the rows that also meet `further`.
    ///
    /// # Errors
    /// As [`Occurrence::at`].
    pub fn first(&self, further: Option<String>) -> Result<Measure, EngineError> {
        let mut measure = self.measure(Kind::Vector, TimeRule::Ever, Some(Value::Min(self.at()?.to_owned())));
        let conditions: Vec<String> =
            measure.condition.iter().chain(&further).map(|condition| format!("({condition})")).collect();
        measure.condition = (!conditions.is_empty()).then(|| conditions.join(" and "));
        Ok(measure)
    }

    fn measure(&self, kind: Kind, when: TimeRule, value: Option<Value>) -> Measure {
        let source = Arc::new(Source { name: self.name.clone(), text: String::new() });
        Measure {
            name: self.name.clone(),
            kind,
            from: self.from.clone(),
            condition: self.condition.clone(),
            when: Some(when),
            value,
            at: None,
            cut: Cut::Customer,
            unit: None,
            about: Words { en: self.name.clone(), zh_cn: self.name.clone() },
            place: Place { source, span: Span::default() },
        }
    }
}

/// The error of a name that stands for nothing in this workspace.
pub fn unknown(name: &str, settings: &Settings, events: &[String]) -> EngineError {
    let words = WORDS.iter().map(|(word, ..)| *word);
    let known = words.chain(settings.key_events.keys().map(String::as_str)).chain(events.iter().map(String::as_str));
    EngineError::Question(match nearest(name, known) {
        Some(near) => Message::new("engine.unknown_occurrence_near").with("name", name).with("nearest", near),
        None => Message::new("engine.unknown_occurrence").with("name", name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_event_comes_before_a_table_and_any_other_name_is_an_event() {
        let (catalog, settings) = (Catalog::builtin().unwrap(), Settings::default());
        let named = |name: &str| Occurrence::named(name, &catalog, &settings, Basis::Subscription);
        assert_eq!(named("signup").from, "events");
        assert!(named("signup").condition.unwrap().contains("'signed_up'"));
        assert_eq!(named("orders").from, "paid_orders");
        assert!(named("active").lasts() && !named("orders").lasts());
        assert_eq!(named("feedback").from, "feedback");
        assert_eq!(named("it's").condition.as_deref(), Some("name in ('it''s')"));
    }
}
