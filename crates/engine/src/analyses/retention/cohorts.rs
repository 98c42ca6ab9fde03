//! From the question to the matrix: who began when, who came back when, and how far that is known.

use std::sync::Arc;

use catalog::TimeRule;
use model::{Message, Micros, Period};

use super::super::occurrence::Occurrence;
use super::super::study::{Division, Study};
use super::average::Averages;
use super::cells::{Money, Table};
use super::returns::{Returns, by_period};
use super::{Cohort, CohortBy, Retention, RetentionClock, RetentionMode, RetentionOf, RetentionQuery};
use crate::EngineError;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::params::instant;
use crate::subjects::{Anchors, Set};

/// The measures of the catalog that say what customers bring.
const REVENUE: &str = "revenue_in_period";
const MRR: &str = "mrr_at_end";

/// Who began in each period; the instant, where everybody has one start.
struct Starts {
    sets: Vec<Set>,
    anchors: Option<Arc<Anchors>>,
}

impl Engine {
    /// Follows cohorts from their first period on.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the question cannot be asked so, and as for [`Engine::query`].
    pub async fn retention(&self, query: &RetentionQuery) -> Result<Retention, EngineError> {
        query.check()?;
        let mut study = Study::open(self, &query.population).await?;
        let start = study.find(&query.start).await?;
        let returns = study.find(&query.returns).await?;
        if query.mode == RetentionMode::Boundary && !returns.lasts() {
            return Err(EngineError::Question(Message::new("engine.retention_boundary").with("name", &query.returns)));
        }
        let money = match query.of {
            RetentionOf::Customers => None,
            RetentionOf::Revenue => Some(self.catalog_measure(REVENUE)?),
            RetentionOf::Mrr => Some(self.catalog_measure(MRR)?),
        };
        let mut read = vec![start.from.as_str(), returns.from.as_str()];
        if let Some(measure) = money {
            study.lay_out(&measure.from).await?;
            read.push(&measure.from);
        }
        let horizon = study.horizon(&read)?;
        let cohorts = self.calendar.periods(query.from, query.to, query.grain)?;
        let frame = Frame { periods: self.followed(&cohorts, query, horizon)?, horizon, latest: None };

        let starts = starts(&study, query, &start, &Frame { periods: cohorts.clone(), horizon, latest: None }).await?;
        let money = match money {
            Some(measure) => {
                study.refuse_missing_rates(&measure.name, &frame).await?;
                Some(Money::new(measure, &study.reader().read(measure, &frame, &[]).await?, self.currency)?)
            }
            None => None,
        };
        let returns = match (query.clock, &starts.anchors) {
            (RetentionClock::Rolling, Some(anchors)) => {
                Returns::by_own_start(&study, query, &returns, &frame, Arc::clone(anchors)).await?
            }
            _ => Returns::by_calendar(&study, query, &returns, frame.clone(), starts.anchors.as_ref()).await?,
        };
        let divisions = study.divide(&start.set(TimeRule::Ever)).await?;
        let table = Table { query, frame: &frame, returns: &returns, money: money.as_ref() };
        let (told, average) = matrix(&table, &cohorts, &starts.sets, &divisions)?;
        Ok(Retention {
            start: query.start.clone(),
            cohort: query.cohort,
            returns: query.returns.clone(),
            of: query.of,
            mode: query.mode.clone(),
            clock: query.clock,
            grain: query.grain,
            provenance: study.provenance().await?,
            behind: study.behind(&read, &cohorts)?,
            cohorts: told,
            average,
        })
    }

    /// The cohorts' periods and those after them that any cell looks at.
    fn followed(
        &self,
        cohorts: &[Period],
        query: &RetentionQuery,
        horizon: Option<Micros>,
    ) -> Result<Vec<Period>, EngineError> {
        let last = query.spans().iter().map(|span| span.last()).max().unwrap_or_default();
        let mut periods = cohorts.to_vec();
        let known =
            |periods: &[Period]| periods.last().is_none_or(|last| horizon.is_none_or(|known| last.end_us >= known));
        let unbounded = query.mode == RetentionMode::OnOrAfter;
        while periods.len() < cohorts.len() + last || (unbounded && !known(&periods)) {
            let Some(start) = periods.last().map(|period| period.end) else { break };
            periods.push(self.calendar.period(start, self.calendar.next(start, query.grain)?)?);
        }
        Ok(periods)
    }
}

impl RetentionQuery {
    /// Refuses what contradicts itself.
    fn check(&self) -> Result<(), EngineError> {
        let refused = |key| Err(EngineError::Question(Message::new(key)));
        let ascending = |edges: &[usize]| edges.len() > 1 && edges.windows(2).all(|pair| pair[0] < pair[1]);
        match &self.mode {
            RetentionMode::Bracket(edges) if !ascending(edges) => return refused("engine.retention_brackets"),
            _ => {}
        }
        if self.clock == RetentionClock::Rolling && self.cohort == CohortBy::Recurring {
            return refused("engine.retention_rolling_recurring");
        }
        let plain = self.mode == RetentionMode::On && self.clock == RetentionClock::Calendar;
        if self.of != RetentionOf::Customers && !plain {
            return refused("engine.retention_money");
        }
        Ok(())
    }
}

async fn starts(
    study: &Study<'_>,
    query: &RetentionQuery,
    start: &Occurrence,
    frame: &Frame,
) -> Result<Starts, EngineError> {
    let reader = study.reader();
    let at = start.at()?;
    let further =
        match query.cohort {
            CohortBy::Recurring => {
                let sets = by_period(&reader.read(&start.set(TimeRule::During), frame, &[]).await?);
                return Ok(Starts { sets, anchors: None });
            }
            CohortBy::First => None,
            CohortBy::FirstInRange => frame.periods.first().zip(frame.periods.last()).map(|(first, last)| {
                format!("{at} >= {} and {at} < {}", instant(first.start_us), instant(last.end_us))
            }),
        };
    let anchors = reader.anchors(&start.first(further)?, frame).await?;
    let mut sets = vec![Set::new(); frame.periods.len()];
    for (key, at) in anchors.iter().enumerate() {
        let (Some(at), Ok(key)) = (at, u32::try_from(key)) else { continue };
        let place = frame.periods.partition_point(|period| period.end_us <= *at);
        let held = frame.periods.get(place).is_some_and(|period| period.start_us <= *at);
        if held && frame.horizon.is_some_and(|horizon| *at < horizon) {
            sets[place].insert(key);
        }
    }
    Ok(Starts { sets, anchors: Some(Arc::new(anchors)) })
}

fn matrix(
    table: &Table<'_>,
    periods: &[Period],
    starts: &[Set],
    divisions: &[Division],
) -> Result<(Vec<Cohort>, Vec<super::AverageCell>), EngineError> {
    let mut cohorts = Vec::with_capacity(periods.len() * divisions.len());
    let mut average = Vec::new();
    for division in divisions {
        let sets: Vec<Set> = starts.iter().map(|set| set & &division.subjects).collect();
        if !division.by.is_empty() && sets.iter().all(Set::is_empty) {
            continue;
        }
        let mut averages = Averages::new(table.query);
        for (place, (period, customers)) in periods.iter().zip(&sets).enumerate() {
            cohorts.push(Cohort {
                by: division.by.clone(),
                start: period.start.to_string(),
                end: period.end.to_string(),
                size: table.frame.begun(period).then(|| customers.len()),
                complete: table.frame.complete(period),
                cells: table.cells(place, customers, &mut averages)?,
            });
        }
        average.extend(averages.told(&division.by));
    }
    Ok((cohorts, average))
}
