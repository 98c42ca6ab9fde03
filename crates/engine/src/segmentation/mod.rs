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
use crate::rows::told;
use crate::session::Bench;
use crate::subjects::Set;
use crate::{Basis, EngineError, Subject};

pub use movement::{ClassMove, CustomerMove, RfmMovement, RfmMovementPeriod, RfmMovementQuery};
pub use rfm::{GridCell, RfmCustomer, RfmSegments};
pub use saved::{Overlap, SavedSegments, SegmentCustomer, SegmentSize};

/// A question about segments at one instant.
#[derive(Clone, Copy, Debug)]
pub struct SegmentsQuery {
    /// The instant: the start of this day, or how far the data is known where that is earlier.
    pub at: Date,
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
    /// The day at whose start the state is read.
    pub at: Date,
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
    complete: bool,
    basis: Basis,
}

impl Engine {
    /// Lays out what these measures read.
    async fn ground(&self, query: &SegmentsQuery, measures: &BTreeSet<String>) -> Result<Ground, EngineError> {
        let basis = query.basis.unwrap_or(self.settings.activity.basis);
        let params = Params::of_settings(&self.settings).at(self.as_of_us());
        let roll_up = self.roll_up(query.subject).await?;
        let mut bench = Bench::new(self, basis, params, roll_up).await?;
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
        let horizon = self.read_to(&read_from, basis)?;
        let instants = Instants::at(query.at, horizon, &self.calendar)?;
        let asked_us = self.calendar.start_of_day(query.at)?;
        Ok(Ground { bench, instants, complete: horizon.is_some_and(|horizon| asked_us <= horizon), basis })
    }

    fn segmentation_basis(&self, query: &SegmentsQuery, ground: &Ground, without: &Set) -> SegmentationBasis {
        SegmentationBasis {
            at: query.at,
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
        // Only the instant itself needs a rate, not all the time before it.
        let mut instant = ground.instants.frame.clone();
        instant.periods.iter_mut().for_each(|period| period.start_us = period.end_us - 1);
        let read = (&BTreeSet::from([value.measure()]), &[instant][..]);
        self.refuse_missing_rates(&ground.bench.context, read, ground.basis).await?;
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
