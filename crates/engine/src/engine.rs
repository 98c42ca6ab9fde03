//! From a question to its answers: periods, then metric by metric what is read and what it comes to.

use std::sync::Arc;

use catalog::{Basis, Catalog, Metric, Settings};
use lake::Snapshot;
use model::{Calendar, Currency, Grain, Message, Micros, Period};

use crate::session::Bench;
use crate::{Answer, Compare, EngineError, Query, Reason, exclusion, plan};

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
    pub(crate) definitions: Option<String>,
    pub(crate) exclusions: exclusion::Once,
    pub(crate) memory_bytes: Option<usize>,
}

impl Engine {
    /// An engine as of `now_us`, or of the snapshot's own state of knowledge where that is earlier.
    ///
    /// # Errors
    /// [`EngineError::Definition`] when the settings' currency is none, [`EngineError::Calendar`] for their zone.
    pub fn new(
        catalog: Arc<Catalog>,
        settings: Arc<Settings>,
        snapshot: Snapshot,
        now_us: Micros,
    ) -> Result<Self, EngineError> {
        let calendar = settings.calendar()?;
        let currency = settings.currency.parse().map_err(|_| {
            EngineError::Definition(Message::new("engine.currency").with("currency", &settings.currency))
        })?;
        let exclusions = exclusion::Once::default();
        Ok(Self {
            catalog,
            settings,
            snapshot,
            now_us,
            calendar,
            currency,
            definitions: None,
            exclusions,
            memory_bytes: None,
        })
    }

    /// The same engine, with the name of the definitions that its answers are to state.
    #[must_use]
    pub fn under(mut self, definitions: &str) -> Self {
        self.definitions = Some(definitions.to_owned());
        self
    }

    /// The same engine, whose joins, sorts and groups hold so many bytes at once at most; what is beyond goes to the disk where
    /// that can be done, and is refused with [`EngineError::Memory`] where it cannot.
    #[must_use]
    pub fn within(mut self, memory_bytes: usize) -> Self {
        self.memory_bytes = Some(memory_bytes);
        self
    }

    /// Answers every metric of the question, in its order.
    ///
    /// # Errors
    /// [`EngineError`] when the question cannot be asked so or the data cannot answer it; the whole question fails.
    pub async fn query(&self, query: &Query) -> Result<Vec<Answer>, EngineError> {
        self.query_on(query, &mut None).await
    }

    /// The same on a bench that other questions of the same kind share.
    pub(crate) async fn query_on(&self, query: &Query, bench: &mut Option<Bench>) -> Result<Vec<Answer>, EngineError> {
        let periods = self.periods(query)?;
        let earlier = query.compare.map(|compare| self.earlier(&periods, query.grain, compare)).transpose()?;
        let metrics = query.metrics.iter().map(|id| plan::metric(&self.catalog, id));
        let metrics = metrics.collect::<Result<Vec<&Metric>, _>>()?;
        let spans = || std::iter::once(periods.as_slice()).chain(earlier.as_deref());
        // Beside others a metric that lacks a parameter keeps nobody waiting; alone it is refused where it is read.
        let mut whole = Vec::with_capacity(metrics.len());
        for metric in &metrics {
            whole.push(metrics.len() == 1 || !self.lacks_param(query, metric)?);
        }
        let answered = metrics.iter().zip(&whole).filter(|(_, whole)| **whole);
        let asked = answered.flat_map(|(metric, _)| spans().map(|periods| (*metric, periods)));
        self.share(query, asked, bench).await?;
        let mut answers = Vec::with_capacity(metrics.len());
        for (metric, whole) in metrics.into_iter().zip(whole) {
            if !whole {
                answers.push(self.unanswered(query, metric, &periods, Reason::ParamMissing));
                continue;
            }
            let mut answer = self.answer(query, metric, &periods, bench).await?;
            if let Some(earlier) = &earlier {
                let then = self.answer(query, metric, earlier, bench).await?;
                answer.compare_with(&then, periods.len());
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    /// Has a bench, or makes one, expect these metrics.
    pub(crate) async fn share<'a>(
        &self,
        query: &Query,
        asked: impl Iterator<Item = (&'a Metric, &'a [Period])> + Clone,
        bench: &mut Option<Bench>,
    ) -> Result<(), EngineError> {
        let Some((first, _)) = asked.clone().next() else { return Ok(()) };
        let shelf = self.shelf(query, asked)?;
        let bench = match bench {
            Some(bench) => bench,
            None => {
                let params = self.params(query, first)?.of_relations(&self.catalog);
                let roll_up = self.roll_up(query.subject).await?;
                bench.insert(Bench::noting(self, self.basis(query), params, roll_up).await?)
            }
        };
        bench.shelf = shelf;
        Ok(())
    }

    async fn answer(
        &self,
        query: &Query,
        metric: &Metric,
        periods: &[Period],
        bench: &mut Option<Bench>,
    ) -> Result<Answer, EngineError> {
        let prepared = self.prepare(query, metric, periods, bench).await?;
        let mut answer = self.evaluate(query, &prepared)?;
        let scope = prepared.counted().clone();
        if let (Some(survey), Some(bench)) = (&metric.survey, bench) {
            answer.survey = self.surveyed((metric, survey), query, periods, (&scope, bench)).await?;
        }
        Ok(answer)
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
                (Compare::Year, _) => return Ok(self.calendar.year_before(period, grain)?),
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

    pub(crate) fn basis(&self, query: &Query) -> Basis {
        query.basis.unwrap_or(self.settings.activity.basis)
    }

    /// The state of knowledge that is asked about: nothing later is known.
    pub(crate) fn as_of_us(&self) -> Micros {
        self.snapshot.as_of_us().unwrap_or(self.now_us)
    }
}
