//! Whether recurring revenue in other currencies can be valued on every day that is asked about.
//!
//! A subscription is valued at the rate of each day, and the last rate within a week stands in for weekends and
//! holidays. Rates cut a subscription's time, so a stretch goes on where they stop: what is asked of days that are more
//! than a week after the last rate has no value, and says so.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Basis, ValueUnit};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::prelude::SessionContext;
use jiff::civil::Date;
use model::Micros;

use super::short::{STRETCHES, reaches, reads_stretches};
use super::{Gap, MissingRate};
use crate::EngineError;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::functions::MOST_DAYS_OLD;
use crate::measures::keys;

impl Engine {
    /// Refuses measures of money over subscriptions whose currency has no rate on some day that frames ask about.
    ///
    /// # Errors
    /// [`EngineError::RateMissing`] with every such day and pair.
    pub(crate) async fn refuse_missing_rates(
        &self,
        session: &SessionContext,
        (names, frames): (&BTreeSet<&str>, &[Frame]),
        basis: Basis,
    ) -> Result<(), EngineError> {
        let values = names.iter().filter_map(|name| self.catalog.measures.get(*name));
        let mut values = values.filter(|measure| measure.unit == Some(ValueUnit::Money));
        if !values.any(|measure| reaches(&self.catalog, &measure.from, basis, &reads_stretches)) {
            return Ok(());
        }
        let Some((from, to)) = asked(frames) else { return Ok(()) };
        let mut missing = Vec::new();
        for gap in self.stretches_without_rate(session).await? {
            let (first, until) = (gap.from.max(from), gap.to.min(to));
            if first < until {
                let (first_day, last_day) = (self.calendar.day_of(first)?, self.calendar.day_of(until - 1)?);
                missing.extend(gap.rates.into_iter().map(|rate| MissingRate { first_day, last_day, ..rate }));
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(MissingRate::refusal(missing)) }
    }

    /// Stretches of subscriptions in other currencies, from where their last rate is too old or they began without one.
    /// Everything until the question's own instant is told.
    pub(crate) async fn stretches_without_rate(&self, session: &SessionContext) -> Result<Vec<Gap>, EngineError> {
        let rates = self.rate_days(session).await?;
        let sql = format!(
            "select currency as text, arrow_cast(valid_from, 'Int64') as a, arrow_cast(valid_to, 'Int64') as b, \
             customer_key as k from {STRETCHES} where mrr_in_own_currency > 0 and currency <> '{}'",
            self.currency
        );
        let now = self.as_of_us();
        let mut gaps = Vec::new();
        for batch in read(session, &sql).await? {
            let (currencies, begun, ended) = (texts(&batch)?, integers(&batch, 1)?, integers(&batch, 2)?);
            let customers = keys(&batch, "k")?;
            for (row, currency) in currencies.into_iter().enumerate() {
                let (Some(currency), Some(begun)) = (currency, begun[row]) else { continue };
                // What is yet to come is valued at the rate of now.
                let valued = self.calendar.day_of(begun.min(now))?;
                let last = rates.get(&currency).and_then(|days| Some(*days.range(..=valued).next_back()?));
                let from = match last {
                    None => begun,
                    Some(last) => {
                        let stops = self.calendar.shift(last, i64::from(MOST_DAYS_OLD) + 1)?;
                        begun.max(self.calendar.start_of_day(stops)?)
                    }
                };
                let to = ended[row].unwrap_or(Micros::MAX);
                if from < to && from < now {
                    let (first_day, last_day) =
                        (self.calendar.day_of(from)?, self.calendar.day_of(to.min(now).max(from + 1) - 1)?);
                    let rate = MissingRate { from: currency, to: self.currency.to_string(), first_day, last_day };
                    gaps.push(Gap { customer: Some(customers[row]), from, to, rates: vec![rate] });
                }
            }
        }
        Ok(gaps)
    }

    /// The days for which there is a rate between each currency and the workspace's own.
    async fn rate_days(&self, session: &SessionContext) -> Result<BTreeMap<String, BTreeSet<Date>>, EngineError> {
        let own = self.currency;
        let sql = format!(
            "select \"from\" as text, arrow_cast(arrow_cast(date, 'Int32'), 'Int64') as a from fx_rates where \"to\" = '{own}' \
             union all select \"to\" as text, arrow_cast(arrow_cast(date, 'Int32'), 'Int64') as a from fx_rates where \"from\" = '{own}'"
        );
        let mut days: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
        for batch in read(session, &sql).await? {
            for (currency, day) in texts(&batch)?.into_iter().zip(integers(&batch, 1)?) {
                let (Some(currency), Some(day)) = (currency, day) else { continue };
                days.entry(currency).or_default().insert(self.calendar.shift(jiff::civil::date(1970, 1, 1), day)?);
            }
        }
        Ok(days)
    }
}

/// From just before the first instant that frames read to the last that is known.
fn asked(frames: &[Frame]) -> Option<(Micros, Micros)> {
    let periods = frames.iter().flat_map(|frame| frame.periods.iter().map(move |period| (frame, period)));
    let known = periods.filter(|(frame, period)| frame.begun(period));
    let spans = known.map(|(frame, period)| (period.start_us - 1, frame.end_read(period)));
    spans.reduce(|(from, to), (start, end)| (from.min(start), to.max(end)))
}

async fn read(session: &SessionContext, sql: &str) -> Result<Vec<RecordBatch>, EngineError> {
    let failed = |error| EngineError::sql(STRETCHES, error);
    session.sql(sql).await.map_err(failed)?.collect().await.map_err(failed)
}

fn texts(batch: &RecordBatch) -> Result<Vec<Option<String>>, EngineError> {
    let column = cast(batch.column(0), &DataType::Utf8).map_err(|error| EngineError::sql(STRETCHES, error.into()))?;
    Ok(column.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect())
}

fn integers(batch: &RecordBatch, column: usize) -> Result<Vec<Option<i64>>, EngineError> {
    let failed = |error: datafusion::arrow::error::ArrowError| EngineError::sql(STRETCHES, error.into());
    let column = cast(batch.column(column), &DataType::Int64).map_err(failed)?;
    Ok(column.as_primitive::<Int64Type>().iter().collect())
}
