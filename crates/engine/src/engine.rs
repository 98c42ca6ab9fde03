//! The way from a question to an answer: resolve, plan, read, evaluate.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Basis, Catalog, Metric, Settings, TimeRule};
use jiff::Timestamp;
use lake::Snapshot;
use model::{Calendar, Currency, Grain, Message, Micros, Period};

use crate::cuts::{Cuts, Cuttable};
use crate::frame::Frame;
use crate::ground::{Reading, Scope};
use crate::measures::{Measured, Reader};
use crate::params::Params;
use crate::plan::{self, Plan};
use crate::segments::Segments;
use crate::session::{self, Bench};
use crate::subjects::Set;
use crate::{Answer, Compare, EngineError, Query};

/// Answers questions over one snapshot under one catalog and one set of settings.
///
/// The present time is given, so the same engine gives the same bytes for ever.
#[derive(Clone)]
pub struct Engine {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) snapshot: Snapshot,
    pub(crate) now_us: Micros,
    pub(crate) calendar: Calendar,
    pub(crate) currency: Currency,
}

/// One metric over one list of periods, read and ready to be evaluated.
pub(crate) struct Prepared<'a> {
    pub metric: &'a Metric,
    pub params: Params,
    pub plan: Plan,
    pub cuts: Cuts,
    pub measured: BTreeMap<(String, usize), Arc<Measured>>,
    pub scope: Scope,
    /// The same with only those whose observation window has elapsed; `None` where nobody must wait.
    pub matured: Option<Scope>,
    pub excluded: u64,
}

impl Prepared<'_> {
    pub fn reading<'a>(&'a self, catalog: &'a Catalog) -> Reading<'a> {
        Reading { catalog, params: &self.params, plan: &self.plan, cuts: &self.cuts, measured: &self.measured }
    }
}

impl Engine {
    /// # Errors
    /// [`EngineError::Definition`] when the settings' currency is none, [`EngineError::Calendar`] for their zone.
    pub fn new(
        catalog: Arc<Catalog>,
        settings: Arc<Settings>,
        snapshot: Snapshot,
        now_us: Micros,
    ) -> Result<Self, EngineError> {
        let calendar = Calendar::new(&settings.time_zone, settings.first_day_of_week, settings.fiscal_year_start)?;
        let currency = settings.currency.parse().map_err(|_| {
            EngineError::Definition(Message::new("engine.currency").with("currency", &settings.currency))
        })?;
        Ok(Self { catalog, settings, snapshot, now_us, calendar, currency })
    }

    /// Answers every metric of the question, in its order.
    ///
    /// # Errors
    /// [`EngineError`] when the question cannot be asked so or the data cannot answer it; the whole question fails.
    pub async fn query(&self, query: &Query) -> Result<Vec<Answer>, EngineError> {
        let periods = self.periods(query)?;
        let mut bench = None;
        let mut answers = Vec::with_capacity(query.metrics.len());
        for id in &query.metrics {
            let metric = plan::metric(&self.catalog, id)?;
            let mut answer = self.answer(query, metric, &periods, &mut bench).await?;
            if let Some(compare) = query.compare {
                let earlier = self.earlier(&periods, query.grain, compare)?;
                let then = self.answer(query, metric, &earlier, &mut bench).await?;
                answer.compare_with(&then, periods.len());
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    async fn answer(
        &self,
        query: &Query,
        metric: &Metric,
        periods: &[Period],
        bench: &mut Option<Bench>,
    ) -> Result<Answer, EngineError> {
        let prepared = self.prepare(query, metric, periods, bench).await?;
        self.evaluate(query, &prepared)
    }

    /// Reads everything one metric needs. A question's metrics share the bench, and with it what they both read.
    pub(crate) async fn prepare<'a>(
        &'a self,
        query: &Query,
        metric: &'a Metric,
        periods: &[Period],
        bench: &mut Option<Bench>,
    ) -> Result<Prepared<'a>, EngineError> {
        let basis = query.basis.unwrap_or(self.settings.activity.basis);
        let params = self.params(query, metric)?;
        let mut wanted = BTreeSet::new();
        let mut sources = BTreeSet::new();
        let shape = Plan::new(
            &self.catalog,
            metric,
            Frame { periods: periods.to_vec(), horizon: None },
            &params,
            &self.calendar,
        )?;
        let named = shape.measures().into_iter().chain(metric.matures.iter().map(|matures| matures.after.as_str()));
        for name in named {
            for measure in self.catalog.measures.get(name).into_iter().chain(self.anchor_of(name)) {
                wanted.insert(measure.from.clone());
                session::tables_of(&self.catalog, &measure.from, basis, &mut sources);
            }
        }
        self.refuse_short_windows(metric, &shape, basis, &params)?;
        let frame = Frame { periods: periods.to_vec(), horizon: self.horizon(&sources) };
        let plan = Plan::new(&self.catalog, metric, frame, &params, &self.calendar)?;

        let bench = match bench {
            Some(bench) if bench.params == params => bench,
            stale => {
                stale.insert(Bench::new(&self.snapshot, self.currency, &self.calendar, basis, params.clone()).await?)
            }
        };
        bench.register(&self.catalog, &wanted).await?;
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for (name, _) in &plan.needs {
            for measure in self.catalog.measures.get(name).into_iter().chain(self.anchor_of(name)) {
                if self.catalog.relation(&measure.from, basis).is_some() {
                    *uses.entry(measure.from.clone()).or_default() += 1;
                }
            }
        }
        bench.keep(&uses).await?;
        let session = &bench.context;

        let segments = Segments::open(session).await?;
        let mut anchors = BTreeMap::new();
        let everybody: Set = (0..self.snapshot.key_bound()).collect();
        let none = BTreeMap::new();
        let reader = Reader {
            session,
            catalog: &self.catalog,
            calendar: &self.calendar,
            params: &params,
            key_bound: self.snapshot.key_bound(),
            anchors: &none,
        };
        for name in plan.measures() {
            let anchor = self.anchor_of(name).filter(|anchor| !anchors.contains_key(&anchor.name));
            if let Some(anchor) = anchor {
                anchors.insert(anchor.name.clone(), Arc::new(reader.anchors(anchor, &plan.frames[0]).await?));
            }
        }
        let mut matured = None;
        if let Some(matures) = &metric.matures {
            let anchor = &self.catalog.measures[&matures.after];
            let own = reader.anchors(anchor, &plan.frames[0]).await?;
            if !query.include_immature {
                matured = Some(self.matured(&own, params.days(&matures.window_days)?, plan.frames[0].horizon));
            }
        }

        let mut cuttables = Vec::new();
        if !query.by.is_empty() {
            for name in plan.measures() {
                let measure = &self.catalog.measures[name];
                cuttables.push(Cuttable { measure, columns: reader.columns(&measure.from).await? });
            }
        }
        let cuts = Cuts::resolve(&query.by, &cuttables, &segments, everybody).await?;
        let reader = Reader { anchors: &anchors, ..reader };
        let mut measured = BTreeMap::new();
        for (name, frame) in &plan.needs {
            let read = reader.read(&self.catalog.measures[name], &plan.frames[*frame], &cuts.row_columns(name)).await?;
            measured.insert((name.clone(), *frame), Arc::new(read));
        }
        let scope = self.scope(query, metric, &plan, &reader, &segments).await?;
        let matured = matured.map(|set| scope.and(&set));
        let excluded = scope.without.len();
        Ok(Prepared { metric, params, plan, cuts, measured, scope, matured, excluded })
    }

    async fn scope(
        &self,
        query: &Query,
        metric: &Metric,
        plan: &Plan,
        reader: &Reader<'_>,
        segments: &Segments<'_>,
    ) -> Result<Scope, EngineError> {
        let mut scope = Scope::default();
        for condition in &self.settings.exclude {
            scope.without |= segments.meeting(condition).await?;
        }
        if let Some(condition) = &query.filter {
            for name in plan.measures() {
                let measure = &self.catalog.measures[name];
                if !reader.columns(&measure.from).await?.iter().any(|column| column == "customer_key") {
                    return Err(EngineError::Question(
                        Message::new("engine.where_without_customers").with("metric", &metric.id).with("measure", name),
                    ));
                }
            }
            scope.only = Some(segments.meeting(condition).await?);
        }
        Ok(scope)
    }

    /// Customers whose own window had elapsed when the data was last complete.
    fn matured(&self, anchors: &[Option<Micros>], window_days: i64, horizon: Option<Micros>) -> Set {
        let Some(horizon) = horizon else { return Set::new() };
        let window = window_days.saturating_mul(86_400_000_000);
        let grown = |anchor: &Option<Micros>| anchor.is_some_and(|anchor| anchor.saturating_add(window) <= horizon);
        let keys = anchors.iter().enumerate().filter(|(_, anchor)| grown(anchor));
        keys.filter_map(|(key, _)| u32::try_from(key).ok()).collect()
    }

    /// The instant before which every table the metric is read from is complete, and which has come.
    fn horizon(&self, sources: &BTreeSet<String>) -> Option<Micros> {
        let known = sources.iter().filter_map(|table| self.snapshot.watermark(table)).min()?;
        Some(known.min(self.snapshot.as_of_us().unwrap_or(self.now_us)))
    }

    pub(crate) fn params(&self, query: &Query, metric: &Metric) -> Result<Params, EngineError> {
        let mut params = Params(query.params.clone());
        for name in query.params.keys() {
            if !metric.params.contains_key(name) && !self.settings.variables().contains_key(name) {
                return Err(EngineError::Question(
                    Message::new("engine.unknown_param").with("param", name).with("metric", &metric.id),
                ));
            }
        }
        plan::params(&self.catalog, metric, &mut params);
        for (name, literal) in self.settings.variables() {
            params.0.entry(name).or_insert(literal);
        }
        let now = self.snapshot.as_of_us().unwrap_or(self.now_us);
        params.0.insert("now".to_owned(), format!("arrow_cast({now}, 'Timestamp(Microsecond, Some(\"UTC\"))')"));
        Ok(params)
    }

    fn anchor_of(&self, measure: &str) -> Option<&catalog::Measure> {
        let rule = self.catalog.measures.get(measure)?.when.as_ref()?;
        self.catalog.measures.get(rule.anchor()?)
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
        for name in plan.measures() {
            let measure = &self.catalog.measures[name];
            if let (session::LIFECYCLE, Some(TimeRule::DaysAfter { days, .. })) = (measure.from.as_str(), &measure.when)
            {
                let days = params.days(days)?;
                if days <= self.settings.activity.window_days {
                    let message = Message::new("engine.window_too_short").with("metric", &metric.id).with("days", days);
                    let message =
                        message.with("basis", basis.name()).with("window", self.settings.activity.window_days);
                    return Err(EngineError::Question(message));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn periods(&self, query: &Query) -> Result<Vec<Period>, EngineError> {
        Ok(match query.grain {
            Some(grain) => self.calendar.periods(query.from, query.to, grain)?,
            None => {
                self.calendar.periods(query.from, query.to, Grain::Year)?;
                vec![self.calendar.period(query.from, query.to)?]
            }
        })
    }

    fn earlier(&self, periods: &[Period], grain: Option<Grain>, by: Compare) -> Result<Vec<Period>, EngineError> {
        let before = |period: &Period| -> Result<Period, EngineError> {
            let (start, end) = match (by, grain) {
                (Compare::Year, _) => {
                    let year = jiff::Span::new().years(1);
                    (period.start.saturating_sub(year), period.end.saturating_sub(year))
                }
                (Compare::Previous, Some(grain)) => {
                    (self.calendar.floor(self.calendar.shift(period.start, -1)?, grain), period.start)
                }
                (Compare::Previous, None) => {
                    let days = period.start.until(period.end).map_or(0, |span| i64::from(span.get_days()));
                    (self.calendar.shift(period.start, -days)?, period.start)
                }
            };
            Ok(self.calendar.period(start, end)?)
        };
        periods.iter().map(before).collect()
    }

    pub(crate) fn as_of(&self) -> String {
        let at = self.snapshot.as_of_us().unwrap_or(self.now_us);
        Timestamp::from_microsecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
    }
}
