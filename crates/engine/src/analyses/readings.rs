//! Formulas read for single customers: the measures they name over one list of periods, whoever the formulas are of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::Expr;
use model::{Calendar, Message};

use super::study::Study;
use crate::EngineError;
use crate::cuts::{Cuts, Group};
use crate::evaluate::Spot;
use crate::frame::Frame;
use crate::ground::{Part, Reading, Scope};
use crate::measures::Measured;
use crate::plan::Plan;
use crate::rates::Short;
use crate::subjects::Set;

/// What formulas are evaluated on, for everybody at once.
pub struct Readings<'a> {
    study: &'a Study<'a>,
    pub plan: Plan,
    cuts: Cuts,
    group: Group,
    measured: BTreeMap<(String, usize), Arc<Measured>>,
    scope: Scope,
}

impl<'a> Readings<'a> {
    /// Reads what a plan needs, of these customers. Its relations must be laid out.
    ///
    /// # Errors
    /// [`EngineError`] when a measure cannot be read.
    pub async fn of(
        study: &'a Study<'a>,
        (plan, calendar): (Plan, &Calendar),
        customers: Set,
    ) -> Result<Self, EngineError> {
        let measures = &study.engine().catalog.measures;
        let mut reader = study.reader();
        reader.calendar = calendar;
        for (name, frame) in &plan.needs {
            let Some(anchor) = study.engine().anchor_of(name) else { continue };
            if !reader.anchors.contains_key(&anchor.name) {
                let anchors = reader.anchors(anchor, &plan.frames[*frame]).await?;
                reader.anchors.insert(anchor.name.clone(), Arc::new(anchors));
            }
        }
        let mut measured = BTreeMap::new();
        for (name, frame) in &plan.needs {
            let Some(measure) = measures.get(name) else { continue };
            let read = reader.read(measure, &plan.frames[*frame], &[]).await?;
            measured.insert((name.clone(), *frame), Arc::new(read));
        }
        let scope = Scope { only: Some(customers), ..Scope::default() };
        Ok(Self { study, plan, cuts: Cuts::default(), group: Group::default(), measured, scope })
    }

    /// Evaluates something on what was read.
    ///
    /// # Errors
    /// Whatever `with` fails with.
    pub fn evaluate<T>(&self, with: impl FnOnce(&Part<'_>) -> Result<T, EngineError>) -> Result<T, EngineError> {
        let engine = self.study.engine();
        let reading = Reading {
            catalog: &engine.catalog,
            params: self.study.params(),
            plan: &self.plan,
            cuts: &self.cuts,
            measured: &self.measured,
            // Money without a rate is refused before anything is read.
            short: &Short::new(),
        };
        with(&Part { reading: &reading, group: &self.group, scope: &self.scope })
    }
}

impl Study<'_> {
    /// The relations that formulas read, laid out; those that name no customer are refused.
    ///
    /// # Errors
    /// [`EngineError::Question`] naming the measure of nobody; and when a relation cannot be planned.
    pub async fn lay_out_formulas(&mut self, formulas: &[&Expr], what: &str) -> Result<BTreeSet<String>, EngineError> {
        let engine = self.engine();
        let frame = Frame { periods: Vec::new(), horizon: None, latest: None };
        let plan =
            Plan::of_formulas(&engine.catalog, formulas.iter().copied(), frame, (self.params(), &engine.calendar))?;
        let mut relations = BTreeSet::new();
        for name in plan.measures() {
            let Some(measure) = engine.catalog.measures.get(name) else { continue };
            for measure in [Some(measure), engine.anchor_of(name)].into_iter().flatten() {
                self.lay_out(&measure.from).await?;
                if !self.reader().is_keyed(&measure.from).await? {
                    let message = Message::new("engine.formula_without_customers").with("metric", what);
                    return Err(EngineError::Question(message.with("measure", &measure.name)));
                }
                relations.insert(measure.from.clone());
            }
        }
        Ok(relations)
    }
}

/// The one spot of a formula that is evaluated over one period.
pub const fn spot(period: usize) -> Spot {
    Spot { frame: 0, period }
}
