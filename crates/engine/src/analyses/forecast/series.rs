//! The periods a forecast is made from: over, observed for long enough, and one after the other without a gap.

use model::Message;

use super::{ForecastQuery, HistoryRow, Omission, OmittedPeriod};
use crate::{EngineError, Reason, Row, Unit};

/// The periods of a question, those that a forecast is made from and those that it is not.
pub struct Series {
    /// One after the other without a gap.
    pub history: Vec<HistoryRow>,
    pub left_out: Vec<OmittedPeriod>,
}

impl Series {
    /// Takes away what is not final at the end, and what is without a value at the start.
    ///
    /// # Errors
    /// [`EngineError::Question`] for a period without a value between others.
    pub fn of(unit: Unit, rows: Vec<Row>, query: &ForecastQuery) -> Result<Self, EngineError> {
        let amount = matches!(unit, Unit::Count | Unit::Money);
        let mut rows: Vec<(Option<Omission>, Row)> = rows.into_iter().map(|row| (omitted(&row), row)).collect();
        let mut left_out = Vec::new();
        // Amounts of nothing before anything has happened are of the time before the data.
        let before = |why: Option<Omission>, row: &Row| match why {
            Some(Omission::NoValue) => true,
            Some(Omission::Incomplete | Omission::Immature) => false,
            None => amount && query.since_first && row.value.is_some_and(|value| value.to_f64() == 0.0),
        };
        let first = rows.iter().position(|(why, row)| !before(*why, row)).unwrap_or(rows.len());
        // Of the periods asked for by name each is told; of the usual ones, those before the data go unsaid.
        let told = !query.since_first || first == rows.len();
        let early = rows.drain(..first).filter_map(|(why, row)| Some(OmittedPeriod::of(&row, why?)));
        left_out.extend(early.filter(|_| told));
        let last = rows.iter().rposition(|(why, _)| why.is_none()).map_or(0, |last| last + 1);
        left_out.extend(rows.drain(last..).filter_map(|(why, row)| Some(OmittedPeriod::of(&row, why?))));
        let history = rows.into_iter().map(|(_, row)| match row.value {
            Some(value) => Ok(HistoryRow { start: row.start, end: row.end, value }),
            None => Err(gap(&row, query)),
        });
        Ok(Self { history: history.collect::<Result<_, _>>()?, left_out })
    }
}

impl OmittedPeriod {
    fn of(row: &Row, why: Omission) -> Self {
        let reason = row.reason.filter(|_| row.value.is_none());
        Self { start: row.start.clone(), end: row.end.clone(), why, reason }
    }
}

/// Why a period cannot be the last of a history; `None` where it can.
fn omitted(row: &Row) -> Option<Omission> {
    let immature = row.eligible.zip(row.matured).is_some_and(|(eligible, matured)| matured < eligible);
    match () {
        () if !row.complete => Some(Omission::Incomplete),
        () if immature => Some(Omission::Immature),
        () if row.value.is_none() => Some(Omission::NoValue),
        () => None,
    }
}

fn gap(row: &Row, query: &ForecastQuery) -> EngineError {
    let why = row.reason.unwrap_or(Reason::NoData).message();
    let message = Message::new("engine.forecast_gap").with("metric", &query.metric);
    EngineError::Question(message.with("start", &row.start).with("end", &row.end).with_message("why", why))
}
