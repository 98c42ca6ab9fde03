//! Saved segments: their sizes and worth, how they overlap, and who is in them.

use std::collections::BTreeSet;

use model::Money;

use super::{SegmentationBasis, SegmentsQuery};
use crate::EngineError;
use crate::dated::{known_segment, measures_of_segment};
use crate::engine::Engine;
use crate::segments::Segments;
use crate::subjects::Set;

/// Saved segments at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSegments {
    pub basis: SegmentationBasis,
    /// In the order asked for, or by name.
    pub segments: Vec<SegmentSize>,
    /// Every pair of them, each with itself first.
    pub overlaps: Vec<Overlap>,
    /// Who is in any of them, one a segment and customer.
    pub customers: Vec<SegmentCustomer>,
}

/// The size of one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentSize {
    pub name: String,
    pub customers: u64,
    pub value: Money,
}

/// How many of one segment are in another too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    pub segment: String,
    pub with: String,
    /// Customers in both.
    pub customers: u64,
    /// Customers in the first.
    pub of: u64,
}

/// A customer of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentCustomer {
    pub segment: String,
    /// An outside id, `namespace:id`.
    pub customer: String,
    pub value: Money,
}

impl Engine {
    /// Saved segments at an instant: those named, or all.
    ///
    /// # Errors
    /// [`EngineError::Question`] for a name that is no segment, and as for [`Engine::query`].
    pub async fn segments(&self, query: &SegmentsQuery, names: &[String]) -> Result<SavedSegments, EngineError> {
        let names: Vec<String> = if names.is_empty() {
            self.catalog.segments.keys().cloned().collect()
        } else {
            names.iter().map(|name| known_segment(name, &self.catalog)).collect::<Result<_, _>>()?
        };
        let mut measures = BTreeSet::from([query.value.measure().to_owned()]);
        for name in &names {
            measures_of_segment(name, &self.catalog, &mut measures);
        }
        let mut ground = self.ground(query, &measures).await?;
        let subject = ground.bench.subject();
        let mut attributes = ground.bench.attributes.take();
        let gauge = ground.bench.gauge.take();
        let segments = Segments::open_once(&ground.bench.context, subject, &mut attributes).await?;
        let without = self.left_out(&segments).await?;
        let reader = self.reader(&ground.bench);
        let worth = self.worth(query.value, &ground, &reader).await?;
        let mut sets: Vec<(String, Set)> = Vec::with_capacity(names.len());
        for name in names {
            let members = self.members(&self.catalog.segments[&name], &ground.instants.frame, &reader).await?;
            sets.push((name, members.into_iter().next().unwrap_or_default() - &without));
        }
        self.refuse_unvalued(&measures, (&ground, gauge), &reader).await?;
        let accounts = ground.accounts();
        let mut customers = Vec::new();
        for (name, set) in &sets {
            for key in set {
                let value = worth.of([key]);
                let customer = self.subject_id(key, accounts.as_deref())?;
                customers.push(SegmentCustomer { segment: name.clone(), customer, value });
            }
        }
        let size = |(name, set): &(String, Set)| SegmentSize {
            name: name.clone(),
            customers: set.len(),
            value: worth.of(set),
        };
        Ok(SavedSegments {
            basis: self.segmentation_basis(query, &ground, &without),
            segments: sets.iter().map(size).collect(),
            overlaps: overlaps(&sets),
            customers,
        })
    }
}

fn overlaps(sets: &[(String, Set)]) -> Vec<Overlap> {
    let pairs = sets.iter().flat_map(|one| sets.iter().map(move |other| (one, other)));
    let overlap = |((segment, one), (with, other)): (&(String, Set), &(String, Set))| Overlap {
        segment: segment.clone(),
        with: with.clone(),
        customers: one.intersection_len(other),
        of: one.len(),
    };
    pairs.map(overlap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlap_is_counted_from_both_sides() {
        let set = |keys: &[u32]| keys.iter().copied().collect::<Set>();
        let sets = [("a".to_owned(), set(&[1, 2, 3])), ("b".to_owned(), set(&[3, 4]))];
        let found: Vec<(u64, u64)> = overlaps(&sets).iter().map(|overlap| (overlap.customers, overlap.of)).collect();
        assert_eq!(found, [(3, 3), (1, 3), (1, 2), (2, 2)]);
    }
}
