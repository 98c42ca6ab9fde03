//! Whether recurring revenue in other currencies can be valued on every day that is asked about.
//!
//! A subscription is valued at the rate of each day, and the last rate within a week stands in for weekends and
//! holidays. Rates cut a subscription's time, so a stretch goes on where they stop: what is asked of days that are more
//! than a week after the last rate has no value, and says so.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Basis, Catalog, ValueUnit};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::prelude::SessionContext;
use jiff::civil::Date;
use model::{Message, Micros};

use crate::EngineError;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::functions::MOST_DAYS_OLD;

/// The relation of subscriptions by stretches of one price and rate.
const STRETCHES: &str = "subscription_intervals";

impl Engine {
    /// Refuses measures of money over subscriptions whose currency has no rate on some day that frames ask about.
    ///
    /// # Errors
    /// [`EngineError::RateMissing`] with the first such day and pair.
    pub(crate) async fn refuse_missing_rates(
        &self,
        session: &SessionContext,
        (names, frames): (&BTreeSet<&str>, &[Frame]),
        basis: Basis,
    ) -> Result<(), EngineError> {
        let values = names.iter().filter_map(|name| self.catalog.measures.get(*name));
        let mut values = values.filter(|measure| measure.unit == Some(ValueUnit::Money));
        if !values.any(|measure| reads_stretches(&self.catalog, &measure.from, basis)) {
            return Ok(());
        }
        let Some((from, to)) = asked(frames) else { return Ok(()) };
        let rates = self.rate_days(session).await?;
        let sql = format!(
            "select currency as text, arrow_cast(valid_from, 'Int64') as a, arrow_cast(valid_to, 'Int64') as b \
             from {STRETCHES} where mrr_in_own_currency > 0 and currency <> '{}'",
            self.currency
        );
        let mut missing: Option<(Date, String)> = None;
        for batch in read(session, &sql).await? {
            let (currencies, begun, ended) = (texts(&batch)?, integers(&batch, 1)?, integers(&batch, 2)?);
            for (row, currency) in currencies.into_iter().enumerate() {
                let (Some(currency), Some(begun)) = (currency, begun[row]) else { continue };
                let last = rates
                    .get(&currency)
                    .and_then(|days| Some(*days.range(..=self.calendar.day_of(begun).ok()?).next_back()?));
                // Where the stretch itself begins without a rate, its value says so when it is read.
                let Some(last) = last else { continue };
                let stops = self.calendar.start_of_day(self.calendar.shift(last, i64::from(MOST_DAYS_OLD) + 1)?)?;
                let (first, until) = (begun.max(stops).max(from), ended[row].unwrap_or(Micros::MAX).min(to));
                if first < until {
                    let day = (self.calendar.day_of(first)?, currency);
                    missing = Some(missing.map_or(day.clone(), |earlier| earlier.min(day)));
                }
            }
        }
        match missing {
            None => Ok(()),
            Some((day, currency)) => {
                let message = Message::new("engine.rate_missing").with("from", currency).with("to", self.currency);
                Err(EngineError::RateMissing(message.with("day", day)))
            }
        }
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

fn reads_stretches(catalog: &Catalog, name: &str, basis: Basis) -> bool {
    name == STRETCHES
        || catalog
            .relation(name, basis)
            .is_some_and(|relation| relation.reads.iter().any(|read| reads_stretches(catalog, read, basis)))
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
