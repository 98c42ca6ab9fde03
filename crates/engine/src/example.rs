//! A worked example by measures: the formula alone, on the sets and numbers the example gives.

use std::collections::BTreeMap;

use catalog::{Catalog, GivenValue, Metric, ParamValue, Segment, Settings, Window};
use model::Message;
use rust_decimal::Decimal;

use crate::EngineError;
use crate::evaluate::{Ground, Spot, Value, as_number, evaluate, number};
use crate::interval::Ratio;
use crate::params::Params;
use crate::subjects::{Amounts, Observation, Observations};

/// What a formula comes to on given measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    pub value: Option<Decimal>,
    /// Above and below the line, where the formula is a rate.
    pub numerator: Option<Decimal>,
    pub denominator: Option<Decimal>,
    pub also: BTreeMap<String, Option<Decimal>>,
}

/// Works a metric's formula on the values an example gives for its measures.
///
/// # Errors
/// [`EngineError`] when a name is not given, or a value does not fit its operator.
pub fn work(
    catalog: &Catalog,
    metric: &Metric,
    given: &BTreeMap<String, GivenValue>,
    settings: &Settings,
    params: &BTreeMap<String, ParamValue>,
) -> Result<Worked, EngineError> {
    let given_params = params.iter().map(|(name, value)| (name.clone(), value.sql()));
    let params = Params::of_metric(catalog, metric, settings, given_params);
    let ground = Worksheet { catalog, given, params: &params };
    let spot = Spot { frame: 0, period: 0 };
    let formula = &metric.formula.expr;
    let ratio = Ratio::of(formula);
    let side = |expr: Option<&catalog::Expr>| expr.map_or(Ok(None), |expr| number(&ground, expr, spot));
    let mut also = BTreeMap::new();
    for (name, formula) in &metric.also {
        also.insert(name.clone(), number(&ground, &formula.expr, spot)?);
    }
    Ok(Worked {
        value: number(&ground, formula, spot)?,
        numerator: side(ratio.as_ref().map(|ratio| ratio.numerator))?,
        denominator: side(ratio.as_ref().map(|ratio| ratio.denominator))?,
        also,
    })
}

/// Who is in a segment on the values an example gives for its measures and segments, ascending.
///
/// # Errors
/// As [`work`].
pub fn work_segment(
    catalog: &Catalog,
    segment: &Segment,
    given: &BTreeMap<String, GivenValue>,
    settings: &Settings,
) -> Result<Vec<u32>, EngineError> {
    let params = Params::of_settings(settings);
    let ground = Worksheet { catalog, given, params: &params };
    match evaluate(&ground, &segment.formula.expr, Spot { frame: 0, period: 0 })? {
        Value::Set(set) => Ok(set.iter().collect()),
        _ => Err(EngineError::Definition(Message::new("engine.segment_no_set").with("name", &segment.name))),
    }
}

struct Worksheet<'a> {
    catalog: &'a Catalog,
    given: &'a BTreeMap<String, GivenValue>,
    params: &'a Params,
}

impl Ground for Worksheet<'_> {
    fn name(&self, name: &str, spot: Spot) -> Result<Value, EngineError> {
        let missing = || EngineError::Definition(Message::new("engine.not_given").with("name", name));
        match (self.given.get(name), self.catalog.metrics.get(name)) {
            (Some(given), _) => self.value(name, given),
            (None, Some(metric)) => evaluate(self, &metric.formula.expr, spot),
            (None, None) => Err(missing()),
        }
    }

    fn param(&self, name: &str, spot: Spot) -> Result<Option<Decimal>, EngineError> {
        match self.params.metric(self.catalog, name) {
            Some(metric) => as_number(self.name(&metric.id, spot)?),
            None => self.params.number(name),
        }
    }

    fn formula(&self, name: &str) -> Option<&catalog::Expr> {
        let metric = if self.given.contains_key(name) { None } else { self.catalog.metrics.get(name) };
        metric.map(|metric| &metric.formula.expr)
    }

    /// A worksheet knows one period, which is its own only part.
    fn parts(&self, _window: &Window, spot: Spot) -> Vec<Spot> {
        vec![spot]
    }
}

impl Worksheet<'_> {
    fn value(&self, name: &str, given: &GivenValue) -> Result<Value, EngineError> {
        let unreadable = |text: &str| {
            EngineError::Definition(Message::new("engine.given_unreadable").with("name", name).with("value", text))
        };
        let exact = |text: &str| text.parse::<Decimal>().map_err(|_| unreadable(text));
        Ok(match given {
            GivenValue::Set(keys) => Value::Set(keys.iter().copied().collect()),
            GivenValue::Number(None) => Value::Number(None),
            GivenValue::Number(Some(text)) => {
                let number = exact(text)?;
                match self.catalog.measures.get(name).map(|measure| measure.kind) {
                    Some(catalog::Kind::Rows) => {
                        Value::Rows(Amounts { entries: vec![(0, scaled(number, 4))], scale: 4 })
                    }
                    _ => Value::Number(Some(number)),
                }
            }
            GivenValue::Vector(amounts) => {
                let mut entries = Vec::with_capacity(amounts.len());
                for (key, text) in amounts {
                    entries.push((*key, scaled(exact(text)?, 4)));
                }
                Value::Vector(Amounts { entries, scale: 4 })
            }
            GivenValue::Distribution(observations) => {
                let mut rows = Vec::with_capacity(observations.len());
                for (row, observation) in observations.iter().enumerate() {
                    let customer = u32::try_from(row).unwrap_or_default();
                    let value = scaled(exact(&observation.value)?, 4);
                    rows.push(Observation { value, ended: observation.ended, customer });
                }
                rows.sort_unstable();
                Value::Observations(Observations { rows, scale: 4 })
            }
        })
    }
}

fn scaled(number: Decimal, places: u32) -> i128 {
    let mut exact = number;
    exact.rescale(places);
    exact.mantissa()
}
