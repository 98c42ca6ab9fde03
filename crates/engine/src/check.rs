//! The conservation laws, checked over the last three years that are known.

use jiff::civil::Date;
use model::{Grain, tables};
use serde::Serialize;

use crate::cuts::Group;
use crate::engine::Engine;
use crate::evaluate::{Ground, Spot, Value};
use crate::ground::Part;
use crate::subjects::Set;
use crate::{EngineError, Number, Query, plan};

/// One law over one workspace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LawResult {
    /// `customer_bridge`, `nps_parts` or `partition`.
    pub law: &'static str,
    /// How many times it was checked: once a period, `partition` once an attribute.
    pub periods: u64,
    pub breaches: Vec<Breach>,
}

/// One period in which a law does not hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breach {
    /// First day of the period.
    pub start: String,
    /// How much is missing on one side or too much on the other.
    pub difference: String,
    /// Outside ids of the customers it is about, at most 20.
    pub customers: Vec<String>,
}

const MOST_CUSTOMERS: usize = 20;

/// Of the numbers beside `nps`, those that make up the responses.
const PARTS_OF_NPS: [&str; 3] = ["promoters", "passives", "detractors"];

/// Attributes that every workspace has, and whose parts must add up to the whole.
const CUT_BY: [&str; 3] = ["plan", "country", "channel"];

impl Engine {
    /// Checks every conservation law. A workspace without the rows a law is about keeps it in no period.
    ///
    /// # Errors
    /// [`EngineError`] when the data cannot be read.
    pub async fn check(&self) -> Result<Vec<LawResult>, EngineError> {
        let Some((from, to)) = self.known_range()? else { return Ok(Vec::new()) };
        Ok(vec![
            self.customer_bridge(from, to).await?,
            self.nps_parts(from, to).await?,
            self.partition(from, to).await?,
        ])
    }

    /// `end = start + new + reactivated - churned`, as sets: nobody appears or vanishes unexplained.
    async fn customer_bridge(&self, from: Date, to: Date) -> Result<LawResult, EngineError> {
        let query = Query::new("churned_customers", from, to, Some(Grain::Month));
        let periods = self.periods(&query)?;
        let mut law = LawResult { law: "customer_bridge", periods: periods.len() as u64, breaches: Vec::new() };
        let names =
            ["customers_at_start", "new_customers", "reactivated_customers", "churned_customers", "customers_at_end"];
        let mut sets: Vec<Vec<Set>> = Vec::new();
        let mut bench = None;
        for name in names {
            let metric = plan::metric(&self.catalog, name)?;
            let prepared = self.prepare(&query, metric, &periods, &mut bench).await?;
            let reading = prepared.reading(&self.catalog);
            let group = Group::default();
            let part = Part { reading: &reading, group: &group, scope: &prepared.scope };
            let spots = (0..periods.len()).map(|period| Spot { frame: 0, period });
            sets.push(spots.map(|spot| counted(&part, &metric.formula.expr, spot)).collect::<Result<_, _>>()?);
        }
        for (index, period) in periods.iter().enumerate() {
            let [start, new, reactivated, churned, end] = std::array::from_fn(|name| &sets[name][index]);
            let expected = &(&(start | new) | reactivated) - churned;
            let astray = &expected ^ end;
            let counts = start.len() + new.len() + reactivated.len() == churned.len() + end.len();
            if !astray.is_empty() || !counts {
                law.breaches.push(self.breach(period.start, astray.len().to_string(), &astray)?);
            }
        }
        Ok(law)
    }

    /// Promoters, passives and detractors are all responses.
    async fn nps_parts(&self, from: Date, to: Date) -> Result<LawResult, EngineError> {
        let mut law = LawResult { law: "nps_parts", periods: 0, breaches: Vec::new() };
        for answer in self.query(&Query::new("nps", from, to, Some(Grain::Month))).await? {
            law.periods = answer.rows.len() as u64;
            for row in answer.rows {
                let whole = |number: Option<Number>| number.map_or(0.0, Number::to_f64);
                let parts = row.also.iter().filter(|(name, _)| PARTS_OF_NPS.contains(&name.as_str()));
                let parts: f64 = parts.map(|(_, part)| whole(*part)).sum();
                let difference = parts - whole(row.denominator);
                if difference != 0.0 {
                    law.breaches.push(Breach {
                        start: row.start,
                        difference: difference.to_string(),
                        customers: Vec::new(),
                    });
                }
            }
        }
        Ok(law)
    }

    /// Customers at the end, cut by any of [`CUT_BY`], sum to all customers at the end.
    async fn partition(&self, from: Date, to: Date) -> Result<LawResult, EngineError> {
        let mut law = LawResult { law: "partition", periods: 0, breaches: Vec::new() };
        let whole = Query::new("customers_at_end", from, to, None);
        let total = total(&self.query(&whole).await?);
        for attribute in CUT_BY {
            let parts = self.query(&Query { by: vec![attribute.to_owned()], ..whole.clone() }).await?;
            let difference = self::total(&parts) - total;
            law.periods += 1;
            if difference != 0 {
                let difference = format!("{attribute}: {difference}");
                law.breaches.push(Breach { start: from.to_string(), difference, customers: Vec::new() });
            }
        }
        Ok(law)
    }

    fn breach(&self, start: Date, difference: String, astray: &Set) -> Result<Breach, EngineError> {
        let mut customers = Vec::new();
        for key in astray.iter().take(MOST_CUSTOMERS) {
            customers.push(self.outside_id(key)?);
        }
        Ok(Breach { start: start.to_string(), difference, customers })
    }

    /// The three years up to the end of the last month that is known; `None` when nothing is.
    fn known_range(&self) -> Result<Option<(Date, Date)>, EngineError> {
        let known = tables::TABLES.iter().filter_map(|table| self.snapshot.watermark(table.name));
        let Some(last) = known.max() else { return Ok(None) };
        let last = self.calendar.day_of(last.min(self.as_of_us()))?;
        let to = self.calendar.next(self.calendar.floor(last, Grain::Month), Grain::Month)?;
        let years = jiff::Span::new().years(3);
        Ok(Some((to.saturating_sub(years), to)))
    }
}

fn total(answers: &[crate::Answer]) -> i128 {
    let rows = answers.iter().flat_map(|answer| &answer.rows);
    rows.map(|row| if let Some(Number::Whole(count)) = row.value { count } else { 0 }).sum()
}

/// The set that a `count(…)` counts.
fn counted(ground: &dyn Ground, formula: &catalog::Expr, spot: Spot) -> Result<Set, EngineError> {
    let inner = match &formula.node {
        catalog::Node::Call { arguments, .. } => arguments.first().unwrap_or(formula),
        _ => formula,
    };
    match crate::evaluate::evaluate(ground, inner, spot)? {
        Value::Set(set) => Ok(set),
        _ => Ok(Set::new()),
    }
}
