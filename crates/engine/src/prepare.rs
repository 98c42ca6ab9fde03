//! Everything one metric needs, read: its plan, whose rows count, its cuts and its measures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{ATTRIBUTION_MODEL, AttributionModel, Basis, Catalog, Measure, Metric, TimeRule};
use model::{Message, Micros, Period, nearest};

use crate::accounts::Accounts;
use crate::cuts::{Cuts, Cuttable};
use crate::dated::{DatedCut, HISTORY, Narrowing, Placements};
use crate::engine::Engine;
use crate::frame::Frame;
use crate::ground::{Reading, Scope};
use crate::measures::{Measured, Reader, elapsed};
use crate::params::Params;
use crate::plan::{self, Plan};
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
    pub cuts: Cuts,
    /// By measure and frame.
    pub measured: BTreeMap<(String, usize), Arc<Measured>>,
    pub scope: Scope,
    /// The same with only those whose observation window has elapsed; `None` where nobody must wait.
    pub matured: Option<Scope>,
    /// Where accounts are counted.
    pub accounts: Option<Arc<Accounts>>,
}

impl Prepared<'_> {
    pub fn reading<'a>(&'a self, catalog: &'a Catalog) -> Reading<'a> {
        Reading { catalog, params: &self.params, plan: &self.plan, cuts: &self.cuts, measured: &self.measured }
    }

    /// How the interval is made: shares of customers are no independent customers, and have none.
    pub fn interval(&self) -> catalog::Interval {
        if self.cuts.touches.is_some() { catalog::Interval::None } else { self.metric.interval }
    }

    /// Whose rows the value counts.
    pub fn counted(&self) -> &Scope {
        self.matured.as_ref().unwrap_or(&self.scope)
    }
}

/// What a question asks that changes with time.
struct Dated {
    cuts: Vec<DatedCut>,
    narrowing: Option<Narrowing>,
}

impl Dated {
    fn of(query: &Query, catalog: &Catalog) -> Result<Self, EngineError> {
        Ok(Self { cuts: DatedCut::asked_by(query, catalog)?, narrowing: Narrowing::of(query, catalog)? })
    }

    fn all(&self) -> impl Iterator<Item = &DatedCut> {
        self.cuts.iter().chain(self.narrowing.iter().flat_map(|narrowing| &narrowing.cuts))
    }

    /// The measures that are read for it.
    fn measures<'a>(&self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Measure> + use<'a> {
        let names: BTreeSet<String> = self.all().flat_map(|cut| cut.measures(catalog)).collect();
        names.into_iter().filter_map(|name| catalog.measures.get(&name))
    }

    /// Those whose tables must be known for the answer to be complete. What an attribute was is known from the day it was
    /// recorded until another value is: a change long ago says nothing of how far the data goes.
    fn limits<'a>(&self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Measure> + use<'a> {
        let limiting = self.all().filter(|cut| !cut.is_of_an_attribute());
        let names: BTreeSet<String> = limiting.flat_map(|cut| cut.measures(catalog)).collect();
        names.into_iter().filter_map(|name| catalog.measures.get(&name))
    }
}

impl Engine {
    /// Reads everything one metric needs. A question's metrics share the bench, and with it what they both read.
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
        let plan = self.plan((query, metric, &dated), periods, basis, &params)?;
        self.refuse_short_windows(metric, &plan, basis, &params)?;
        let bench = match bench {
            Some(bench) if bench.params == params => bench,
            stale => {
                let roll_up = self.roll_up(query.subject).await?;
                stale.insert(Bench::new(self, basis, params.clone(), roll_up).await?)
            }
        };
        self.lay_out((query, metric, &dated), &plan, basis, bench).await?;
        self.refuse_missing_rates(&bench.context, &plan, basis).await?;

        let subject = bench.subject();
        let segments = Segments::open_once(&bench.context, subject, &mut bench.attributes).await?;
        let accounts = bench.roll_up.as_ref().map(|roll_up| roll_up.accounts.clone());
        let mut reader = Reader {
            session: &bench.context,
            catalog: &self.catalog,
            calendar: &self.calendar,
            params: &params,
            key_bound: self.snapshot.key_bound(),
            anchors: BTreeMap::new(),
        };
        reader.anchors = self.anchors(&plan, &reader).await?;
        let matured = self.matured(query, metric, &plan, &reader).await?;
        let mut placed = std::mem::take(&mut bench.placed);
        let placements = self.placements(&dated.cuts, &plan.frames, (&reader, &mut placed), &segments).await?;
        let mut cuts = self.cuts(query, metric, &plan, &reader, (&segments, &placements)).await?;
        if touches::are_asked(query, metric) {
            cuts.touches = Some(Touches::read(&bench.context, &cuts.touch_columns()).await?);
        }
        let measured = self.measured(&plan, &cuts, &reader).await?;
        let mut scope = self.scope((query, &dated), metric, &plan, &reader, &segments).await?;
        if let Some(narrowing) = &dated.narrowing {
            scope.dated = Some(self.narrowed(narrowing, &plan.frames, &reader, &segments).await?);
        }
        let matured = matured.map(|set| scope.and(&set));
        bench.placed = placed;
        Ok(Prepared { metric, params, plan, cuts, measured, scope, matured, accounts })
    }

    /// The measures that a metric is read from, each with whether it is read over the question's own periods alone.
    pub(crate) fn measures_read<'a>(
        &'a self,
        query: &Query,
        metric: &'a Metric,
        periods: &[Period],
    ) -> Result<Vec<(&'a Measure, bool)>, EngineError> {
        let frame = Frame { periods: periods.to_vec(), horizon: None };
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

    /// The metric's plan over these periods, as far as the tables it is read from are complete.
    fn plan(
        &self,
        (query, metric, dated): (&Query, &Metric, &Dated),
        periods: &[Period],
        basis: Basis,
        params: &Params,
    ) -> Result<Plan, EngineError> {
        let over = |horizon| {
            let frame = Frame { periods: periods.to_vec(), horizon };
            Plan::new(&self.catalog, metric, frame, params, &self.calendar)
        };
        // The horizon is known only once it is known which tables are read; which are read does not depend on it.
        let mut sources = BTreeSet::new();
        for measure in self.read_for(metric, &over(None)?).chain(dated.limits(&self.catalog)) {
            session::tables_of(&self.catalog, &measure.from, basis, &mut sources);
        }
        if touches::are_asked(query, metric) {
            session::tables_of(&self.catalog, CREDITS, basis, &mut sources);
        }
        over(self.horizon(&sources))
    }

    /// The instant before which every table the metric is read from is complete, and which has come.
    pub(crate) fn horizon(&self, sources: &BTreeSet<String>) -> Option<Micros> {
        let known = sources.iter().filter_map(|table| self.snapshot.watermark(table)).min()?;
        Some(known.min(self.as_of_us()))
    }

    /// Puts the relations that the metric reads on the bench, and keeps the rows of those it reads more than once.
    async fn lay_out(
        &self,
        (query, metric, dated): (&Query, &Metric, &Dated),
        plan: &Plan,
        basis: Basis,
        bench: &mut Bench,
    ) -> Result<(), EngineError> {
        let touches = touches::are_asked(query, metric).then(|| CREDITS.to_owned());
        let read = self.read_for(metric, plan).chain(dated.measures(&self.catalog));
        let wanted = read.map(|measure| measure.from.clone()).chain(touches).collect();
        bench.register(&self.catalog, &wanted).await?;
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        let needed = plan.needs.iter().flat_map(|(name, _)| self.with_anchor(name));
        for measure in needed.chain(dated.measures(&self.catalog)) {
            if self.catalog.relation(&measure.from, basis).is_some() {
                *uses.entry(measure.from.clone()).or_default() += 1;
            }
        }
        // Two plans read it for every attribute, and making it costs more than keeping it.
        uses.entry(HISTORY.to_owned()).and_modify(|uses| *uses += 1);
        bench.keep(&uses).await
    }

    /// The instants that the plan's measures count from, by the vector that gives them.
    async fn anchors(&self, plan: &Plan, reader: &Reader<'_>) -> Result<BTreeMap<String, Arc<Anchors>>, EngineError> {
        let mut anchors = BTreeMap::new();
        for anchor in plan.measures().into_iter().filter_map(|name| self.anchor_of(name)) {
            if !anchors.contains_key(&anchor.name) {
                anchors.insert(anchor.name.clone(), Arc::new(reader.anchors(anchor, &plan.frames[0]).await?));
            }
        }
        Ok(anchors)
    }

    /// Customers whose own window had elapsed when the data was last complete; `None` where nobody must wait.
    async fn matured(
        &self,
        query: &Query,
        metric: &Metric,
        plan: &Plan,
        reader: &Reader<'_>,
    ) -> Result<Option<Set>, EngineError> {
        let Some(matures) = metric.matures.as_ref().filter(|_| !query.include_immature) else { return Ok(None) };
        let frame = &plan.frames[0];
        let anchors = reader.anchors(&self.catalog.measures[&matures.after], frame).await?;
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
        let mut cuttables = Vec::new();
        let alone: BTreeSet<String> =
            plan::formulas(metric).flat_map(|formula| alone::alone(&self.catalog, formula)).collect();
        if !query.by.is_empty() {
            for name in plan.measures() {
                let measure = &self.catalog.measures[name];
                let follows = alone::is_anchored(&self.catalog, name) && !alone.contains(name);
                cuttables.push(Cuttable {
                    measure,
                    columns: reader.columns(&measure.from).await?,
                    follows,
                    by_touch: metric.by_touch,
                });
            }
        }
        let everybody: Set = (0..self.snapshot.key_bound()).collect();
        Cuts::resolve(&query.by, &cuttables, known, everybody).await
    }

    /// Every measure of the plan, over each frame it is needed in.
    async fn measured(
        &self,
        plan: &Plan,
        cuts: &Cuts,
        reader: &Reader<'_>,
    ) -> Result<BTreeMap<(String, usize), Arc<Measured>>, EngineError> {
        let mut measured = BTreeMap::new();
        for (name, frame) in &plan.needs {
            let read = reader.read(&self.catalog.measures[name], &plan.frames[*frame], &cuts.row_columns(name)).await?;
            measured.insert((name.clone(), *frame), Arc::new(read));
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

    /// The parameters of a question's metric.
    fn params(&self, query: &Query, metric: &Metric) -> Result<Params, EngineError> {
        let settings = self.settings.variables();
        for name in query.params.keys() {
            if !self.takes(metric, name) && !settings.contains_key(name) {
                return Err(EngineError::Question(
                    Message::new("engine.unknown_param").with("param", name).with("metric", &metric.id),
                ));
            }
        }
        for (name, param) in metric.params.iter().filter(|(_, param)| !param.choices.is_empty()) {
            let Some(given) = query.params.get(name).map(|literal| literal.trim_matches('\'')) else { continue };
            if !param.choices.iter().any(|choice| choice == given) {
                let near = nearest(given, param.choices.iter().map(String::as_str)).unwrap_or(&param.choices[0]);
                let message = Message::new("engine.unknown_choice").with("param", name).with("name", given);
                let message = message.with("nearest", near).with("known", param.choices.join(", "));
                return Err(EngineError::Question(message));
            }
        }
        let given = self.with_goal(query.params.clone())?;
        self.known_model(&given)?;
        Ok(Params::of_metric(&self.catalog, metric, &self.settings, given).at(self.as_of_us()))
    }

    /// Whether a metric, or one that a parameter of it may name, takes a parameter.
    fn takes(&self, metric: &Metric, param: &str) -> bool {
        let choices = metric.params.values().flat_map(|param| &param.choices);
        let mut metrics = choices.filter_map(|choice| self.catalog.metrics.get(choice)).chain([metric]);
        metrics.any(|metric| metric.params.contains_key(param))
    }

    /// Refuses a model of attribution that does not exist.
    fn known_model(&self, given: &BTreeMap<String, String>) -> Result<(), EngineError> {
        let Some(literal) = given.get(ATTRIBUTION_MODEL) else { return Ok(()) };
        let name = literal.trim_matches('\'');
        if AttributionModel::names().any(|known| known == name) {
            return Ok(());
        }
        let near = nearest(name, AttributionModel::names()).unwrap_or(self.settings.attribution.model.name());
        let known = AttributionModel::names().collect::<Vec<_>>().join(", ");
        let message = Message::new("engine.unknown_model").with("name", name).with("nearest", near);
        Err(EngineError::Question(message.with("known", known)))
    }

    /// A question's own parameters; one that asks for another goal asks for that goal's window too.
    fn with_goal(&self, mut given: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, EngineError> {
        let Some(goal) = given.get("conversion_goal") else { return Ok(given) };
        let goals = &self.settings.goals;
        let Some(name) = goals.keys().find(|name| catalog::quote(name) == *goal) else {
            let near = nearest(goal.trim_matches('\''), goals.keys().map(String::as_str));
            let near = near.unwrap_or(&self.settings.conversion_goal).to_owned();
            let message = Message::new("engine.unknown_goal").with("name", goal.trim_matches('\''));
            return Err(EngineError::Question(message.with("nearest", near)));
        };
        let days = self.settings.goal_window_days(name).to_string();
        given.entry("goal_window_days".to_owned()).or_insert(days);
        Ok(given)
    }

    /// The measures that are read to answer a metric: its plan's, its window's, and what any of them counts from.
    fn read_for<'a>(&'a self, metric: &'a Metric, plan: &Plan) -> impl Iterator<Item = &'a Measure> {
        let names: Vec<String> = plan.measures().into_iter().map(str::to_owned).collect();
        let window = metric.matures.as_ref().map(|matures| matures.after.clone());
        names.into_iter().chain(window).flat_map(|name| self.with_anchor(&name))
    }

    /// A measure, and the one that gives the instant it counts from.
    fn with_anchor<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Measure> + use<'a> {
        self.catalog.measures.get(name).into_iter().chain(self.anchor_of(name))
    }

    fn anchor_of(&self, measure: &str) -> Option<&Measure> {
        let rule = self.catalog.measures.get(measure)?.when.as_ref()?;
        self.catalog.measures.get(rule.anchor()?)
    }
}
