//! Who came back when: sets by the calendar's periods, or by runs of 24 hours after each customer's own start.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use catalog::{TimeColumns, TimeRule};
use datafusion::arrow::array::AsArray;
use model::Micros;

use super::super::occurrence::Occurrence;
use super::super::study::Study;
use super::{RetentionMode, RetentionQuery, Span};
use crate::EngineError;
use crate::frame::Frame;
use crate::functions::{read_bitmap, since_anchor};
use crate::measures::{Measured, Measurement, column, integers};
use crate::params::instant;
use crate::subjects::{Anchors, Set};

/// Who came back, laid out so that a cell is an intersection.
pub(super) enum Returns {
    /// One set a period of the frame.
    Calendar { frame: Frame, sets: Vec<Set>, later: Vec<Set> },
    /// One set an offset.
    Rolling { sets: Vec<Set>, later: Vec<Set>, anchors: Arc<Anchors>, unit: Micros, horizon: Option<Micros> },
}

impl Returns {
    /// Returns by the calendar's periods; with anchors only those at or after the customer's own start.
    pub async fn by_calendar(
        study: &Study<'_>,
        query: &RetentionQuery,
        returns: &Occurrence,
        frame: Frame,
        anchors: Option<&Arc<Anchors>>,
    ) -> Result<Self, EngineError> {
        let reader = study.reader();
        let rule = match query.mode {
            RetentionMode::Boundary => TimeRule::At(catalog::Edge::End),
            _ => TimeRule::During,
        };
        let mut measure = returns.set(rule);
        if let (false, Some(anchors)) = (returns.lasts(), anchors) {
            reader.session.register_udf(since_anchor(Arc::clone(anchors)));
            measure.condition = Some(after_start(returns)?);
        }
        let sets = by_period(&reader.read(&measure, &frame, &[]).await?);
        let later = unions_from(&sets);
        Ok(Self::Calendar { frame, sets, later })
    }

    /// Returns by whole runs of 24 hours from each customer's own start.
    pub async fn by_own_start(
        study: &Study<'_>,
        query: &RetentionQuery,
        returns: &Occurrence,
        frame: &Frame,
        anchors: Arc<Anchors>,
    ) -> Result<Self, EngineError> {
        let (unit, horizon) = (query.rolling_us(), frame.horizon);
        let sets = if returns.lasts() {
            spells(study, query, returns, horizon, &anchors).await?
        } else {
            elapsed(study, returns, unit, horizon, &anchors).await?
        };
        let later = unions_from(&sets);
        Ok(Self::Rolling { sets, later, anchors, unit, horizon })
    }

    /// Of everybody, who came back in a run of offsets after the cohort of this place.
    pub fn of(&self, cohort: usize, span: Span) -> Set {
        let (sets, later, first) = match self {
            Self::Calendar { sets, later, .. } => (sets, later, cohort),
            Self::Rolling { sets, later, .. } => (sets, later, 0),
        };
        match span.until {
            None => later.get(first + span.from).cloned().unwrap_or_default(),
            Some(until) => {
                let run = sets.iter().take(first + until).skip(first + span.from);
                run.fold(Set::new(), |union, set| union | set)
            }
        }
    }

    /// Those of a cohort who have been observed to the end of a run of offsets.
    pub fn matured(&self, customers: &Set, cohort: usize, span: Span) -> Set {
        match self {
            Self::Calendar { frame, .. } => {
                let over = frame.periods.get(cohort + span.last()).is_some_and(|period| frame.complete(period));
                if over { customers.clone() } else { Set::new() }
            }
            Self::Rolling { anchors, unit, horizon, .. } => {
                let grown = |at: Micros| horizon.is_some_and(|horizon| ends(at, *unit, span) <= horizon);
                customers.iter().filter(|key| anchor(anchors, *key).is_some_and(grown)).collect()
            }
        }
    }

    /// When everybody in the cohort has been observed to the end of a run of offsets.
    pub fn matures_at(&self, customers: &Set, cohort: usize, span: Span) -> Option<Micros> {
        match self {
            Self::Calendar { frame, .. } => frame.periods.get(cohort + span.last()).map(|period| period.end_us),
            Self::Rolling { anchors, unit, .. } => {
                let last = customers.iter().filter_map(|key| anchor(anchors, key)).max();
                last.map(|at| ends(at, *unit, span))
            }
        }
    }
}

/// The condition that a return is no earlier than the customer's own start.
fn after_start(returns: &Occurrence) -> Result<String, EngineError> {
    let own = returns.condition.as_ref().map_or_else(String::new, |condition| format!("({condition}) and "));
    Ok(format!("{own}since_anchor(customer_key, {}) >= 0", returns.at()?))
}

/// Customers by how many whole units after their own start they came back.
async fn elapsed(
    study: &Study<'_>,
    returns: &Occurrence,
    unit: Micros,
    horizon: Option<Micros>,
    anchors: &Arc<Anchors>,
) -> Result<Vec<Set>, EngineError> {
    let reader = study.reader();
    reader.session.register_udf(since_anchor(Arc::clone(anchors)));
    let at = returns.at()?;
    let sql = format!(
        "select since_anchor(customer_key, {at}) / {unit} as o, bitmap_agg(customer_key) as s from {from} \
         where {condition} and {at} < {horizon} group by o",
        from = returns.from,
        condition = after_start(returns)?,
        horizon = instant(horizon.unwrap_or_default()),
    );
    let mut sets: Vec<Set> = Vec::new();
    for batch in reader.rows(&returns.set(TimeRule::Ever), &sql).await? {
        let offsets = integers(&batch, "o")?;
        let bytes = column(&batch, "s")?.as_binary::<i32>().clone();
        for (row, offset) in offsets.into_iter().enumerate() {
            let Some(offset) = offset.and_then(|offset| usize::try_from(offset).ok()) else { continue };
            let set = read_bitmap(bytes.value(row)).map_err(|error| EngineError::sql("bitmap_agg", error))?;
            if sets.len() <= offset {
                sets.resize_with(offset + 1, Set::new);
            }
            sets[offset] |= set;
        }
    }
    Ok(sets)
}

/// Customers by the whole units after their own start in which they were so, at any moment or at the unit's end.
///
/// A spell `[from, to)` holds at an instant when `from < instant <= to`, as everywhere.
async fn spells(
    study: &Study<'_>,
    query: &RetentionQuery,
    returns: &Occurrence,
    horizon: Option<Micros>,
    anchors: &Arc<Anchors>,
) -> Result<Vec<Set>, EngineError> {
    let (TimeColumns::Interval(from, to), Some(horizon)) = (&returns.time, horizon) else { return Ok(Vec::new()) };
    let unit = query.rolling_us();
    let sql = format!(
        "select customer_key as k, {from} as f, {to} as t from {table} where {condition} and customer_key is not null",
        table = returns.from,
        condition = returns.condition.as_deref().unwrap_or("true"),
    );
    let mut sets: Vec<Set> = Vec::new();
    for batch in study.reader().rows(&returns.set(TimeRule::Ever), &sql).await? {
        let (keys, from, to) = (integers(&batch, "k")?, integers(&batch, "f")?, integers(&batch, "t")?);
        for (row, key) in keys.into_iter().enumerate() {
            let key = key.and_then(|key| u32::try_from(key).ok());
            let (Some(key), Some(from)) = (key, from[row]) else { continue };
            let Some(start) = anchor(anchors, key) else { continue };
            let to = to[row].unwrap_or(Micros::MAX).min(horizon);
            let Some(held) = held(from - start, to - start, unit, query.mode == RetentionMode::Boundary) else {
                continue;
            };
            if sets.len() <= *held.end() {
                sets.resize_with(held.end() + 1, Set::new);
            }
            for set in &mut sets[held] {
                set.insert(key);
            }
        }
    }
    Ok(sets)
}

/// The offsets of a spell that runs from one time after a start to another: those it touches, or those whose end it
/// holds at.
fn held(from: Micros, to: Micros, unit: Micros, at_the_end: bool) -> Option<RangeInclusive<usize>> {
    if to <= 0 || to <= from {
        return None;
    }
    let (first, last) = if at_the_end {
        // The end of offset k is k + 1 units after the start: from < (k + 1) unit <= to.
        (from.max(0) / unit, to / unit - 1)
    } else {
        (from.max(0) / unit, (to - 1) / unit)
    };
    let (first, last) = (usize::try_from(first).ok()?, usize::try_from(last).ok()?);
    (first <= last).then_some(first..=last)
}

/// The set of each period.
pub(super) fn by_period(measured: &Measured) -> Vec<Set> {
    let set = |parts: &BTreeMap<_, _>| match parts.values().next() {
        Some(Measurement::Set(set)) => set.as_ref().clone(),
        _ => Set::new(),
    };
    measured.periods.iter().map(set).collect()
}

/// For every place the union of the sets from there on.
fn unions_from(sets: &[Set]) -> Vec<Set> {
    let mut unions: Vec<Set> = Vec::with_capacity(sets.len());
    for set in sets.iter().rev() {
        let later = unions.last().map_or_else(|| set.clone(), |later| later | set);
        unions.push(later);
    }
    unions.reverse();
    unions
}

fn anchor(anchors: &Anchors, key: u32) -> Option<Micros> {
    anchors.get(key as usize).copied().flatten()
}

fn ends(start: Micros, unit: Micros, span: Span) -> Micros {
    let units = Micros::try_from(span.last()).unwrap_or(Micros::MAX).saturating_add(1);
    start.saturating_add(unit.saturating_mul(units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spell_holds_in_the_units_it_touches_and_at_the_ends_it_reaches() {
        assert_eq!(held(0, 25, 10, false), Some(0..=2));
        assert_eq!(held(0, 20, 10, false), Some(0..=1));
        assert_eq!(held(-5, 1, 10, false), Some(0..=0));
        assert_eq!(held(12, 13, 10, false), Some(1..=1));
        assert_eq!(held(-5, 0, 10, false), None);
        // Ends lie at 10, 20, 30: a spell that ends with one still holds at it, and one that begins there does not.
        assert_eq!(held(0, 25, 10, true), Some(0..=1));
        assert_eq!(held(0, 20, 10, true), Some(0..=1));
        assert_eq!(held(10, 25, 10, true), Some(1..=1));
        assert_eq!(held(0, 9, 10, true), None);
        assert_eq!(held(12, 13, 10, true), None);
    }
}
