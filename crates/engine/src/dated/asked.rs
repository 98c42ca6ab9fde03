//! Everything of a question that changes with time: its cuts, and what narrows it.

use std::collections::BTreeSet;

use catalog::{Catalog, Measure};

use super::{DatedCut, Narrowing};
use crate::{EngineError, Query};

/// What a question asks that changes with time.
pub struct Dated {
    pub cuts: Vec<DatedCut>,
    pub narrowing: Option<Narrowing>,
}

impl Dated {
    /// # Errors
    /// As [`DatedCut::read`].
    pub fn of(query: &Query, catalog: &Catalog) -> Result<Self, EngineError> {
        Ok(Self { cuts: DatedCut::asked_by(query, catalog)?, narrowing: Narrowing::of(query, catalog)? })
    }

    fn all(&self) -> impl Iterator<Item = &DatedCut> {
        self.cuts.iter().chain(self.narrowing.iter().flat_map(|narrowing| &narrowing.cuts))
    }

    /// The measures that are read for it.
    pub fn measures<'a>(&self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Measure> + use<'a> {
        let names: BTreeSet<String> = self.all().flat_map(|cut| cut.measures(catalog)).collect();
        names.into_iter().filter_map(|name| catalog.measures.get(&name))
    }

    /// Those whose tables must be known for the answer to be complete. What an attribute was is known from the day it was
    /// recorded until another value is: a change long ago says nothing of how far the data goes.
    pub fn limits<'a>(&self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Measure> + use<'a> {
        let limiting = self.all().filter(|cut| !cut.is_of_an_attribute());
        let names: BTreeSet<String> = limiting.flat_map(|cut| cut.measures(catalog)).collect();
        names.into_iter().filter_map(|name| catalog.measures.get(&name))
    }
}
