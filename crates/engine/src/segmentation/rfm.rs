//! Everybody who has bought, scored by recency, frequency and monetary value at one instant.

use std::collections::{BTreeMap, BTreeSet};

use model::Money;
use stats::{Buyer, RfmClass, RfmScores, RfmScoring};

use super::{SegmentationBasis, SegmentsQuery};
use crate::EngineError;
use crate::dated::RFM_MEASURES;
use crate::engine::Engine;
use crate::segments::Segments;
use crate::subjects::Set;

/// RFM at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct RfmSegments {
    pub basis: SegmentationBasis,
    /// Every class, those that hold nobody too, with how many are in it and what they brought or are worth.
    pub classes: Vec<(RfmClass, u64, Money)>,
    /// Every pair of scores of recency and frequency, the best recency first.
    pub grid: Vec<GridCell>,
    /// The four bounds of days, purchases and ten-thousandths of money that scores were given by, in fifths of each;
    /// empty by rank.
    pub bounds_in_fifths: [Vec<i128>; 3],
    /// Everybody who is scored, in the order of their keys.
    pub customers: Vec<RfmCustomer>,
}

/// One cell of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridCell {
    pub recency: u8,
    pub frequency: u8,
    pub class: RfmClass,
    pub customers: u64,
    pub value: Money,
}

/// One customer's purchases and scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RfmCustomer {
    /// An outside id, `namespace:id`.
    pub customer: String,
    pub bought: Buyer,
    pub scores: RfmScores,
    /// What they are worth by the question's own measure of value.
    pub value: Money,
}

impl Engine {
    /// RFM at an instant.
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::query`].
    pub async fn rfm(&self, query: &SegmentsQuery, scoring: RfmScoring) -> Result<RfmSegments, EngineError> {
        let mut measures: BTreeSet<String> = RFM_MEASURES.map(str::to_owned).into();
        measures.insert(query.value.measure().to_owned());
        let mut ground = self.ground(query, &measures).await?;
        let subject = ground.bench.subject();
        let mut attributes = ground.bench.attributes.take();
        let gauge = ground.bench.gauge.take();
        let segments = Segments::open_once(&ground.bench.context, subject, &mut attributes).await?;
        let without = self.left_out(&segments).await?;
        let reader = self.reader(&ground.bench);
        let worth = self.worth(query.value, &ground, &reader).await?;
        let buyers =
            self.buyers(&ground.instants.frame, &reader, &without).await?.into_iter().next().unwrap_or_default();
        self.refuse_unvalued(&measures, (&ground, gauge), &reader).await?;
        let scored = buyers.scored(scoring);
        let accounts = ground.accounts();
        let mut customers = Vec::with_capacity(buyers.keys.len());
        let mut cells: BTreeMap<(u8, u8), Set> = BTreeMap::new();
        for ((key, bought), scores) in buyers.keys.iter().zip(&buyers.buyers).zip(&scored.scores) {
            cells.entry((scores.recency, scores.frequency)).or_default().insert(*key);
            let value = worth.of([*key]);
            let customer = self.subject_id(*key, accounts.as_deref())?;
            customers.push(RfmCustomer { customer, bought: *bought, scores: *scores, value });
        }
        let mut grid = Vec::with_capacity(25);
        let mut classes: BTreeMap<RfmClass, Set> = RfmClass::ALL.map(|class| (class, Set::new())).into();
        for (recency, frequency) in (1..=5).rev().flat_map(|recency| (1..=5).map(move |frequency| (recency, frequency)))
        {
            let set = cells.remove(&(recency, frequency)).unwrap_or_default();
            let class = RfmScores { recency, frequency, monetary: 1 }.class();
            *classes.entry(class).or_default() |= &set;
            grid.push(GridCell { recency, frequency, class, customers: set.len(), value: worth.of(&set) });
        }
        let told = |(class, set): (&RfmClass, &Set)| (*class, set.len(), worth.of(set));
        Ok(RfmSegments {
            basis: self.segmentation_basis(query, &ground, &without),
            classes: classes.iter().map(told).collect(),
            grid,
            bounds_in_fifths: scored.bounds_in_fifths,
            customers,
        })
    }
}
