//! What customers do after an event, or before it, as a tree.
//!
//! Everybody counts once, by their first such event in the range. Who did it too recently for the window to have passed
//! is not counted when what comes after is asked: more may follow. The steps are events by name.

mod tree;

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Measure, TimeRule};
use jiff::civil::Date;
use model::{Message, Micros};
use serde::Serialize;

use super::occurrence::Occurrence;
use super::study::Study;
use super::{Population, Provenance};
use crate::EngineError;
use crate::engine::Engine;
use crate::measures::{integers, texts};
use crate::params::instant;
use crate::subjects::Set;
pub use tree::PathNode;
use tree::Reach;

/// The most steps that paths are followed for.
const MOST_STEPS: usize = 20;

/// A question about paths.
#[derive(Clone, Debug)]
pub struct PathsQuery {
    /// The event, named as a step of a funnel is, that paths lead away from or to.
    pub event: String,
    pub direction: PathDirection,
    /// How many steps paths are followed for, 1 to 20.
    pub depth: usize,
    /// How many events are told one by one at each node; at least 1. The others are gathered.
    pub top: usize,
    /// The longest time between the event and the last step, in microseconds; more than zero.
    pub within_us: Micros,
    /// Names of events that are no steps.
    pub exclude: Vec<String>,
    /// Whether an event that follows itself at once is one step.
    pub collapse: bool,
    /// First day on which the event counts, and the first on which it does not any more.
    pub from: Date,
    pub to: Date,
    /// With cuts each part has its tree beside that of all.
    pub population: Population,
}

/// Which way paths are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PathDirection {
    /// From the event on.
    After,
    /// From the event back.
    Before,
}

/// The tree, and what it was counted under.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paths {
    #[serde(flatten)]
    pub provenance: Provenance,
    pub from: String,
    pub to: String,
    pub direction: PathDirection,
    /// In seconds.
    pub within: f64,
    pub collapse: bool,
    /// Whether every window that began in the range has passed.
    pub complete: bool,
    /// Customers left out because the window after their first event is still open.
    pub immature: u64,
    /// Its root is the event.
    pub tree: PathNode,
    /// The same of each part in which somebody is, where the question cuts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PathPart>,
}

/// The paths of one part of the customers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathPart {
    /// The value of each cut; `None` is the part of those without one.
    #[serde(serialize_with = "super::by_name")]
    pub by: Vec<(String, Option<String>)>,
    pub immature: u64,
    pub tree: PathNode,
}

/// A customer's first event.
struct Anchor {
    at: Micros,
    tie: String,
}

impl Engine {
    /// What customers do after or before an event.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the question cannot be asked so, and as for [`Engine::query`].
    pub async fn paths(&self, query: &PathsQuery) -> Result<Paths, EngineError> {
        query.check()?;
        let mut study = Study::open(self, &query.population).await?;
        let event = study.find(&query.event).await?;
        for name in &query.exclude {
            study.find(name).await?;
        }
        study.lay_out("events").await?;
        let range = self.calendar.period(query.from, query.to)?;
        let horizon_us = study.horizon(&[event.from.as_str(), "events"])?.unwrap_or(Micros::MIN);
        let measure = event.set(TimeRule::Ever);
        let divisions = study.divide(&measure).await?;
        let counted: Set = divisions.iter().fold(Set::new(), |all, division| all | &division.subjects);
        let reader = At { study: &study, measure: &measure, event: &event, horizon_us };
        let anchors = reader.anchors((range.start_us, range.end_us.min(horizon_us))).await?;
        let grown = |anchor: &Anchor| {
            query.direction == PathDirection::Before || anchor.at.saturating_add(query.within_us) <= horizon_us
        };
        let (anchors, recent): (BTreeMap<u32, Anchor>, BTreeMap<u32, Anchor>) =
            anchors.into_iter().filter(|(key, _)| counted.contains(*key)).partition(|(_, anchor)| grown(anchor));
        let (names, steps) = reader.steps(query, (range.start_us, range.end_us), &anchors).await?;
        let tree = |of: &Set| {
            let own = anchors.keys().filter(|key| of.contains(**key));
            let paths: Vec<Vec<u32>> = own.map(|key| query.path(steps.get(key))).collect();
            Reach { depth: query.depth, top: query.top.max(1) }.tree(&query.event, &paths, &names)
        };
        let cut = divisions.iter().filter(|division| !division.by.is_empty());
        let parts = cut.map(|division| PathPart {
            by: division.by.clone(),
            immature: recent.keys().filter(|key| division.subjects.contains(**key)).count() as u64,
            tree: tree(&division.subjects),
        });
        let window_us = if query.direction == PathDirection::After { query.within_us } else { 0 };
        Ok(Paths {
            provenance: study.provenance().await?,
            from: query.from.to_string(),
            to: query.to.to_string(),
            direction: query.direction,
            within: query.within_us as f64 / 1e6,
            collapse: query.collapse,
            complete: range.end_us.saturating_add(window_us) <= horizon_us,
            immature: recent.len() as u64,
            tree: tree(&counted),
            parts: parts.filter(|part| part.tree.customers + part.immature > 0).collect(),
        })
    }
}

impl PathsQuery {
    fn check(&self) -> Result<(), EngineError> {
        let message = match self.depth {
            _ if self.within_us <= 0 => Message::new("engine.paths_window"),
            1..=MOST_STEPS => return Ok(()),
            _ => Message::new("engine.paths_depth").with("most", MOST_STEPS),
        };
        Err(EngineError::Question(message))
    }

    /// A customer's steps in the direction they are followed, one more than is told so that who goes on is known.
    fn path(&self, steps: Option<&Vec<u32>>) -> Vec<u32> {
        let mut path: Vec<u32> = steps.into_iter().flatten().copied().collect();
        if self.direction == PathDirection::Before {
            path.reverse();
        }
        if self.collapse {
            path.dedup();
        }
        path.truncate(self.depth + 1);
        path
    }
}

/// What rows are read from, and up to when.
struct At<'a> {
    study: &'a Study<'a>,
    measure: &'a Measure,
    event: &'a Occurrence,
    horizon_us: Micros,
}

/// Step numbers by customer, in order of time.
type Steps = BTreeMap<u32, Vec<u32>>;

impl At<'_> {
    /// Each customer's first event in the range.
    async fn anchors(&self, (from_us, to_us): (Micros, Micros)) -> Result<BTreeMap<u32, Anchor>, EngineError> {
        let at = self.event.at()?;
        let columns = self.study.reader().columns(&self.event.from).await?;
        let has = |name: &str| columns.iter().any(|column| column == name);
        let tie = match self.event.from == "events" && has("event_id") {
            true => TIE,
            false => "''",
        };
        let sql = format!(
            "select customer_key as k, {at} as t, {tie} as tie from {table} \
             where customer_key is not null and {at} >= {from} and {at} < {to} and ({condition}) order by k, t, tie",
            table = self.event.from,
            from = instant(from_us),
            to = instant(to_us),
            condition = self.event.condition.as_deref().unwrap_or("true"),
        );
        let mut anchors = BTreeMap::new();
        for batch in self.study.reader().rows(self.measure, &sql).await? {
            let (keys, times, ties) = (integers(&batch, "k")?, integers(&batch, "t")?, texts(&batch, "tie")?);
            for ((key, at), tie) in keys.into_iter().zip(times).zip(ties) {
                if let (Some(key), Some(at)) = (key.and_then(|key| u32::try_from(key).ok()), at) {
                    anchors.entry(key).or_insert_with(|| Anchor { at, tie: tie.unwrap_or_default() });
                }
            }
        }
        Ok(anchors)
    }

    /// The names of events in the order of the alphabet, and the events of each customer within the window.
    async fn steps(
        &self,
        query: &PathsQuery,
        (from_us, to_us): (Micros, Micros),
        anchors: &BTreeMap<u32, Anchor>,
    ) -> Result<(Vec<String>, Steps), EngineError> {
        let after = query.direction == PathDirection::After;
        let (from_us, to_us) = match after {
            true => (from_us, to_us.saturating_add(query.within_us).saturating_add(1).min(self.horizon_us)),
            false => (from_us.saturating_sub(query.within_us), to_us.min(self.horizon_us)),
        };
        let excluded: Vec<Occurrence> =
            query.exclude.iter().map(|name| self.study.events(name, std::slice::from_ref(name))).collect();
        let excluded: String = excluded
            .iter()
            .filter_map(|occurrence| occurrence.condition.as_ref())
            .map(|condition| format!(" and not ({condition})"))
            .collect();
        let sql = format!(
            "select customer_key as k, ts as t, {TIE} as tie, name as e from events \
             where customer_key is not null and name is not null and ts >= {} and ts < {}{excluded} order by k, t, tie",
            instant(from_us),
            instant(to_us),
        );
        let mut found: Vec<(u32, String)> = Vec::new();
        for batch in self.study.reader().rows(self.measure, &sql).await? {
            let (keys, times) = (integers(&batch, "k")?, integers(&batch, "t")?);
            let (ties, events) = (texts(&batch, "tie")?, texts(&batch, "e")?);
            for ((key, at), (tie, event)) in keys.into_iter().zip(times).zip(ties.into_iter().zip(events)) {
                let Some((key, at)) = key.and_then(|key| u32::try_from(key).ok()).zip(at) else { continue };
                let (Some(anchor), Some(event)) = (anchors.get(&key), event) else { continue };
                let (here, own) = ((at, tie.as_deref().unwrap_or_default()), (anchor.at, anchor.tie.as_str()));
                let near = (at - anchor.at).abs() <= query.within_us;
                if near && if after { here > own } else { here < own } {
                    found.push((key, event));
                }
            }
        }
        let names: BTreeSet<&str> = found.iter().map(|(_, event)| event.as_str()).collect();
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let numbers: BTreeMap<String, u32> = names.iter().cloned().zip(0..).collect();
        let mut steps = Steps::new();
        for (key, event) in &found {
            if let Some(number) = numbers.get(event) {
                steps.entry(*key).or_default().push(*number);
            }
        }
        Ok((names, steps))
    }
}

/// What orders the events of one instant, so that the same data gives the same paths.
const TIE: &str = "coalesce(event_id, encode(row_id, 'hex'))";
