//! What names mean in a question: its measures, read, cut to one part and scope.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Catalog, Expr, Kind, Node, Type, Window};
use model::Message;
use rust_decimal::Decimal;

use crate::curve::Curve;
use crate::cuts::{Cuts, Group};
use crate::evaluate::{Ground, Spot, Value, evaluate, number};
use crate::{EngineError, Excluded};

use crate::measures::{Measured, Measurement};
use crate::params::Params;
use crate::plan::{Plan, window_name};
use crate::rates::{MissingRate, Short};
use crate::shares::Shares;
use crate::subjects::{Amounts, NOBODY, Observations, Set};

/// Whose rows count.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Only these customers, and no rows that name nobody; `None` takes everybody and everything.
    pub only: Option<Set>,
    /// By frame and period, only these; `None` where the condition is the same at all times.
    pub dated: Option<Vec<Vec<Arc<Set>>>>,
    /// Never these.
    pub without: Set,
    /// The rules by which those are left out.
    pub excluded: Vec<Excluded>,
}

/// Everything one metric is computed from.
pub struct Reading<'a> {
    pub catalog: &'a Catalog,
    pub params: &'a Params,
    pub plan: &'a Plan,
    pub cuts: &'a Cuts,
    pub measured: &'a BTreeMap<(String, usize), Arc<Measured>>,
    /// What of it is short of an exchange rate.
    pub short: &'a Short,
}

/// A reading cut to one group and scope: what a formula is evaluated on.
pub struct Part<'a> {
    pub reading: &'a Reading<'a>,
    pub group: &'a Group,
    pub scope: &'a Scope,
}

impl Scope {
    /// This scope with only the customers of a set.
    #[must_use]
    pub fn and(&self, set: &Set) -> Self {
        let only = self.only.as_ref().map_or_else(|| set.clone(), |only| only & set);
        Self { only: Some(only), ..self.clone() }
    }

    /// Whether a row of a customer counts at a spot; one that names nobody does where nobody is asked for.
    pub fn counts(&self, customer: u32, spot: Spot) -> bool {
        !self.without.contains(customer) && self.only_at(spot).all(|set| set.contains(customer))
    }

    /// The sets that somebody must all be in to count at a spot.
    fn only_at(&self, spot: Spot) -> impl Iterator<Item = &Set> {
        let dated = self.dated.as_ref().and_then(|frames| frames.get(spot.frame)?.get(spot.period));
        self.only.iter().chain(dated.map(Arc::as_ref))
    }
}

impl Ground for Part<'_> {
    fn name(&self, name: &str, spot: Spot) -> Result<Value, EngineError> {
        let reading = self.reading;
        if let Some(measured) = reading.measured.get(&(name.to_owned(), spot.frame)) {
            return Ok(self.take(name, measured, spot));
        }
        if let Some(segment) = reading.catalog.segments.get(name) {
            return evaluate(self, &segment.formula.expr, spot);
        }
        match self.formula(name) {
            Some(formula) => evaluate(self, formula, spot),
            None => Err(EngineError::Definition(Message::new("engine.unread_measure").with("measure", name))),
        }
    }

    fn param(&self, name: &str, spot: Spot) -> Result<Option<Decimal>, EngineError> {
        if name == catalog::PERIOD_END {
            let frame = &self.reading.plan.frames[spot.frame];
            let read = frame.periods.get(spot.period).map(|period| frame.end_read(period));
            return Ok(read.map(|read| Decimal::from(read / 1000)));
        }
        match self.reading.params.metric(self.reading.catalog, name) {
            Some(metric) => number(self, &metric.formula.expr, spot),
            None => self.reading.params.number(name),
        }
    }

    fn shares(&self) -> Option<&Shares> {
        self.reading.cuts.shares(self.group)
    }

    fn formula(&self, name: &str) -> Option<&Expr> {
        let catalog = self.reading.catalog;
        let metric = if catalog.measures.contains_key(name) { None } else { catalog.metrics.get(name) };
        metric.map(|metric| &metric.formula.expr)
    }

    fn parts(&self, window: &Window, spot: Spot) -> Vec<Spot> {
        let key = (spot.frame, window_name(window, self.reading.params));
        let Some((frame, of)) = self.reading.plan.parts.get(&key) else { return Vec::new() };
        of.get(spot.period).cloned().unwrap_or_default().map(|period| Spot { frame: *frame, period }).collect()
    }
}

impl Part<'_> {
    /// Whether any measure of the question's own frame has anybody or anything in this part.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let mut cut = self.reading.measured.iter().filter(|((name, _), _)| !self.reading.cuts.is_whole(name));
        cut.all(|((name, frame), measured)| {
            let spot = |period| Spot { frame: *frame, period };
            (0..measured.periods.len()).all(|period| match self.take(name, measured, spot(period)) {
                Value::Set(set) => set.is_empty(),
                Value::Vector(amounts) | Value::Rows(amounts) => amounts.entries.is_empty(),
                Value::Observations(observations) => observations.rows.is_empty(),
                Value::Curve(curve) => curve.observed.is_empty(),
                Value::Number(number) => number.is_none(),
            })
        })
    }

    /// The rates that a formula lacks at a spot, each stretch of days once.
    #[must_use]
    pub fn missing_rates(&self, formula: &Expr, spot: Spot) -> Vec<MissingRate> {
        let mut missing = BTreeSet::new();
        if !self.reading.short.is_empty() {
            self.gather_missing(formula, spot, &mut missing);
        }
        MissingRate::joined(missing)
    }

    fn gather_missing(&self, formula: &Expr, spot: Spot, into: &mut BTreeSet<MissingRate>) {
        match &formula.node {
            Node::Number(_) => {}
            Node::Param(name) => {
                if let Some(metric) = self.reading.params.metric(self.reading.catalog, name) {
                    self.gather_missing(&metric.formula.expr, spot, into);
                }
            }
            Node::Name(name) => {
                if let Some(periods) = self.reading.short.get(&(name.clone(), spot.frame)) {
                    let gaps = periods.get(spot.period).into_iter().flatten();
                    into.extend(
                        gaps.filter(|gap| self.is_of(gap.customer, name, spot)).flat_map(|gap| gap.rates.clone()),
                    );
                } else if let Some(segment) = self.reading.catalog.segments.get(name) {
                    self.gather_missing(&segment.formula.expr, spot, into);
                } else if let Some(formula) = self.formula(name) {
                    self.gather_missing(formula, spot, into);
                }
            }
            Node::Call { arguments, over, .. } => {
                arguments.iter().chain(over.as_deref()).for_each(|inner| self.gather_missing(inner, spot, into));
            }
            Node::Unary { operand, .. } => self.gather_missing(operand, spot, into),
            Node::Binary { left, right, .. } => {
                self.gather_missing(left, spot, into);
                self.gather_missing(right, spot, into);
            }
            Node::MeanOver { window, body } => {
                self.parts(window, spot).into_iter().for_each(|part| self.gather_missing(body, part, into));
            }
        }
    }

    /// Whether a row of a measure counts here; `None` is somebody's, and nobody knows whose.
    fn is_of(&self, customer: Option<u32>, measure: &str, spot: Spot) -> bool {
        let Some(customer) = customer else { return true };
        let (_, customers) = self.reading.cuts.of(measure, self.group, spot);
        self.scope.counts(customer, spot) && customers.is_none_or(|set| set.contains(customer))
    }

    fn take(&self, name: &str, measured: &Measured, spot: Spot) -> Value {
        let (part, customers) = self.reading.cuts.of(name, self.group, spot);
        let measurement = measured.periods.get(spot.period).and_then(|parts| parts.get(&part));
        let shares = self.shares().filter(|_| self.reading.cuts.is_shared(name));
        let only: Vec<&Set> = customers.iter().chain(self.scope.only_at(spot)).collect();
        let has = |key: u32| {
            !self.scope.without.contains(key)
                && only.iter().all(|set| set.contains(key))
                && shares.is_none_or(|shares| shares.of(key) != 0)
        };
        match measurement {
            None => match measured.gives {
                Type::Set => Value::Set(Set::new()),
                Type::Vector | Type::Time => Value::Vector(Amounts::default()),
                Type::Rows => Value::Observations(Observations::default()),
                Type::Curve => Value::Curve(Curve::default()),
                Type::Number => Value::Rows(Amounts::default()),
            },
            Some(Measurement::Set(set)) => {
                let mut set = set.as_ref().clone();
                for only in &only {
                    set &= *only;
                }
                set -= &self.scope.without;
                if shares.is_some() {
                    set = set.iter().filter(|key| has(*key)).collect();
                }
                Value::Set(set)
            }
            Some(Measurement::Amounts(amounts)) => {
                let entries = amounts
                    .entries
                    .iter()
                    .copied()
                    .filter(|(key, _)| has(*key) && (measured.kind == Kind::Rows || *key != NOBODY));
                let amounts = Amounts { entries: entries.collect(), scale: amounts.scale };
                match shares {
                    _ if measured.kind != Kind::Rows => Value::Vector(amounts),
                    Some(shares) => Value::Rows(shares.take(&amounts)),
                    None => Value::Rows(amounts),
                }
            }
            Some(Measurement::Observations(observations)) => {
                let rows = observations.rows.iter().copied().filter(|row| has(row.customer)).collect();
                Value::Observations(Observations { rows, scale: observations.scale })
            }
            Some(Measurement::Curve(curve)) => Value::Curve(curve.of(has)),
        }
    }
}
