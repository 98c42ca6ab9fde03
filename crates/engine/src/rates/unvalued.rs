//! Which rows of a measure have no value, and for want of which rates.
//!
//! The measure's own value is asked of its rows once more: a row whose value is missing names its customer and its time,
//! and what the asking notes names the pair and the day.

use std::collections::BTreeSet;

use catalog::{Measure, TimeColumns, Value};
use model::Micros;

use super::{Gap, MissingRate};
use crate::EngineError;
use crate::engine::Engine;
use crate::measures::{Reader, integers, keys};
use crate::params::instant;
use crate::session::Bench;

/// One row without a value.
struct Unvalued {
    customer: u32,
    from: Micros,
    to: Micros,
    /// When its money is valued.
    valued_at: Micros,
}

impl Engine {
    /// The rows of a measure without a value. What is `known` by pair and instant is left out.
    pub(super) async fn unvalued(
        &self,
        measure: &Measure,
        reader: &Reader<'_>,
        again: &mut Bench,
        known: &BTreeSet<(String, Micros)>,
    ) -> Result<Vec<Gap>, EngineError> {
        again.register(&self.catalog, &BTreeSet::from([measure.from.clone()])).await?;
        let Some(rates) = again.gauge.as_ref().map(|gauge| gauge.rates.clone()) else { return Ok(Vec::new()) };
        rates.forget();
        let reader = Reader {
            session: &again.context,
            catalog: reader.catalog,
            calendar: reader.calendar,
            params: reader.params,
            key_bound: reader.key_bound,
            anchors: reader.anchors.clone(),
        };
        let lasts = matches!(self.catalog.time_of(measure), Some(TimeColumns::Interval(..)));
        let rows = self.rows_without_value(measure, &reader).await?;
        let mut noted = rates.notes();
        noted.retain(|(at, from)| !known.contains(&(from.clone(), *at)));

        let mut gaps = Vec::new();
        let (mut matched, mut unmatched) = (BTreeSet::new(), Vec::new());
        for row in rows {
            let at = row.valued_at.min(self.as_of_us());
            let of_row: Vec<&(Micros, String)> = noted.range((at, String::new())..(at + 1, String::new())).collect();
            if of_row.is_empty() {
                unmatched.push(row);
                continue;
            }
            let rates = of_row.iter().map(|(at, from)| self.missing_on(from, *at));
            let rates = rates.collect::<Result<Vec<_>, EngineError>>()?;
            matched.extend(of_row.into_iter().cloned());
            gaps.push(Gap { customer: Some(row.customer), from: row.from, to: row.to, rates });
        }
        // What was noted of no row of its own lies in a sum behind a row.
        let rest: Vec<&(Micros, String)> = noted.iter().filter(|note| !matched.contains(*note)).collect();
        let of_rest = rest.iter().map(|(at, from)| self.missing_on(from, *at));
        let of_rest = of_rest.collect::<Result<Vec<MissingRate>, EngineError>>()?;
        if of_rest.is_empty() {
            return Ok(gaps);
        }
        if unmatched.is_empty() {
            let whose = rest.iter().zip(of_rest).map(|((at, _), rate)| {
                let to = if lasts { Micros::MAX } else { *at };
                Gap { customer: None, from: *at, to, rates: vec![rate] }
            });
            gaps.extend(whose);
        } else {
            let of_rest = MissingRate::joined(of_rest);
            let gap = |row: Unvalued| Gap {
                customer: Some(row.customer),
                from: row.from,
                to: row.to,
                rates: of_rest.clone(),
            };
            gaps.extend(unmatched.into_iter().map(gap));
        }
        Ok(gaps)
    }

    async fn rows_without_value(&self, measure: &Measure, reader: &Reader<'_>) -> Result<Vec<Unvalued>, EngineError> {
        let (from, to) = match self.catalog.time_of(measure) {
            Some(TimeColumns::Interval(from, to)) => (from, to),
            Some(TimeColumns::Point(at)) => (at.clone(), at),
            Some(TimeColumns::None) | None => (instant(0), instant(0)),
        };
        let value = match &measure.value {
            Some(Value::Sum(sql) | Value::Min(sql) | Value::Max(sql) | Value::Last(sql)) => sql.as_str(),
            Some(Value::Values { sql, .. } | Value::Curve { sql, .. }) => sql.as_str(),
            Some(Value::Count) | None => "1",
        };
        let valued_at = match &measure.value {
            Some(Value::Curve { to, .. }) => to,
            _ => &from,
        };
        let key = if reader.is_keyed(&measure.from).await? { "customer_key" } else { "cast(null as int)" };
        let sql = format!(
            "select k, f, t, n from (select {key} as k, {from} as f, {to} as t, {valued_at} as n, {value} as v \
             from {relation} where {condition}) valued where v is null and f is not null",
            relation = measure.from,
            condition = measure.condition.as_deref().unwrap_or("true"),
        );
        let mut rows = Vec::new();
        for batch in reader.rows(measure, &sql).await? {
            let (keys, froms) = (keys(&batch, "k")?, integers(&batch, "f")?);
            let (tos, valued) = (integers(&batch, "t")?, integers(&batch, "n")?);
            for (row, customer) in keys.into_iter().enumerate() {
                let Some(from) = froms[row] else { continue };
                let (to, valued_at) = (tos[row].unwrap_or(Micros::MAX), valued[row].unwrap_or(from));
                rows.push(Unvalued { customer, from, to, valued_at });
            }
        }
        Ok(rows)
    }

    /// What a pair lacks on the day of an instant.
    pub(super) fn missing_on(&self, from: &str, at: Micros) -> Result<MissingRate, EngineError> {
        let day = self.calendar.day_of(at)?;
        Ok(MissingRate { from: from.to_owned(), to: self.currency.to_string(), first_day: day, last_day: day })
    }
}
