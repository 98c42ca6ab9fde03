//! What metrics are read from: the measures of their plans, the relations and tables behind those, and how often a
//! question comes back to each.
//!
//! A question's metrics share most of what they read. What several of them read is read once, kept as long as one is still to
//! come that needs it, and then let go.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use catalog::{Basis, Measure, Metric};
use model::Period;

use crate::dated::Dated;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::known::Known;
use crate::measures::Measured;
use crate::params::Params;
use crate::plan::Plan;
use crate::subjects::Anchors;
use crate::touches::{self, CREDITS};
use crate::{EngineError, Query, session};

/// One reading of a measure: the same in every metric that asks for it so.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadKey {
    measure: String,
    /// What its variables, and those of what it counts from, stand for.
    literals: Vec<(String, String)>,
    frame: Frame,
}

/// A reading, by the columns that its rows are cut by.
type CutReading = (Vec<String>, Arc<Measured>);

/// What a question reads more than once, and how often it still will.
#[derive(Default)]
pub struct Shelf {
    /// Metrics to come that ask for a reading.
    awaited: HashMap<ReadKey, usize>,
    /// By relation: its different readings, and the metrics to come that need one.
    relations: BTreeMap<String, (usize, usize)>,
    measured: HashMap<ReadKey, Vec<CutReading>>,
    anchors: HashMap<ReadKey, Arc<Anchors>>,
}

impl Shelf {
    /// Expects one more metric.
    fn expect(&mut self, readings: BTreeMap<String, Vec<ReadKey>>) {
        for (relation, keys) in readings {
            let known = self.relations.entry(relation).or_default();
            known.1 += 1;
            for key in keys {
                let awaited = self.awaited.entry(key).or_default();
                known.0 += usize::from(*awaited == 0);
                *awaited += 1;
            }
        }
    }

    /// The same without what was read, for a session in which relations mean something else.
    #[must_use]
    pub fn emptied(self) -> Self {
        Self { measured: HashMap::new(), anchors: HashMap::new(), ..self }
    }

    /// Keeps a relation's rows for as long as the session lasts.
    pub fn hold(&mut self, relation: &str) {
        self.relations.insert(relation.to_owned(), (usize::MAX, usize::MAX));
    }

    /// Whether a relation's rows are read for more than one reading.
    pub fn is_shared(&self, relation: &str) -> bool {
        self.relations.get(relation).is_some_and(|(readings, _)| *readings > 1)
    }

    /// What was read before, cut by the same columns.
    pub fn measured(&self, key: &ReadKey, cuts: &[String]) -> Option<Arc<Measured>> {
        let known = self.measured.get(key)?;
        known.iter().find(|(by, _)| by == cuts).map(|(_, measured)| measured.clone())
    }

    /// Keeps a reading where another metric will ask for it.
    pub fn put(&mut self, key: &ReadKey, cuts: Vec<String>, measured: &Arc<Measured>) {
        if self.awaited.get(key).is_some_and(|metrics| *metrics > 1) {
            self.measured.entry(key.clone()).or_default().push((cuts, measured.clone()));
        }
    }

    pub fn anchors(&self, key: &ReadKey) -> Option<Arc<Anchors>> {
        self.anchors.get(key).cloned()
    }

    pub fn put_anchors(&mut self, key: ReadKey, anchors: &Arc<Anchors>) {
        self.anchors.insert(key, anchors.clone());
    }

    /// One metric has read all it needs. Gives the relations that no other will read.
    pub fn done(&mut self, readings: BTreeMap<String, Vec<ReadKey>>) -> Vec<String> {
        let mut last = Vec::new();
        for (relation, keys) in readings {
            for key in keys {
                if let Some(metrics) = self.awaited.get_mut(&key) {
                    *metrics = metrics.saturating_sub(1);
                    if *metrics == 0 {
                        self.measured.remove(&key);
                    }
                }
            }
            if let Some((_, metrics)) = self.relations.get_mut(&relation) {
                *metrics = metrics.saturating_sub(1);
                if *metrics == 0 {
                    last.push(relation);
                }
            }
        }
        last
    }
}

impl Engine {
    /// What all metrics of a question read, each with its own periods.
    pub(crate) fn shelf<'a>(
        &self,
        query: &Query,
        asked: impl IntoIterator<Item = (&'a Metric, &'a [Period])>,
    ) -> Result<Shelf, EngineError> {
        let mut shelf = Shelf::default();
        for (metric, periods) in asked {
            let params = self.params(query, metric)?;
            let (plan, _) = self.plan((query, metric), periods, self.basis(query), &params)?;
            shelf.expect(self.readings(metric, &plan, &params)?);
        }
        Ok(shelf)
    }

    /// Every reading of a metric by the relation it is read from.
    pub(crate) fn readings(
        &self,
        metric: &Metric,
        plan: &Plan,
        params: &Params,
    ) -> Result<BTreeMap<String, Vec<ReadKey>>, EngineError> {
        let mut readings: BTreeMap<String, Vec<ReadKey>> = BTreeMap::new();
        let mut add = |measure: &Measure, key: ReadKey| {
            let keys = readings.entry(measure.from.clone()).or_default();
            if !keys.contains(&key) {
                keys.push(key);
            }
        };
        for (name, frame) in &plan.needs {
            let Some(measure) = self.catalog.measures.get(name) else { continue };
            add(measure, self.read_key(measure, &plan.frames[*frame], params)?);
            if let Some(anchor) = self.anchor_of(name) {
                add(anchor, self.read_key(anchor, &plan.frames[0].first(), params)?);
            }
        }
        let window = metric.matures.as_ref().and_then(|matures| self.catalog.measures.get(&matures.after));
        for measure in window.into_iter().flat_map(|window| self.with_anchor(&window.name)) {
            add(measure, self.read_key(measure, &plan.frames[0].first(), params)?);
        }
        Ok(readings)
    }

    /// The name of a measure's reading over a frame.
    pub(crate) fn read_key(&self, measure: &Measure, frame: &Frame, params: &Params) -> Result<ReadKey, EngineError> {
        let anchor = self.anchor_of(&measure.name);
        let names = measure.variables().into_iter().chain(anchor.into_iter().flat_map(Measure::variables));
        let literals = names.map(|name| Ok((name.to_owned(), params.text(name)?.to_owned())));
        let literals = literals.collect::<Result<_, EngineError>>()?;
        Ok(ReadKey { measure: measure.name.clone(), literals, frame: frame.clone() })
    }

    /// The metric's plan over these periods, and how far the tables it is read from are known.
    pub(crate) fn plan(
        &self,
        (query, metric): (&Query, &Metric),
        periods: &[Period],
        basis: Basis,
        params: &Params,
    ) -> Result<(Plan, Known), EngineError> {
        let over = |horizon, latest| {
            let frame = Frame { periods: periods.to_vec(), horizon, latest };
            Plan::new(&self.catalog, metric, frame, params, &self.calendar)
        };
        // How far it is known is known only with the tables that are read; which are read does not depend on it.
        let plan = over(None, None)?;
        let touches = touches::are_asked(query, metric).then_some(CREDITS);
        let dated = Dated::of(query, &self.catalog)?;
        let measures = self.read_for(metric, &plan).chain(dated.limits(&self.catalog));
        let relations = measures.map(|measure| measure.from.as_str()).chain(touches);
        let read_from: Vec<_> = relations.map(|relation| self.timed_tables(relation, basis)).collect();
        let known = self.known(&read_from.iter().flatten().cloned().collect())?;
        let latest = known.latest_us.filter(|_| self.is_plain(metric, &plan, &read_from));
        Ok((over(known.complete_us, latest)?, known))
    }

    /// The measures that a metric is read from, each with whether it is read over the question's own periods alone.
    pub(crate) fn measures_read<'a>(
        &'a self,
        query: &Query,
        metric: &'a Metric,
        periods: &[Period],
    ) -> Result<Vec<(&'a Measure, bool)>, EngineError> {
        let frame = Frame { periods: periods.to_vec(), horizon: None, latest: None };
        let plan = Plan::new(&self.catalog, metric, frame, &self.params(query, metric)?, &self.calendar)?;
        let elsewhere: BTreeSet<&str> =
            plan.needs.iter().filter(|(_, frame)| *frame > 0).map(|(name, _)| name.as_str()).collect();
        Ok(self.read_for(metric, &plan).map(|measure| (measure, !elsewhere.contains(measure.name.as_str()))).collect())
    }

    /// The tables that a metric is read from.
    pub(crate) fn sources(
        &self,
        query: &Query,
        metric: &Metric,
        periods: &[Period],
    ) -> Result<BTreeSet<String>, EngineError> {
        let mut sources = BTreeSet::new();
        for (measure, _) in self.measures_read(query, metric, periods)? {
            session::tables_of(&self.catalog, &measure.from, self.basis(query), &mut sources);
        }
        Ok(sources)
    }

    /// The measures that are read to answer a metric: its plan's, its window's, and what any of them counts from.
    pub(crate) fn read_for<'a>(&'a self, metric: &'a Metric, plan: &Plan) -> impl Iterator<Item = &'a Measure> {
        let names: Vec<String> = plan.measures().into_iter().map(str::to_owned).collect();
        let window = metric.matures.as_ref().map(|matures| matures.after.clone());
        names.into_iter().chain(window).flat_map(|name| self.with_anchor(&name))
    }

    /// A measure, and the one that gives the instant it counts from.
    fn with_anchor<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Measure> + use<'a> {
        self.catalog.measures.get(name).into_iter().chain(self.anchor_of(name))
    }

    /// The measure that gives the instant another counts from.
    pub(crate) fn anchor_of(&self, measure: &str) -> Option<&Measure> {
        let rule = self.catalog.measures.get(measure)?.when.as_ref()?;
        self.catalog.measures.get(rule.anchor()?)
    }
}
