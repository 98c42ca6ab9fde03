//! Everything one metric needs, read: its plan, whose rows count, its cuts and its measures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Basis, Catalog, Measure, Metric, TimeRule};
use datafusion::prelude::SessionContext;
use model::{Message, Micros, Period};

use crate::accounts::Accounts;
use crate::cuts::{Cuts, Cuttable};
use crate::dated::{Dated, HISTORY, Instants, Placements};
use crate::engine::Engine;
use crate::ground::{Reading, Scope};
use crate::known::Known;
use crate::measures::{Measured, Reader, elapsed};
use crate::params::Params;
use crate::plan::{self, Plan};
use crate::rates::{Gauge, MissingRate, Short};
use crate::reads::Shelf;
use crate::segments::Segments;
use crate::session::{self, Bench};
use crate::subjects::{Anchors, Set};
use crate::touches::{self, CREDITS, Touches};
use crate::{EngineError, Query, alone};

/// One metric over one list of periods, read and ready to be evaluated.
pub struct Prepared<'a> {
    pub metric: &'a Metric,
    pub params: Params,
    pub plan: Plan,
    /// How far what it is read from is known.
    pub known: Known,
    pub cuts: Cuts,
    /// By measure and frame.
    pub measured: BTreeMap<(String, usize), Arc<Measured>>,
    pub scope: Scope,
    /// The same with only those whose observation window has elapsed; `None` where nobody must wait.
    pub matured: Option<Scope>,
    /// Where accounts are counted.
    pub accounts: Option<Arc<Accounts>>,
    /// What is short of an exchange rate.
    pub short: Short,
}

impl Prepared<'_> {
    pub fn reading<'a>(&'a self, catalog: &'a Catalog) -> Reading<'a> {
        Reading {
            catalog,
            params: &self.params,
            plan: &self.plan,
            cuts: &self.cuts,
            measured: &self.measured,
            short: &self.short,
        }
    }

    /// How the interval is made: shares of customers are no independent customers, and have none.
    pub fn interval(&self) -> catalog::Interval {
        if self.cuts.touches.is_some() { catalog::Interval::None } else { self.metric.interval }
    }

    /// Refuses to go on where any rate is missing.
    ///
    /// # Errors
    /// [`EngineError::RateMissing`] with every day and pair.
    pub fn refuse_missing_rates(&self) -> Result<(), EngineError> {
        if self.short.is_empty() {
            return Ok(());
        }
        Err(MissingRate::refusal(self.short.values().flatten().flatten().flat_map(|gap| gap.rates.clone())))
    }

    /// Whose rows the value counts.
    pub fn counted(&self) -> &Scope {
        self.matured.as_ref().unwrap_or(&self.scope)
    }
}

impl Engine {
    /// Reads everything one metric needs. A question's metrics share the bench, and with it what they both read; without
    /// one the metric stands alone.
    pub(crate) async fn prepare<'a>(
        &'a self,
        query: &Query,
        metric: &'a Metric,
        periods: &[Period],
        bench: &mut Option<Bench>,
    ) -> Result<Prepared<'a>, EngineError> {
        let basis = self.basis(query);
        let params = self.params(query, metric)?;
        let dated = Dated::of(query, &self.catalog)?;
        let (plan, known) = self.plan((query, metric), periods, basis, &params)?;
        self.refuse_short_windows(metric, &plan, basis, &params)?;
        let of_relations = params.of_relations(&self.catalog);
        let bench = match bench {
            Some(bench) if bench.params == of_relations => bench,
            stale => {
                let shelf = match stale.take() {
                    Some(other) => other.shelf.emptied(),
                    None => self.shelf(query, [(metric, periods)])?,
                };
                let roll_up = self.roll_up(query.subject).await?;
                let mut fresh = Bench::noting(self, basis, of_relations, roll_up).await?;
                fresh.shelf = shelf;
                stale.insert(fresh)
            }
        };
        let touches = touches::are_asked(query, metric).then(|| CREDITS.to_owned());
        let read_from = self.read_for(metric, &plan).chain(dated.measures(&self.catalog));
        let wanted: BTreeSet<String> = read_from.map(|measure| measure.from.clone()).chain(touches).collect();
        // Two plans read it for every attribute, and making it costs more than keeping it.
        wanted.iter().filter(|relation| *relation == HISTORY).for_each(|relation| bench.shelf.hold(relation));
        bench.register(&self.catalog, &wanted).await?;
        bench.keep(&self.catalog, &wanted).await?;

        let subject = bench.subject();
        let segments = Segments::open_once(&bench.context, subject, &mut bench.attributes).await?;
        let accounts = bench.roll_up.as_ref().map(|roll_up| roll_up.accounts.clone());
        let mut reader = self.reader_on(&bench.context, &params);
        reader.anchors = self.anchors(&plan, &reader, &mut bench.shelf).await?;
        let matured = self.matured(query, metric, &plan, &reader, &mut bench.shelf).await?;
        let mut placed = std::mem::take(&mut bench.placed);
        let placements = self.placements(&dated.cuts, &plan.frames, (&reader, &mut placed), &segments).await?;
        let mut cuts = self.cuts(query, metric, &plan, &reader, (&segments, &placements)).await?;
        if touches::are_asked(query, metric) {
            cuts.touches = Some(Touches::read(&bench.context, &cuts.touch_columns()).await?);
        }
        let measured = self.measured(&plan, &cuts, &reader, &mut bench.shelf).await?;
        let mut scope = self.scope((query, &dated), metric, &plan, &reader, &segments).await?;
        if let Some(narrowing) = &dated.narrowing {
            scope.dated = Some(self.narrowed(narrowing, &plan.frames, &reader, &segments).await?);
        }
        let matured = matured.map(|set| scope.and(&set));
        bench.placed = placed;
        let short = match &mut bench.gauge {
            Some(gauge) => {
                self.refuse_unplaced(&dated, &plan, (&reader, gauge)).await?;
                self.short(&plan, &reader, gauge).await?
            }
            None => Short::new(),
        };
        let readings = self.readings(metric, &plan, &params)?;
        for relation in bench.shelf.done(readings) {
            bench.let_go(&relation)?;
        }
        Ok(Prepared { metric, params, plan, known, cuts, measured, scope, matured, accounts, short })
    }

    /// Reads measures over a session.
    pub(crate) fn reader_on<'a>(&'a self, session: &'a SessionContext, params: &'a Params) -> Reader<'a> {
        Reader {
            session,
            catalog: &self.catalog,
            calendar: &self.calendar,
            params,
            key_bound: self.snapshot.key_bound(),
            anchors: BTreeMap::new(),
        }
    }

    /// The instants that the plan's measures count from, by the vector that gives them.
    async fn anchors(
        &self,
        plan: &Plan,
        reader: &Reader<'_>,
        shelf: &mut Shelf,
    ) -> Result<BTreeMap<String, Arc<Anchors>>, EngineError> {
        let mut anchors = BTreeMap::new();
        for anchor in plan.measures().into_iter().filter_map(|name| self.anchor_of(name)) {
            if !anchors.contains_key(&anchor.name) {
                anchors.insert(anchor.name.clone(), self.anchor(anchor, plan, reader, shelf).await?);
            }
        }
        Ok(anchors)
    }

    /// The instant of their own that a vector gives each customer, read once for all metrics.
    async fn anchor(
        &self,
        anchor: &Measure,
        plan: &Plan,
        reader: &Reader<'_>,
        shelf: &mut Shelf,
    ) -> Result<Arc<Anchors>, EngineError> {
        let frame = plan.frames[0].first();
        let key = self.read_key(anchor, &frame, reader.params)?;
        if let Some(known) = shelf.anchors(&key) {
            return Ok(known);
        }
        let anchors = Arc::new(reader.anchors(anchor, &frame).await?);
        shelf.put_anchors(key, &anchors);
        Ok(anchors)
    }

    /// Nobody can be placed in a dated cut by money that has no value.
    async fn refuse_unplaced(
        &self,
        dated: &Dated,
        plan: &Plan,
        (reader, gauge): (&Reader<'_>, &mut Gauge),
    ) -> Result<(), EngineError> {
        let measures: BTreeSet<&str> = dated.measures(&self.catalog).map(|measure| measure.name.as_str()).collect();
        if measures.is_empty() {
            return Ok(());
        }
        let instants = Instants::of(&plan.frames, &self.calendar)?;
        self.refuse_short(&measures, &instants.frame, (reader, gauge)).await
    }

    /// Customers whose own window had elapsed when the data was last complete; `None` where nobody must wait.
    async fn matured(
        &self,
        query: &Query,
        metric: &Metric,
        plan: &Plan,
        reader: &Reader<'_>,
        shelf: &mut Shelf,
    ) -> Result<Option<Set>, EngineError> {
        let Some(matures) = metric.matures.as_ref().filter(|_| !query.include_immature) else { return Ok(None) };
        let frame = &plan.frames[0];
        let anchors = self.anchor(&self.catalog.measures[&matures.after], plan, reader, shelf).await?;
        let window = elapsed(reader.params.days(&matures.window_days)?);
        let Some(horizon) = frame.horizon else { return Ok(Some(Set::new())) };
        let grown = |anchor: &Option<Micros>| anchor.is_some_and(|anchor| anchor.saturating_add(window) <= horizon);
        let keys = anchors.iter().enumerate().filter(|(_, anchor)| grown(anchor));
        Ok(Some(keys.filter_map(|(key, _)| u32::try_from(key).ok()).collect()))
    }

    /// What each cut of the question means for each measure.
    async fn cuts(
        &self,
        query: &Query,
        metric: &Metric,
        plan: &Plan,
        reader: &Reader<'_>,
        known: (&Segments<'_>, &Placements),
    ) -> Result<Cuts, EngineError> {
        let cuttables = match query.by.is_empty() {
            true => Vec::new(),
            false => self.cuttables(metric, plan, reader).await?,
        };
        let everybody: Set = (0..self.snapshot.key_bound()).collect();
        Cuts::resolve(&query.by, &cuttables, known, everybody).await
    }

    /// The measures of a metric as far as cutting them goes.
    pub(crate) async fn cuttables(
        &self,
        metric: &Metric,
        plan: &Plan,
        reader: &Reader<'_>,
    ) -> Result<Vec<Cuttable<'_>>, EngineError> {
        let alone: BTreeSet<String> =
            plan::formulas(metric).flat_map(|formula| alone::alone(&self.catalog, formula)).collect();
        let mut cuttables = Vec::new();
        for name in plan.measures() {
            let measure = &self.catalog.measures[name];
            let follows = alone::is_anchored(&self.catalog, name) && !alone.contains(name);
            let columns = reader.columns(&measure.from).await?;
            cuttables.push(Cuttable { measure, columns, follows, by_touch: metric.by_touch });
        }
        Ok(cuttables)
    }

    /// Every measure of the plan, over each frame it is needed in.
    async fn measured(
        &self,
        plan: &Plan,
        cuts: &Cuts,
        reader: &Reader<'_>,
        shelf: &mut Shelf,
    ) -> Result<BTreeMap<(String, usize), Arc<Measured>>, EngineError> {
        let mut measured = BTreeMap::new();
        for (name, frame) in &plan.needs {
            let (measure, columns) = (&self.catalog.measures[name], cuts.row_columns(name));
            let key = self.read_key(measure, &plan.frames[*frame], reader.params)?;
            let read = match shelf.measured(&key, &columns) {
                Some(known) => known,
                None => {
                    let read = Arc::new(reader.read(measure, &plan.frames[*frame], &columns).await?);
                    shelf.put(&key, columns, &read);
                    read
                }
            };
            measured.insert((name.clone(), *frame), read);
        }
        Ok(measured)
    }

    /// Whose rows count: those who meet the question's condition.
    async fn scope(
        &self,
        (query, dated): (&Query, &Dated),
        metric: &Metric,
        plan: &Plan,
        reader: &Reader<'_>,
        segments: &Segments<'_>,
    ) -> Result<Scope, EngineError> {
        let mut scope = Scope::default();
        if !self.settings.exclude.is_empty() {
            let exclusions = self.exclusions(segments).await?;
            scope.without = exclusions.all.clone();
            scope.excluded.clone_from(&exclusions.rules);
        }
        if let Some(condition) = &query.filter {
            for name in plan.measures() {
                if !reader.is_keyed(&self.catalog.measures[name].from).await? {
                    return Err(EngineError::Question(
                        Message::new("engine.where_without_customers").with("metric", &metric.id).with("measure", name),
                    ));
                }
            }
            if dated.narrowing.is_none() {
                scope.only = Some(segments.meeting(condition).await?);
            }
        }
        Ok(scope)
    }

    /// On a basis that keeps a customer active for N days after every sign of life, everybody is still active
    /// within N days of the first: that share is 1 by construction, and refusing it is the honest answer.
    fn refuse_short_windows(
        &self,
        metric: &Metric,
        plan: &Plan,
        basis: Basis,
        params: &Params,
    ) -> Result<(), EngineError> {
        if basis == Basis::Subscription {
            return Ok(());
        }
        let window = self.settings.activity.window_days;
        for measure in plan.measures().into_iter().map(|name| &self.catalog.measures[name]) {
            let Some(TimeRule::DaysAfter { days, .. }) = &measure.when else { continue };
            let days = params.days(days)?;
            if measure.from == session::LIFECYCLE && days <= window {
                let message = Message::new("engine.window_too_short").with("metric", &metric.id).with("days", days);
                return Err(EngineError::Question(message.with("basis", basis.name()).with("window", window)));
            }
        }
        Ok(())
    }
}
