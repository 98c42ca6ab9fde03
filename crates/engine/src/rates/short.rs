//! Which numbers of a question are short of a rate: by measure and period, what the measure reads there has no value.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use catalog::{Basis, Catalog, Measure, ValueUnit};
use model::Micros;

use super::MissingRate;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::functions::Rates;
use crate::measures::Reader;
use crate::params::Params;
use crate::plan::Plan;
use crate::session::Bench;
use crate::{EngineError, Subject};

/// The relation of subscriptions by stretches of one price and rate.
pub const STRETCHES: &str = "subscription_intervals";
/// What values money in the workspace's currency, as relations call it.
const VALUED: &str = "to_base(";

/// Money without a value, and the time in which a number that reads it has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Whose money it is; `None` where that cannot be told, and every customer's numbers are short of it.
    pub customer: Option<u32>,
    pub from: Micros,
    /// The last instant; for what happens at one instant, that.
    pub to: Micros,
    /// What is missing.
    pub rates: Vec<MissingRate>,
}

/// By measure and frame: for every period what is missing in it.
pub type Short = BTreeMap<(String, usize), Vec<Vec<Gap>>>;

/// What a session has found to be missing so far.
pub struct Gauge {
    /// What its reading has noted.
    pub rates: Arc<Rates>,
    basis: Basis,
    params: Params,
    subject: Subject,
    /// Reads single measures again, to see which of their rows have no value.
    pub(super) again: Option<Box<Bench>>,
    stretches: Option<Arc<Vec<Gap>>>,
    by_measure: HashMap<String, Arc<Vec<Gap>>>,
}

impl Gauge {
    pub fn new(rates: Arc<Rates>, basis: Basis, params: Params, subject: Subject) -> Self {
        Self { rates, basis, params, subject, again: None, stretches: None, by_measure: HashMap::new() }
    }
}

impl Engine {
    /// What is missing in each period of a plan. Costs nothing where no rate is.
    pub(crate) async fn short(
        &self,
        plan: &Plan,
        reader: &Reader<'_>,
        gauge: &mut Gauge,
    ) -> Result<Short, EngineError> {
        let mut short = Short::new();
        for (name, frame) in &plan.needs {
            let by_period = self.short_of(&self.catalog.measures[name], &plan.frames[*frame], reader, gauge).await?;
            if by_period.iter().any(|gaps| !gaps.is_empty()) {
                short.insert((name.clone(), *frame), by_period);
            }
        }
        Ok(short)
    }

    /// What a measure lacks in each period of a frame.
    pub(crate) async fn short_of(
        &self,
        measure: &Measure,
        frame: &Frame,
        reader: &Reader<'_>,
        gauge: &mut Gauge,
    ) -> Result<Vec<Vec<Gap>>, EngineError> {
        let gaps = self.gaps(measure, reader, gauge).await?;
        if gaps.is_empty() {
            return Ok(Vec::new());
        }
        let mut by_period = reader.touched(measure, frame, &gaps)?;
        for (period, gaps) in frame.periods.iter().zip(&mut by_period) {
            let last = self.calendar.day_of(frame.end_read(period) - 1)?;
            for rate in gaps.iter_mut().flat_map(|gap| &mut gap.rates) {
                rate.last_day = rate.last_day.min(last).max(rate.first_day);
            }
        }
        Ok(by_period)
    }

    /// Refuses measures over a frame that some rate is missing for.
    ///
    /// # Errors
    /// [`EngineError::RateMissing`] with every day and pair.
    pub(crate) async fn refuse_short(
        &self,
        measures: &BTreeSet<&str>,
        frame: &Frame,
        (reader, gauge): (&Reader<'_>, &mut Gauge),
    ) -> Result<(), EngineError> {
        let mut missing = Vec::new();
        for measure in measures.iter().filter_map(|name| self.catalog.measures.get(*name)) {
            let by_period = self.short_of(measure, frame, reader, gauge).await?;
            missing.extend(by_period.into_iter().flatten().flat_map(|gap| gap.rates));
        }
        if missing.is_empty() { Ok(()) } else { Err(MissingRate::refusal(missing)) }
    }

    /// Everything that a measure reads and that has no value, whenever.
    async fn gaps(
        &self,
        measure: &Measure,
        reader: &Reader<'_>,
        gauge: &mut Gauge,
    ) -> Result<Arc<Vec<Gap>>, EngineError> {
        if let Some(known) = gauge.by_measure.get(&measure.name) {
            return Ok(Arc::clone(known));
        }
        let basis = gauge.basis;
        let mut gaps = Vec::new();
        if measure.unit == Some(ValueUnit::Money) && reaches(&self.catalog, &measure.from, basis, &reads_stretches) {
            let stretches = match &gauge.stretches {
                Some(known) => Arc::clone(known),
                None => Arc::new(self.stretches_without_rate(reader.session).await?),
            };
            gauge.stretches = Some(Arc::clone(&stretches));
            gaps.extend(stretches.iter().cloned());
        }
        if gauge.rates.has_noted() && reaches(&self.catalog, &measure.from, basis, &values_money) {
            let known: BTreeSet<(String, Micros)> =
                gaps.iter().filter_map(|gap| Some((gap.rates.first()?.from.clone(), gap.from))).collect();
            let again = match gauge.again.take() {
                Some(again) => gauge.again.insert(again),
                None => {
                    let roll_up = self.roll_up(gauge.subject).await?;
                    let bench = Box::pin(Bench::noting(self, basis, gauge.params.clone(), roll_up)).await?;
                    gauge.again.insert(Box::new(bench))
                }
            };
            gaps.extend(Box::pin(self.unvalued(measure, reader, again, &known)).await?);
        }
        gaps.sort_unstable();
        gaps.dedup();
        let gaps = Arc::new(gaps);
        // The rows of a measure that takes variables differ from metric to metric.
        if measure.variables().is_empty() {
            gauge.by_measure.insert(measure.name.clone(), Arc::clone(&gaps));
        }
        Ok(gaps)
    }

    /// All that is missing for any money of the workspace.
    pub(crate) async fn all_missing(&self) -> Result<Vec<MissingRate>, EngineError> {
        let (basis, params) = (self.settings.activity.basis, Params::of_settings(&self.settings).at(self.as_of_us()));
        let mut bench = Bench::noting(self, basis, params, None).await?;
        let of_money = self.catalog.measures.values().filter(|measure| measure.unit == Some(ValueUnit::Money));
        let relations: BTreeSet<String> = of_money.map(|measure| measure.from.clone()).collect();
        let relations: BTreeSet<String> =
            relations.iter().flat_map(|name| valuing(&self.catalog, name, basis)).collect();
        bench.register(&self.catalog, &relations).await?;
        // What subscriptions lack is read off their stretches.
        for relation in relations.iter().filter(|name| !reaches(&self.catalog, name, basis, &reads_stretches)) {
            let failed = |error| EngineError::sql(relation, error);
            bench.context.table(relation.as_str()).await.map_err(failed)?.collect().await.map_err(failed)?;
        }
        let noted = bench.gauge.as_ref().map(|gauge| gauge.rates.notes()).unwrap_or_default();
        let noted = noted.iter().map(|(at, from)| self.missing_on(from, *at));
        let mut missing = noted.collect::<Result<Vec<MissingRate>, EngineError>>()?;
        if relations.contains(STRETCHES) {
            let stretches = self.stretches_without_rate(&bench.context).await?;
            missing.extend(stretches.into_iter().flat_map(|gap| gap.rates));
        }
        Ok(MissingRate::joined(missing))
    }
}

/// The relations behind one that value money themselves.
fn valuing(catalog: &Catalog, name: &str, basis: Basis) -> Vec<String> {
    let Some(relation) = catalog.relation(name, basis) else { return Vec::new() };
    let own = relation.sql.contains(VALUED).then(|| name.to_owned());
    own.into_iter().chain(relation.reads.iter().flat_map(|read| valuing(catalog, read, basis))).collect()
}

fn values_money(_: &str, sql: &str) -> bool {
    sql.contains(VALUED)
}

pub(super) fn reads_stretches(name: &str, _: &str) -> bool {
    name == STRETCHES
}

/// Whether a relation, or one that it reads, is such.
pub(super) fn reaches(catalog: &Catalog, name: &str, basis: Basis, is_such: &dyn Fn(&str, &str) -> bool) -> bool {
    catalog.relation(name, basis).is_some_and(|relation| {
        is_such(name, &relation.sql) || relation.reads.iter().any(|read| reaches(catalog, read, basis, is_such))
    })
}
