//! The answers of the states between two states, with one kind of change after another made.

use std::collections::{BTreeMap, BTreeSet};

use lake::{Between, Brought, Change};

use super::Cause;
use crate::engine::Engine;
use crate::{Answer, EngineError, Query, plan};

/// Tables whose rows say who somebody is: cuts, conditions and exclusions of every question may read them.
const ABOUT_CUSTOMERS: [&str; 3] = ["customers", "accounts", "customer_changes"];

/// Everything that is needed to answer a question in the states between two others.
pub struct Replay<'a> {
    pub before: &'a Engine,
    pub after: &'a Engine,
    pub query: &'a Query,
    pub between: Between,
    /// The rows that changed.
    pub brought: Vec<Brought>,
    /// Whether links between customers were made or undone.
    linked: bool,
    /// Whether the settings or the catalog differ.
    redefined: bool,
}

/// One metric in one state.
pub struct Step {
    /// What was made last to come to this state; of the earlier state itself, nothing.
    pub cause: Cause,
    /// What was made just before it, in states that have no answer.
    pub together_with: Vec<Cause>,
    /// None where the catalog of the state does not have the metric.
    pub answer: Option<Answer>,
}

/// The steps of one metric on the way: what moves it, and what of that has been made without an answer so far.
struct Way {
    metric: String,
    causes: Vec<Cause>,
    unanswered: Vec<Cause>,
    steps: Vec<Step>,
}

impl<'a> Replay<'a> {
    /// # Errors
    /// [`EngineError::Lake`] when what lies between the states cannot be read.
    pub async fn new(before: &'a Engine, after: &'a Engine, query: &'a Query) -> Result<Self, EngineError> {
        let between = Between::new(&before.snapshot, &after.snapshot).await?;
        let brought = between.brought().await?;
        let linked = !between.links()?.is_empty();
        let redefined = before.settings != after.settings || before.catalog.hash() != after.catalog.hash();
        Ok(Self { before, after, query, between, brought, linked, redefined })
    }

    /// The steps of every metric, in the order asked for: first the earlier state, last the later one.
    ///
    /// # Errors
    /// [`EngineError`] when one of these two states cannot answer.
    pub async fn steps(&self) -> Result<Vec<(String, Vec<Step>)>, EngineError> {
        let mut ways = Vec::new();
        for metric in &self.query.metrics {
            let causes = self.causes(metric)?;
            ways.push(Way { metric: metric.clone(), causes, unanswered: Vec::new(), steps: Vec::new() });
        }
        self.step(&mut ways, self.before, Cause::Lake(Change::Clock), |_| true).await?;
        let mut made = BTreeSet::new();
        for cause in Cause::ALL {
            let Cause::Lake(change) = cause else { break };
            made.insert(change);
            // The last cause of a metric leads to the later state itself.
            let goes = |way: &Way| way.causes.contains(&cause) && way.causes.last() != Some(&cause);
            if ways.iter().any(goes) {
                let engine = Engine { snapshot: self.between.with(&made), ..self.before.clone() };
                self.step(&mut ways, &engine, cause, goes).await?;
            }
        }
        for cause in Cause::ALL {
            let arrives = |way: &Way| way.causes.last() == Some(&cause);
            if ways.iter().any(arrives) {
                self.step(&mut ways, self.after, cause, arrives).await?;
            }
        }
        Ok(ways.into_iter().map(|way| (way.metric, way.steps)).collect())
    }

    /// The tables that a metric is read from in either state.
    ///
    /// # Errors
    /// [`EngineError`] when the metric is in neither catalog.
    pub fn sources(&self, metric: &str) -> Result<BTreeSet<String>, EngineError> {
        let mut sources = BTreeSet::new();
        for engine in [self.before, self.after] {
            if let Some(metric) = engine.catalog.metrics.get(metric) {
                let periods = engine.periods(self.query)?;
                sources.extend(engine.sources(self.query, metric, &periods)?);
            }
        }
        if sources.is_empty() {
            plan::metric(&self.after.catalog, metric)?;
        }
        sources.extend(ABOUT_CUSTOMERS.map(str::to_owned));
        Ok(sources)
    }

    /// What can move a metric, in the order of the replay; never nothing.
    fn causes(&self, metric: &str) -> Result<Vec<Cause>, EngineError> {
        let sources = self.sources(metric)?;
        let known = |engine: &Engine| engine.catalog.metrics.contains_key(metric);
        if !known(self.before) || !known(self.after) {
            return Ok(vec![Cause::Definitions]);
        }
        let moved = |change: Change| {
            let read = |row: &&Brought| change == Change::Rates || sources.contains(row.table);
            self.brought.iter().filter(read).any(|row| row.change == change)
        };
        let can = |cause: &Cause| match cause {
            Cause::Lake(Change::Clock) => true,
            Cause::Lake(Change::Links) => self.linked,
            Cause::Lake(change) => moved(*change),
            Cause::Definitions => self.redefined,
        };
        Ok(Cause::ALL.into_iter().filter(can).collect())
    }

    /// Answers the metrics that a cause moves. A state in between may have no answer, as when an order came before
    /// the rate of its currency did: the cause is then told together with the next.
    async fn step(
        &self,
        ways: &mut [Way],
        engine: &Engine,
        cause: Cause,
        goes: impl Fn(&Way) -> bool,
    ) -> Result<(), EngineError> {
        let going: Vec<String> = ways.iter().filter(|way| goes(way)).map(|way| way.metric.clone()).collect();
        let mut answers = self.answers(engine, &going).await;
        let is_end = std::ptr::eq(engine, self.before) || std::ptr::eq(engine, self.after);
        for way in ways.iter_mut().filter(|way| goes(way)) {
            match answers.remove(&way.metric) {
                Some(Err(error)) if is_end => return Err(error),
                Some(Err(_)) => way.unanswered.push(cause),
                answer => {
                    let together_with = std::mem::take(&mut way.unanswered);
                    way.steps.push(Step { cause, together_with, answer: answer.and_then(Result::ok) });
                }
            }
        }
        Ok(())
    }

    /// Each metric's answer; none for a metric that the state's catalog does not have.
    async fn answers(&self, engine: &Engine, metrics: &[String]) -> BTreeMap<String, Result<Answer, EngineError>> {
        let known = metrics.iter().filter(|metric| engine.catalog.metrics.contains_key(*metric));
        let known: Vec<String> = known.cloned().collect();
        let asked = |metrics| Query { metrics, compare: None, ..self.query.clone() };
        match engine.query(&asked(known.clone())).await {
            Ok(answers) => known.into_iter().zip(answers.into_iter().map(Ok)).collect(),
            // One that has no answer must not take the others with it.
            Err(_) => {
                let mut answers = BTreeMap::new();
                for metric in known {
                    let answer = engine.query(&asked(vec![metric.clone()])).await;
                    let answer = answer.map(|mut answers| answers.remove(0));
                    answers.insert(metric, answer);
                }
                answers
            }
        }
    }
}
