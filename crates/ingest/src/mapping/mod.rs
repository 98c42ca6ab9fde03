//! Mappings: YAML files that say which SQL expression over a source's columns makes each column of a table.
//!
//! Keys: `table`, `name`, `namespace`, `time_zone`, `day_order`, `decimal_sign`, `from` (`file`, `delimiter`, `encoding`, `header`, `sheet`, `with`), and either
//! `columns` with an optional `where` and `deleted`, evaluated batch by batch, or `query`, one select over `source`, which holds
//! the files in memory.

mod arithmetic;
mod claim;
mod deleted;
mod expressions;
mod functions;
mod query;
mod said;
mod session;
mod signs;
mod turns;
mod yaml;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use miette::NamedSource;

pub use claim::may_mean;
pub use expressions::Expressions;
pub use query::{Query, run as run_query};
pub use session::{SqlOptions, session};
pub use signs::{Sign, Signs};
pub use turns::Turns;

use crate::error::Spot;
use crate::styles::Told;
use crate::{IngestError, files};

/// A checked mapping. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub table: String,
    /// Whose rows these are in the lake: the `name` key, else the file's name without its ending.
    pub name: String,
    pub namespace: Option<String>,
    pub time_zone: Option<String>,
    pub told: Told,
    pub file: Option<String>,
    pub delimiter: Option<u8>,
    pub encoding: Option<String>,
    pub header: Option<bool>,
    pub sheet: Option<String>,
    /// Further files that a query may name, beside the source's.
    pub with: BTreeMap<String, String>,
    pub way: Way,
    pub source: Arc<NamedSource<String>>,
}

/// How columns are made.
#[derive(Debug)]
pub(crate) enum Way {
    Columns {
        columns: Vec<(String, Sql)>,
        filter: Option<Sql>,
        /// True for rows that the source has deleted.
        deleted: Option<Sql>,
    },
    Query(Sql),
}

/// SQL and where it stands in the mapping.
#[derive(Clone, Debug)]
pub(crate) struct Sql {
    pub text: String,
    pub spot: Spot,
}

impl Mapping {
    /// The table or shape that it is for.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.inner.table
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Whether its `from.file` means this file, by the file's name or its whole path.
    #[must_use]
    pub fn means(&self, file: &Path) -> bool {
        self.inner.file.as_deref().is_some_and(|pattern| files::matches(pattern, file))
    }
}

/// Reads a mapping file.
///
/// # Errors
/// [`IngestError`] with the spot in the file: bad YAML, unknown keys, columns that the table does not have.
pub fn load_mapping(path: &Path) -> Result<Mapping, IngestError> {
    let file = path.display().to_string();
    let text =
        fs::read_to_string(path).map_err(|source| IngestError::MappingUnreadable { file: file.clone(), source })?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    yaml::parse(&file, &name, text)
}

/// Reads the text of a mapping; `file` is what errors call it.
///
/// # Errors
/// As [`load_mapping`].
pub fn parse_mapping(file: &str, text: &str) -> Result<Mapping, IngestError> {
    let name = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    yaml::parse(file, &name, text.to_owned())
}
