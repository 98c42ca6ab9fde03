//! Everybody's rows on a time of their own, on which all customers first saw their variant at the same instant.
//!
//! One period of that time is the window of every customer, so that any measure of the catalog can be read in it by its own
//! rule: what began in the window, what was so at its end, what came first in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::{Metric, quote_name};
use datafusion::arrow::datatypes::DataType;
use jiff::civil::{Date, date};
use model::{Calendar, Micros};

use super::super::readings::{Readings, spot};
use super::super::study::Study;
use super::ExperimentQuery;
use super::assigned::Assigned;
use super::outcome::{self, Outcome};
use crate::EngineError;
use crate::frame::Frame;
use crate::functions::since_anchor;
use crate::measures::elapsed;
use crate::params::instant;
use crate::plan::Plan;
use crate::subjects::Set;

/// The day at whose start everybody sees their variant.
const EXPOSED: Date = date(2000, 1, 1);

/// The outcome of those whose window has passed, and what they did before.
pub(super) struct Outcomes {
    pub within: Outcome,
    /// `None` where nothing is to be taken off.
    pub before: Option<Outcome>,
}

/// Who is judged and who is not yet.
pub(super) struct Split<'a> {
    pub assigned: &'a Assigned,
    pub matured: Set,
    pub window_days: i64,
}

/// Reads the metric of every customer, in their own window and before it.
///
/// # Errors
/// [`EngineError::Question`] when the metric is no sum over customers; when its rows cannot be read.
pub(super) async fn read<'a>(
    study: &mut Study<'_>,
    metric: &Metric,
    query: &ExperimentQuery,
    assigned: &'a Assigned,
) -> Result<(Outcomes, Split<'a>), EngineError> {
    let formula = &metric.formula.expr;
    let window_days = ExperimentQuery::days(query.window_us)?;
    let covariate_days = query.covariate_window_us.map(ExperimentQuery::days).transpose()?;
    let relations = study.lay_out_formulas(&[formula], &metric.id).await?;
    let matured = matured(study, metric, (query, assigned), &relations)?;
    refuse_missing_rates(study, metric, query, assigned).await?;
    move_to_own_time(study, &relations, assigned).await?;
    let calendar = Calendar::utc();
    let end = calendar.shift(EXPOSED, window_days)?;
    let mut periods = vec![calendar.period(EXPOSED, end)?];
    if let Some(days) = covariate_days {
        periods.push(calendar.period(calendar.shift(EXPOSED, -days)?, EXPOSED)?);
    }
    let horizon = Some(calendar.start_of_day(end)?);
    let frame = Frame { periods, horizon, latest: None };
    let plan = Plan::of_formulas(&study.engine().catalog, [formula], frame, (study.params(), &calendar))?;
    let readings = Readings::of(study, (plan, &calendar), matured.clone()).await?;
    let outcome = |period| readings.evaluate(|part| outcome::of(part, metric, spot(period)));
    let before = if covariate_days.is_some() { Some(outcome(1)?) } else { None };
    Ok((Outcomes { within: outcome(0)?, before }, Split { assigned, matured, window_days }))
}

/// Those whose window, and whatever the metric waits for after it, had passed when its sources were last complete.
fn matured(
    study: &Study<'_>,
    metric: &Metric,
    (query, assigned): (&ExperimentQuery, &Assigned),
    relations: &BTreeSet<String>,
) -> Result<Set, EngineError> {
    let relations: Vec<&str> = relations.iter().map(String::as_str).collect();
    let Some(horizon) = study.horizon(&relations)? else { return Ok(Set::new()) };
    let further = match &metric.matures {
        Some(matures) => elapsed(study.params().days(&matures.window_days)?),
        None => 0,
    };
    let wait = query.window_us.saturating_add(further);
    let grown = |at: Micros| at.saturating_add(wait) <= horizon;
    Ok(assigned.customers.iter().filter(|(_, (_, at))| grown(*at)).map(|(key, _)| *key).collect())
}

/// Refuses money that some day of the experiment has no rate for.
async fn refuse_missing_rates(
    study: &Study<'_>,
    metric: &Metric,
    query: &ExperimentQuery,
    assigned: &Assigned,
) -> Result<(), EngineError> {
    let times = || assigned.customers.values().map(|(_, at)| *at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Ok(()) };
    let calendar = &study.engine().calendar;
    let from = calendar.day_of(first.saturating_sub(query.covariate_window_us.unwrap_or(0)))?;
    let to = calendar.shift(calendar.day_of(last.saturating_add(query.window_us))?, 1)?;
    let horizon = Some(study.engine().as_of_us());
    let frame = Frame { periods: vec![calendar.period(from, to)?], horizon, latest: None };
    let plan =
        Plan::of_formulas(&study.engine().catalog, [&metric.formula.expr], frame.clone(), (study.params(), calendar))?;
    for measure in plan.measures() {
        study.refuse_missing_rates(measure, &frame).await?;
    }
    Ok(())
}

/// Puts in the place of each relation its rows with every time moved, and without those of anybody else.
async fn move_to_own_time(
    study: &Study<'_>,
    relations: &BTreeSet<String>,
    assigned: &Assigned,
) -> Result<(), EngineError> {
    let exposed = Calendar::utc().start_of_day(EXPOSED)?;
    let context = study.context();
    context.register_udf(since_anchor(assigned.anchors(study.engine().snapshot.key_bound())));
    for relation in relations {
        let failed = |error| EngineError::sql(relation, error);
        let rows = context.table(relation.as_str()).await.map_err(failed)?;
        let columns = rows.schema().fields().iter().map(|field| {
            let name = quote_name(field.name());
            match field.data_type() {
                DataType::Timestamp(..) => format!("{} as {name}", moved(&name, exposed)),
                _ => name,
            }
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let theirs = format!("since_anchor(arrow_cast(customer_key, 'Int32'), {}) is not null", instant(exposed));
        let sql = format!("select {columns} from {} where {theirs}", quote_name(relation));
        let view = context.sql(&sql).await.map_err(failed)?.into_view();
        context.deregister_table(relation.as_str()).map_err(failed)?;
        context.register_table(relation.as_str(), Arc::clone(&view)).map_err(failed)?;
    }
    Ok(())
}

/// SQL of a time as long after the common instant as it is after the customer's own.
fn moved(column: &str, exposed: Micros) -> String {
    let at = format!("arrow_cast({column}, 'Timestamp(Microsecond, Some(\"UTC\"))')");
    let since = format!("since_anchor(arrow_cast(customer_key, 'Int32'), {at})");
    format!("arrow_cast({since} + {exposed}, 'Timestamp(Microsecond, Some(\"UTC\"))')")
}
