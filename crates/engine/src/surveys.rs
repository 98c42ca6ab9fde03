//! Kinds, scales and touchpoints of survey answers never mix in silence.
//!
//! A metric of one kind asked where only others were answered is an error that says so. What one number mixes, and what
//! it leaves out because it was answered on another scale, is told beside the answer.

use std::collections::BTreeSet;

use catalog::{Metric, Survey, quote};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::prelude::SessionContext;
use model::{Message, Micros, Period};

use crate::engine::Engine;
use crate::evaluate::Spot;
use crate::ground::Scope;
use crate::params::instant;
use crate::session::Bench;
use crate::sql::read;
use crate::subjects::NOBODY;
use crate::{EngineError, Query, Surveyed};

/// The relation of all answers with the scales they were given on.
const ANSWERS: &str = "survey_answers";
/// Cuts that keep touchpoints or scales apart.
const BY_TOUCHPOINT: [&str; 2] = ["touchpoint", "row.touchpoint"];
const BY_SCALE: [&str; 4] = ["scale_min", "row.scale_min", "scale_max", "row.scale_max"];

/// One answer of the metric's kind.
struct Given {
    customer: u32,
    at: Micros,
    scale: String,
    touchpoint: Option<String>,
}

impl Engine {
    /// What the answers behind a question mix or leave out; `None` where that is nothing.
    ///
    /// # Errors
    /// [`EngineError::Question`] where the question is about this metric alone, nobody has ever answered a question of its
    /// kind and somebody has of others.
    pub(crate) async fn surveyed(
        &self,
        (metric, survey): (&Metric, &Survey),
        query: &Query,
        periods: &[Period],
        (scope, bench): (&Scope, &mut Bench),
    ) -> Result<Option<Surveyed>, EngineError> {
        bench.register(&self.catalog, &BTreeSet::from([ANSWERS.to_owned()])).await?;
        let kinds = kinds(bench).await?;
        if !kinds.is_empty() && !kinds.iter().any(|(kind, _)| *kind == survey.kind) {
            // Beside other metrics it has no value, and takes none of them with it.
            if query.metrics.len() > 1 {
                return Ok(None);
            }
            let others: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} ({count})")).collect();
            let message = Message::new("engine.survey_kind").with("metric", &metric.id).with("kind", &survey.kind);
            return Err(EngineError::Question(message.with("others", others.join(", "))));
        }
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Ok(None) };
        let answers = given(bench, &survey.kind, (first.start_us, last.end_us)).await?;
        let counts = |answer: &Given| {
            let place = periods.iter().position(|period| period.contains(answer.at)).unwrap_or_default();
            scope.counts(answer.customer, Spot { frame: 0, period: place })
        };
        let (taken, others): (Vec<&Given>, Vec<&Given>) = answers
            .iter()
            .filter(|answer| counts(answer))
            .partition(|answer| survey.scales.is_empty() || survey.scales.contains(&answer.scale));
        let apart = |cuts: &[&str]| query.by.iter().any(|by| cuts.contains(&by.as_str()));
        let mut told = Surveyed { left_out: others.len() as u64, ..Surveyed::default() };
        if !apart(&BY_SCALE) {
            told.mixed_scales = mixed(periods, &taken, |answer| answer.scale.clone());
        }
        if !apart(&BY_TOUCHPOINT) {
            told.mixed_touchpoints = mixed(periods, &taken, |answer| answer.touchpoint.clone());
        }
        Ok(Some(told).filter(|told| *told != Surveyed::default()))
    }
}

/// The values that come together in some period, sorted; none where every period has one.
fn mixed<T: Ord>(periods: &[Period], answers: &[&Given], value: impl Fn(&Given) -> T) -> Vec<T> {
    let mut mixed = BTreeSet::new();
    for period in periods {
        let within = answers.iter().filter(|answer| period.contains(answer.at));
        let values: BTreeSet<T> = within.map(|answer| value(answer)).collect();
        if values.len() > 1 {
            mixed.extend(values);
        }
    }
    mixed.into_iter().collect()
}

/// Every kind of question that was answered, with how many answers.
async fn kinds(bench: &Bench) -> Result<Vec<(String, i64)>, EngineError> {
    let sql =
        format!("select kind, count(*) as answers from {ANSWERS} where kind is not null group by kind order by kind");
    let mut kinds = Vec::new();
    for batch in rows(&bench.context, &sql).await? {
        let (names, counts) = (text(&batch, 0)?, whole(&batch, 1)?);
        kinds.extend(names.into_iter().flatten().zip(counts.into_iter().flatten()));
    }
    Ok(kinds)
}

/// The answers of one kind in `[from, to)`.
async fn given(bench: &Bench, kind: &str, (from, to): (Micros, Micros)) -> Result<Vec<Given>, EngineError> {
    let sql = format!(
        "select cast(customer_key as int), at, concat(cast(cast(scale_min as bigint) as varchar), '-', \
         cast(cast(scale_max as bigint) as varchar)), touchpoint from {ANSWERS} where kind = {} and at >= {} and at < {}",
        quote(kind),
        instant(from),
        instant(to)
    );
    let failed = |error| EngineError::sql(ANSWERS, error);
    let mut found = Vec::new();
    for batch in rows(&bench.context, &sql).await? {
        let keys = cast(batch.column(0), &DataType::Int32).map_err(|error| failed(error.into()))?;
        let keys: Vec<u32> =
            keys.as_primitive::<Int32Type>().iter().map(|key| key.map_or(NOBODY, i32::cast_unsigned)).collect();
        let (times, scales, touchpoints) = (whole(&batch, 1)?, text(&batch, 2)?, text(&batch, 3)?);
        let columns = keys.into_iter().zip(times).zip(scales).zip(touchpoints);
        found.extend(columns.filter_map(|(((customer, at), scale), touchpoint)| {
            Some(Given { customer, at: at?, scale: scale?, touchpoint })
        }));
    }
    Ok(found)
}

async fn rows(session: &SessionContext, sql: &str) -> Result<Vec<RecordBatch>, EngineError> {
    let failed = |error| EngineError::sql(ANSWERS, error);
    read(session, sql).await.map_err(failed)?.collect().await.map_err(failed)
}

fn text(batch: &RecordBatch, column: usize) -> Result<Vec<Option<String>>, EngineError> {
    let array = cast(batch.column(column), &DataType::Utf8).map_err(|error| EngineError::sql(ANSWERS, error.into()))?;
    Ok(array.as_string::<i32>().iter().map(|value| value.map(str::to_owned)).collect())
}

fn whole(batch: &RecordBatch, column: usize) -> Result<Vec<Option<i64>>, EngineError> {
    let array =
        cast(batch.column(column), &DataType::Int64).map_err(|error| EngineError::sql(ANSWERS, error.into()))?;
    Ok(array.as_primitive::<Int64Type>().iter().collect())
}

#[cfg(test)]
mod tests {
    use model::Calendar;

    use super::*;

    #[test]
    fn values_mix_where_one_period_has_several() {
        let day = |text: &str| text.parse().unwrap();
        let calendar = Calendar::utc();
        let january = calendar.period(day("2024-01-01"), day("2024-02-01")).unwrap();
        let february = calendar.period(day("2024-02-01"), day("2024-03-01")).unwrap();
        let answer = |at: Micros, touchpoint: &str| Given {
            customer: 1,
            at,
            scale: "1-5".to_owned(),
            touchpoint: Some(touchpoint.to_owned()).filter(|text| !text.is_empty()),
        };
        let answers = [answer(january.start_us, "a"), answer(january.start_us + 1, ""), answer(february.start_us, "b")];
        let all: Vec<&Given> = answers.iter().collect();
        let touchpoint = |answer: &Given| answer.touchpoint.clone();
        assert_eq!(mixed(&[january, february], &all, touchpoint), [None, Some("a".to_owned())]);
        assert!(mixed(&[february], &all, touchpoint).is_empty());
        assert!(mixed(&[january], &all, |answer| answer.scale.clone()).is_empty());
    }
}
