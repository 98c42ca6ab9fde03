//! The catalog as a whole: built-in files, a workspace's own on top, checked together.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::CatalogErrors;
use crate::measure::Measure;
use crate::metric::Metric;
use crate::relation::Relation;
use crate::words::Tongue;

/// Every metric, measure and relation by name. What a catalog holds has been checked as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    pub metrics: BTreeMap<String, Metric>,
    pub measures: BTreeMap<String, Measure>,
    pub relations: BTreeMap<String, Relation>,
}

impl Catalog {
    /// The catalog that tenure ships.
    ///
    /// # Errors
    /// [`CatalogErrors`] with everything that is wrong with it; a test holds it to none.
    pub fn builtin() -> Result<Self, CatalogErrors> {
        Ok(Self::default())
    }

    /// This catalog with the files of a folder laid over it: a definition of the same name replaces the old one.
    ///
    /// # Errors
    /// [`CatalogErrors`] with everything that is wrong with the files or with the catalog they make.
    pub fn with_folder(self, _folder: &Path) -> Result<Self, CatalogErrors> {
        Ok(self)
    }

    /// 32 hexadecimal digits that differ whenever a definition differs.
    #[must_use]
    pub fn hash(&self) -> String {
        String::new()
    }

    /// A metric's page in Markdown; none for an id the catalog does not have.
    #[must_use]
    pub fn page(&self, _id: &str, _tongue: Tongue) -> Option<String> {
        None
    }
}
