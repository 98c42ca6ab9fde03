//! From a measure's definition to sets, vectors and observations: one plan a measure and frame.
//!
//! Points in time are scanned once and grouped by the stretches between the question's instants
//! ([`points`]); intervals are collected and read at each instant ([`intervals`]).

mod columns;
mod curves;
mod intervals;
mod points;
mod touched;
mod windows;

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::{Count, Edge, Kind, Measure, TimeColumns, TimeRule, Type, quote_name};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::prelude::SessionContext;
use model::{Calendar, Message, Micros};

use crate::EngineError;
use crate::curve::Curve;
use crate::frame::Frame;
use crate::params::Params;
use crate::sql::read;
use crate::subjects::{Amounts, Anchors, Observations, Set};

pub use columns::{column, integers, keys, texts};
pub use windows::elapsed;

/// Values of the rows' own columns that a question cuts by; empty when it cuts by none.
pub type Part = Vec<Option<String>>;

/// One measure in one period and part. Shared, because a measure that knows no period is the same in all.
#[derive(Clone, Debug)]
pub enum Measurement {
    Set(Arc<Set>),
    Amounts(Arc<Amounts>),
    Observations(Arc<Observations>),
    Curve(Arc<Curve>),
}

/// One measure over a frame: for each period its parts. A part that is missing is empty.
#[derive(Clone, Debug)]
pub struct Measured {
    pub kind: Kind,
    /// What it gives to a formula.
    pub gives: Type,
    pub periods: Vec<BTreeMap<Part, Measurement>>,
}

/// What reading a measure needs besides the measure.
pub struct Reader<'a> {
    pub session: &'a SessionContext,
    pub catalog: &'a catalog::Catalog,
    pub calendar: &'a Calendar,
    pub params: &'a Params,
    /// Customer keys are below this.
    pub key_bound: u32,
    /// Instants of their own by the name of the vector that gives them.
    pub anchors: BTreeMap<String, Arc<Anchors>>,
}

/// A relation as a measure reads it.
struct Source<'a> {
    measure: &'a Measure,
    time: TimeColumns,
    /// SQL of the customer's key, a typed null where rows name nobody.
    key: &'static str,
    /// Row columns to cut by.
    cuts: &'a [String],
}

impl Reader<'_> {
    /// Reads one measure over a frame, cut by these columns of its rows.
    ///
    /// # Errors
    /// [`EngineError`] when the measure's SQL fails or its time rule does not fit its relation.
    pub async fn read(&self, measure: &Measure, frame: &Frame, cuts: &[String]) -> Result<Measured, EngineError> {
        let key = if self.is_keyed(&measure.from).await? { "customer_key" } else { "cast(null as int)" };
        let time = self.catalog.time_of(measure).unwrap_or(TimeColumns::None);
        let source = Source { measure, time, key, cuts };
        let periods = match (&source.time, measure.when.as_ref().unwrap_or(&TimeRule::Ever)) {
            (TimeColumns::Interval(from, to), rule) if !matches!(rule, TimeRule::Ever) => {
                self.intervals(&source, (from, to), rule, frame).await?
            }
            (TimeColumns::Interval(at, _) | TimeColumns::Point(at), rule) => {
                self.points(&source, at, rule, frame).await?
            }
            (TimeColumns::None, TimeRule::Ever) => self.timeless(&source, frame).await?,
            (TimeColumns::None, _) => {
                return Err(EngineError::Definition(
                    Message::new("engine.measure_without_time")
                        .with("measure", &measure.name)
                        .with("from", &measure.from),
                ));
            }
        };
        Ok(Measured { kind: measure.kind, gives: measure.gives(), periods })
    }

    /// The instant of their own that a vector gives each customer.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub async fn anchors(&self, measure: &Measure, frame: &Frame) -> Result<Anchors, EngineError> {
        let measured = self.read(measure, &frame.first(), &[]).await?;
        let mut anchors = vec![None; self.key_bound as usize];
        if let Some(Measurement::Amounts(amounts)) = measured.periods.first().and_then(|parts| parts.values().next()) {
            for (key, at) in &amounts.entries {
                if let Some(slot) = anchors.get_mut(*key as usize) {
                    *slot = Micros::try_from(*at).ok();
                }
            }
        }
        Ok(anchors)
    }

    /// The names of a relation's columns.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the relation cannot be planned.
    pub async fn columns(&self, relation: &str) -> Result<Vec<String>, EngineError> {
        let table = self.session.table(relation).await.map_err(|error| EngineError::sql(relation, error))?;
        Ok(table.schema().fields().iter().map(|field| field.name().clone()).collect())
    }

    /// Whether the rows of a relation name customers.
    ///
    /// # Errors
    /// As [`Reader::columns`].
    pub async fn is_keyed(&self, relation: &str) -> Result<bool, EngineError> {
        Ok(self.columns(relation).await?.iter().any(|column| column == "customer_key"))
    }

    pub(crate) async fn rows(&self, measure: &Measure, sql: &str) -> Result<Vec<RecordBatch>, EngineError> {
        tracing::debug!(measure = measure.name, sql, "read");
        let failed = |error| EngineError::sql(&measure.name, error);
        let sql = &self.params.fill(sql);
        read(self.session, sql).await.map_err(failed)?.collect().await.map_err(failed)
    }

    fn days(&self, count: &Count) -> Result<i64, EngineError> {
        self.params.days(count)
    }

    fn anchor(&self, name: &str) -> Result<Arc<Anchors>, EngineError> {
        let missing = || EngineError::Definition(Message::new("engine.anchor_missing").with("anchor", name));
        self.anchors.get(name).cloned().ok_or_else(missing)
    }
}

impl Source<'_> {
    /// `and`ed conditions of the measure and the scan; `true` when there are none.
    fn condition(&self, further: &[String]) -> String {
        let own = self.measure.condition.iter().map(|condition| format!("({condition})"));
        let all: Vec<String> = own.chain(further.iter().cloned()).collect();
        if all.is_empty() { "true".to_owned() } else { all.join(" and ") }
    }

    /// `, cast("channel" as varchar) as c0, …`
    fn cut_columns(&self) -> String {
        let cast = |(index, cut): (usize, &String)| format!(", cast({} as varchar) as c{index}", quote_name(cut));
        self.cuts.iter().enumerate().map(cast).collect()
    }

    /// `, c0, c1`, for grouping.
    fn cut_names(&self) -> String {
        (0..self.cuts.len()).map(|index| format!(", c{index}")).collect()
    }
}

fn edge(edge: Edge, frame: &Frame, period: &model::Period) -> Micros {
    match edge {
        Edge::Start => frame.start_read(period),
        Edge::End => frame.end_read(period),
    }
}
