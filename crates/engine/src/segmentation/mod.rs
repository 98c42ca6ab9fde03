//! Saved segments and RFM at one instant: who is in which, how they overlap, what they are worth.

mod movement;
mod rfm;
mod saved;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use model::{Currency, Message, Money};

use crate::accounts::Accounts;
use crate::dated::Instants;
use crate::engine::Engine;
use crate::measures::{Measurement, Reader};
use crate::params::Params;
use crate::rates::Gauge;
use crate::rows::told;
use crate::session::Bench;
use crate::subjects::Set;
use crate::{Basis, Behind, EngineError, Subject};

pub use movement::{ClassMove, CustomerMove, RfmMovement, RfmMovementPeriod, RfmMovementQuery};
pub use rfm::{GridCell, RfmCustomer, RfmSegments};
pub use saved::{Overlap, SavedSegments, SegmentCustomer, SegmentSize};

/// A question about segments at one instant.
#[derive(Clone, Copy, Debug)]
pub struct SegmentsQuery {
    /// The instant: the start of this day, or how far the data is known where that is earlier. `None`: that instant.
    pub at: Option<Date>,
    pub value: SegmentValue,
    /// Whom it counts.
    pub subject: Subject,
    /// In place of the workspace's activity basis.
    pub basis: Option<Basis>,
}

/// What customers are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SegmentValue {
    /// What they have brought to date: paid orders less refunds.
    #[default]
    Revenue,
    /// Their monthly recurring revenue.
    Mrr,
}

/// What every answer about segments states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentationBasis {
    /// The day at whose start the state is asked.
    pub at: Date,
    /// The day in which it is read: the same, or where what is read ends.
    pub read_at: Date,
    /// The source that is behind where it is read earlier than asked.
    pub behind: Option<Behind>,
    /// Whether everything it was read from is known up to then.
    pub complete: bool,
    pub time_zone: String,
    pub currency: Currency,
    pub basis: Basis,
    pub subject: Subject,
    /// RFC 3339 instant of the state of knowledge.
    pub as_of: String,
    /// Id of the snapshot that was read.
    pub snapshot: String,
    /// Customers left out by the workspace's `exclude` rules.
    pub excluded: u64,
}

impl SegmentValue {
    /// The stable word that questions carry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Mrr => "mrr",
        }
    }

    const fn measure(self) -> &'static str {
        match self {
            Self::Revenue => "revenue_to_date",
            Self::Mrr => "mrr_at_end",
        }
    }
}

/// A bench on which the measures of a question about segments are laid out, and the instant it asks of.
struct Ground {
    bench: Bench,
    instants: Instants,
    at: Date,
    /// The source that the instant waits for.
    behind: Option<Behind>,
    complete: bool,
    basis: Basis,
}

impl Engine {
    /// Lays out what these measures read.
    async fn ground(&self, query: &SegmentsQuery, measures: &BTreeSet<String>) -> Result<Ground, EngineError> {
        let basis = query.basis.unwrap_or(self.settings.activity.basis);
        let params = Params::of_settings(&self.settings).at(self.as_of_us());
        let roll_up = self.roll_up(query.subject).await?;
        let mut bench = Bench::noting(self, basis, params, roll_up).await?;
        let measures: Vec<_> = measures.iter().filter_map(|name| self.catalog.measures.get(name)).collect();
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for measure in &measures {
            if self.catalog.relation(&measure.from, basis).is_some() {
                *uses.entry(measure.from.clone()).or_default() += 1;
            }
        }
        let relations = uses.keys().cloned().collect();
        uses.iter().filter(|(_, uses)| **uses > 1).for_each(|(relation, _)| bench.shelf.hold(relation));
        bench.register(&self.catalog, &relations).await?;
        bench.keep(&self.catalog, &relations).await?;
        let read_from: Vec<&str> = measures.iter().map(|measure| measure.from.as_str()).collect();
        let tables = read_from.iter().flat_map(|relation| self.timed_tables(relation, basis)).collect();
        let known = self.known(&tables)?;
        let horizon = known.complete_us;
        let at = match query.at {
            Some(at) => at,
            None => self.calendar.day_of(horizon.unwrap_or(self.as_of_us()))?,
        };
        let instants = Instants::at(at, horizon, &self.calendar)?;
        let asked_us = self.calendar.start_of_day(at)?;
        let complete = horizon.is_some_and(|horizon| asked_us <= horizon);
        let behind = known.slowest.filter(|_| !complete).map(|slowest| slowest.behind);
        Ok(Ground { bench, instants, at, behind, complete, basis })
    }

    /// Refuses the question where money of these measures, which were read, has no rate.
    async fn refuse_unvalued(
        &self,
        measures: &BTreeSet<String>,
        (ground, gauge): (&Ground, Option<Gauge>),
        reader: &Reader<'_>,
    ) -> Result<(), EngineError> {
        let Some(mut gauge) = gauge else { return Ok(()) };
        let names = measures.iter().map(String::as_str).collect();
        self.refuse_short(&names, &ground.instants.frame, (reader, &mut gauge)).await
    }

    fn segmentation_basis(&self, query: &SegmentsQuery, ground: &Ground, without: &Set) -> SegmentationBasis {
        SegmentationBasis {
            at: ground.at,
            read_at: ground.instants.frame.periods.first().map_or(ground.at, |period| period.end),
            behind: ground.behind.clone(),
            complete: ground.complete,
            time_zone: self.settings.time_zone.clone(),
            currency: self.currency,
            basis: ground.basis,
            subject: query.subject,
            as_of: told(self.as_of_us()),
            snapshot: self.snapshot.id().to_owned(),
            excluded: without.len(),
        }
    }

    /// What each customer is worth at the instant.
    async fn worth(&self, value: SegmentValue, ground: &Ground, reader: &Reader<'_>) -> Result<Worth, EngineError> {
        let mut worth = Worth { by_key: BTreeMap::new(), currency: self.currency };
        let Some(measure) = self.catalog.measures.get(value.measure()) else { return Ok(worth) };
        let read = reader.read(measure, &ground.instants.frame, &[]).await?;
        if let Some(Measurement::Amounts(amounts)) = read.periods.first().and_then(|parts| parts.values().next()) {
            let digits = 4_u32.checked_sub(amounts.scale).map(|digits| 10_i128.pow(digits)).ok_or_else(|| {
                EngineError::Definition(Message::new("engine.too_many_digits").with("what", value.measure()))
            })?;
            worth.by_key = amounts.entries.iter().map(|(key, amount)| (*key, amount * digits)).collect();
        }
        Ok(worth)
    }

    /// `namespace:id` of a customer or an account.
    fn reader<'a>(&'a self, bench: &'a Bench) -> Reader<'a> {
        Reader {
            session: &bench.context,
            catalog: &self.catalog,
            calendar: &self.calendar,
            params: &bench.params,
            key_bound: self.snapshot.key_bound(),
            anchors: BTreeMap::new(),
        }
    }
}

/// What each customer is worth, in ten-thousandths of the workspace's currency.
struct Worth {
    by_key: BTreeMap<u32, i128>,
    currency: Currency,
}

impl Worth {
    /// The worth of some customers together, exact.
    fn of(&self, keys: impl IntoIterator<Item = u32>) -> Money {
        let amounts = keys.into_iter().filter_map(|key| self.by_key.get(&key));
        Money { ten_thousandths: amounts.sum(), currency: self.currency }
    }
}

impl Ground {
    fn accounts(&self) -> Option<Arc<Accounts>> {
        self.bench.roll_up.as_ref().map(|roll_up| Arc::clone(&roll_up.accounts))
    }
}
