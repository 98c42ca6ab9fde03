//! The rows of a funnel's steps, customer by customer in order of time.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use model::Micros;
use stats::Happening;

use super::super::occurrence::Occurrence;
use super::super::study::Study;
use super::ByCustomer;
use crate::EngineError;
use crate::measures::{column, integers};
use crate::params::instant;

/// The rows to read.
pub(super) struct Wanted<'a> {
    pub steps: &'a [Occurrence],
    pub excluded: &'a [Occurrence],
    /// Whether events that are no step matter too.
    pub strict: bool,
    pub from_us: Micros,
    pub to_us: Micros,
}

/// What a row is besides a step.
const EXCLUDES: i64 = -1;
const BETWEEN: i64 = -2;

impl Wanted<'_> {
    /// Reads them. Rows of one time come in the order of their ids, so that the same data gives the same attempts; a
    /// row that is several steps is one happening.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when they cannot be read.
    pub async fn by_customer(&self, study: &Study<'_>) -> Result<ByCustomer, EngineError> {
        let mut parts = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            parts.push(self.part(study, step, i64::try_from(index).unwrap_or(BETWEEN)).await?);
        }
        for excluded in self.excluded {
            parts.push(self.part(study, excluded, EXCLUDES).await?);
        }
        let events = self.steps.iter().find(|step| step.from == "events").filter(|_| self.strict);
        if let Some(events) = events {
            parts.push(self.part(study, &Occurrence { condition: None, ..events.clone() }, BETWEEN).await?);
        }
        let sql = format!("select * from ({}) order by k, t, tie, s", parts.join(" union all "));
        let mut read = ByCustomer::new();
        let mut last: Option<(u32, Micros, String)> = None;
        let measure = self.steps.first().map(|step| step.set(catalog::TimeRule::Ever));
        let Some(measure) = measure else { return Ok(read) };
        for batch in study.reader().rows(&measure, &sql).await? {
            let (keys, times, steps) = (integers(&batch, "k")?, integers(&batch, "t")?, integers(&batch, "s")?);
            let ties =
                cast(column(&batch, "tie")?, &DataType::Utf8).map_err(|error| EngineError::sql("tie", error.into()))?;
            let ties = ties.as_string::<i32>();
            for row in 0..batch.num_rows() {
                let key = keys[row].and_then(|key| u32::try_from(key).ok());
                let (Some(key), Some(at), Some(step)) = (key, times[row], steps[row]) else { continue };
                let here = (key, at, ties.value(row).to_owned());
                let happened = read.entry(key).or_default();
                if last.as_ref() != Some(&here) {
                    happened.push(Happening { at, steps: 0, excludes: false });
                    last = Some(here);
                }
                if let Some(happening) = happened.last_mut() {
                    happening.excludes |= step == EXCLUDES;
                    happening.steps |= u32::try_from(step).map_or(0, |step| 1_u64 << step);
                }
            }
        }
        Ok(read)
    }

    async fn part(&self, study: &Study<'_>, found: &Occurrence, step: i64) -> Result<String, EngineError> {
        let columns = study.reader().columns(&found.from).await?;
        let has = |name: &str| columns.iter().any(|column| column == name);
        // Rows of one table are told apart within it alone: ids of different tables may be the same.
        let tie = match (has("event_id"), has("row_id")) {
            (true, true) => "coalesce(event_id, encode(row_id, 'hex'))",
            (false, true) => "encode(row_id, 'hex')",
            _ => "''",
        };
        let at = found.at()?;
        Ok(format!(
            "select customer_key as k, {at} as t, cast({step} as bigint) as s, concat({from}, ' ', {tie}) as tie \
             from {table} where customer_key is not null and {at} >= {start} and {at} < {end} and ({condition})",
            from = catalog::quote(&found.from),
            table = found.from,
            start = instant(self.from_us),
            end = instant(self.to_us),
            condition = found.condition.as_deref().unwrap_or("true"),
        ))
    }
}
