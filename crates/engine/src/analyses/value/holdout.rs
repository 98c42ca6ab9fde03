//! How well a model foretold what it had not seen.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::Serialize;
use stats::value::{Foretold, PurchaseModel, holdout};

use super::ValueQuery;
use super::purchases::{Shopper, number};
use crate::EngineError;

/// Customers who came back this often, or more, are one class.
const MOST_REPEATS: u64 = 7;

/// The most steps that are tracked: a longer time is told at wider distances.
const MOST_STEPS: i64 = 1_000;

/// Purchases made after the last day observed beside those expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoldoutAnswer {
    /// The last day of the hold-out.
    pub until: String,
    /// In days.
    pub length: i64,
    /// Purchases made by those who had bought before.
    pub actual: u64,
    pub expected: f64,
    /// Expected over actual; `None` where there were none.
    pub ratio: Option<f64>,
    /// Over customers.
    pub mean_absolute_error: f64,
    pub root_mean_square_error: f64,
    /// Pearson's, over customers; `None` where either does not vary.
    pub correlation: Option<f64>,
    /// By how often they had come back until then.
    pub by_repeats: Vec<RepeatClass>,
    /// Repeat purchases so far, unit by unit from the first purchase of all on; at every second unit, every third and so on
    /// where there are more than a thousand.
    pub tracking: Vec<HoldoutStep>,
}

/// Customers who had come back equally often.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RepeatClass {
    /// In the last class so often or more.
    pub x: u64,
    pub customers: u64,
    /// Mean purchases made, and expected.
    pub actual: f64,
    pub expected: f64,
}

/// Repeat purchases by the end of a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoldoutStep {
    pub day: String,
    pub actual: u64,
    /// What the model expects of customers of whom only the day of the first purchase is known.
    pub expected: f64,
}

/// Compares; `None` where there are no customers or the model foretells no number.
///
/// # Errors
/// [`EngineError`] for days outside the representable years.
pub(super) fn judged(
    model: &PurchaseModel,
    query: &ValueQuery,
    last: Date,
    shoppers: &[Shopper],
) -> Result<Option<HoldoutAnswer>, EngineError> {
    let (unit_days, length) = (query.unit_days(), number(last) - number(query.until));
    let foretold: Option<Vec<Foretold>> = shoppers
        .iter()
        .map(|shopper| {
            let expected = model.expected(&shopper.history(unit_days), length as f64 / unit_days).ok()?;
            Some(Foretold { repeats: shopper.repeats(), actual: shopper.later.len() as u64, expected })
        })
        .collect();
    let Some(found) = foretold.and_then(|foretold| holdout(&foretold, MOST_REPEATS).ok()) else { return Ok(None) };
    let class = |class: &stats::value::HoldoutClass| RepeatClass {
        x: class.repeats,
        customers: class.customers,
        actual: class.actual,
        expected: class.expected,
    };
    Ok(Some(HoldoutAnswer {
        until: last.to_string(),
        length,
        actual: found.actual,
        expected: found.expected,
        ratio: (found.actual > 0).then(|| found.expected / found.actual as f64),
        mean_absolute_error: found.mean_absolute_error,
        root_mean_square_error: found.root_mean_square_error,
        correlation: found.correlation,
        by_repeats: found.by_repeats.iter().map(class).collect(),
        tracking: tracking(model, query, number(last), shoppers),
    }))
}

/// The ends of units before and after the last day observed, which is one of them.
fn tracking(model: &PurchaseModel, query: &ValueQuery, last: i64, shoppers: &[Shopper]) -> Vec<HoldoutStep> {
    let (unit_days, until) = (query.unit_days(), number(query.until));
    let Some(start) = shoppers.iter().map(|shopper| shopper.first).min() else { return Vec::new() };
    let mut begun: BTreeMap<i64, f64> = BTreeMap::new();
    let mut bought: BTreeMap<i64, u64> = BTreeMap::new();
    for shopper in shoppers {
        *begun.entry(shopper.first).or_default() += 1.0;
        for day in shopper.repeat_days.iter().chain(&shopper.later) {
            *bought.entry(*day).or_default() += 1;
        }
    }
    let end = |step: i64| until + (step as f64 * unit_days).round() as i64;
    let before = ((until - start) as f64 / unit_days).floor() as i64;
    let after = ((last - until) as f64 / unit_days).floor() as i64;
    let stride = (before + after) / MOST_STEPS + 1;
    let mut steps = Vec::new();
    for step in (-before..=after).filter(|step| step % stride == 0 || *step == after) {
        let day = end(step);
        let expected: Option<f64> = begun
            .range(..=day)
            .map(|(first, customers)| Some(customers * model.expected_new((day - first) as f64 / unit_days).ok()?))
            .sum();
        let told = date(1970, 1, 1).checked_add(jiff::Span::new().days(day));
        let (Some(expected), Ok(told)) = (expected, told) else { continue };
        let actual = bought.range(..=day).map(|(_, count)| count).sum();
        steps.push(HoldoutStep { day: told.to_string(), actual, expected });
    }
    steps
}
