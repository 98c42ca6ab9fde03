//! How customers move between the classes of RFM from one boundary of periods to the next.
//!
//! Everybody is scored anew among all who had bought by each boundary. Who had not bought yet by the first of two is
//! in no class there; nobody leaves, because what somebody has bought they have bought.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{Grain, Period};
use stats::{RfmClass, RfmScoring};

use super::{SegmentValue, SegmentationBasis, SegmentsQuery};
use crate::dated::{Instants, RFM_MEASURES};
use crate::engine::Engine;
use crate::frame::Frame;
use crate::segments::Segments;
use crate::{Basis, EngineError, Subject};

/// A question about movement between classes.
#[derive(Clone, Copy, Debug)]
pub struct RfmMovementQuery {
    /// First day of the first period, and first day after the last.
    pub from: Date,
    pub to: Date,
    pub grain: Grain,
    pub scoring: RfmScoring,
    /// Whom it counts.
    pub subject: Subject,
    /// In place of the workspace's activity basis.
    pub basis: Option<Basis>,
}

/// Movement in each period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RfmMovement {
    pub basis: SegmentationBasis,
    pub periods: Vec<RfmMovementPeriod>,
}

/// Who stood where when one period began and when it ended, or as late in it as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RfmMovementPeriod {
    pub period: Period,
    /// Whether the period is over and known to its end.
    pub complete: bool,
    /// One per pair of classes that somebody stood in, from the best to the one nearly gone, those in none last. Empty
    /// where nothing of the period is known.
    pub moves: Vec<ClassMove>,
    /// Everybody in another class at the end than at the start, in the order of their keys.
    pub customers: Vec<CustomerMove>,
}

/// How many went from one class to another, or stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassMove {
    /// `None`: had not bought yet.
    pub from: Option<RfmClass>,
    pub to: Option<RfmClass>,
    pub customers: u64,
}

/// One customer who moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerMove {
    /// An outside id, `namespace:id`.
    pub customer: String,
    pub from: Option<RfmClass>,
    pub to: Option<RfmClass>,
}

impl Engine {
    /// Who moved from class to class of RFM in each period.
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::query`].
    pub async fn rfm_movement(&self, query: &RfmMovementQuery) -> Result<RfmMovement, EngineError> {
        let (subject, basis) = (query.subject, query.basis);
        let asked = SegmentsQuery { at: Some(query.to), value: SegmentValue::Revenue, subject, basis };
        let mut ground = self.ground(&asked, &RFM_MEASURES.map(str::to_owned).into()).await?;
        let gauge = ground.bench.gauge.take();
        let mut attributes = ground.bench.attributes.take();
        let segments = Segments::open_once(&ground.bench.context, ground.bench.subject(), &mut attributes).await?;
        let without = self.left_out(&segments).await?;
        let periods = self.calendar.periods(query.from, query.to, query.grain)?;
        let frame = Frame { periods, horizon: ground.instants.frame.horizon, latest: None };
        let instants = Instants::of(std::slice::from_ref(&frame), &self.calendar)?;
        let reader = self.reader(&ground.bench);
        let read = self.buyers(&instants.frame, &reader, &without).await?;
        if let Some(mut gauge) = gauge {
            self.refuse_short(&RFM_MEASURES.into(), &instants.frame, (&reader, &mut gauge)).await?;
        }
        let classes: Vec<BTreeMap<u32, RfmClass>> = read
            .iter()
            .map(|buyers| {
                let scores = buyers.scored(query.scoring).scores.into_iter().map(|scores| scores.class());
                buyers.keys.iter().copied().zip(scores).collect()
            })
            .collect();
        let accounts = ground.accounts();
        let mut told = Vec::with_capacity(frame.periods.len());
        for (index, period) in frame.periods.iter().enumerate() {
            let (mut moves, mut customers) = (BTreeMap::new(), Vec::new());
            if frame.horizon.is_some() && frame.begun(period) {
                let (start, end) = (&classes[instants.starts[0][index]], &classes[instants.ends[0][index]]);
                let keys: BTreeSet<u32> = start.keys().chain(end.keys()).copied().collect();
                for key in keys {
                    let (from, to) = (start.get(&key).copied(), end.get(&key).copied());
                    moves.entry((place(from), place(to))).or_insert((from, to, 0_u64)).2 += 1;
                    if from != to {
                        customers.push(CustomerMove { customer: self.subject_id(key, accounts.as_deref())?, from, to });
                    }
                }
            }
            let moves = moves.into_values().map(|(from, to, customers)| ClassMove { from, to, customers });
            told.push(RfmMovementPeriod {
                period: *period,
                complete: frame.complete(period),
                moves: moves.collect(),
                customers,
            });
        }
        Ok(RfmMovement { basis: self.segmentation_basis(&asked, &ground, &without), periods: told })
    }
}

impl RfmMovementPeriod {
    /// How many stood in a class when the period began.
    #[must_use]
    pub fn at_start(&self, class: Option<RfmClass>) -> u64 {
        self.moves.iter().filter(|moved| moved.from == class).map(|moved| moved.customers).sum()
    }

    /// How many stood in a class when it ended.
    #[must_use]
    pub fn at_end(&self, class: Option<RfmClass>) -> u64 {
        self.moves.iter().filter(|moved| moved.to == class).map(|moved| moved.customers).sum()
    }

    /// How many went from one class to another, or stayed where both are one.
    #[must_use]
    pub fn moved(&self, from: Option<RfmClass>, to: Option<RfmClass>) -> u64 {
        let found = self.moves.iter().find(|moved| moved.from == from && moved.to == to);
        found.map_or(0, |moved| moved.customers)
    }
}

/// The place of a class among all, those in none last.
fn place(class: Option<RfmClass>) -> usize {
    let found = class.and_then(|class| RfmClass::ALL.iter().position(|known| *known == class));
    found.unwrap_or(RfmClass::ALL.len())
}
