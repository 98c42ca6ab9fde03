//! How good the data is: what `tenure check` reports.
//!
//! Every concern is one file: it reads the snapshot, says what it found as [`Finding`]s, and gives the list it found them in.
//! A finding misses a bar of `quality` in tenure.yaml, or is worth a look where no bar is set.

mod customers;
mod deliveries;
mod drift;
mod duplicates;
mod finding;
mod freshness;
mod laws;
mod listed;
mod orphans;
mod rates;
mod schema;
mod tables;
mod volume;

use catalog::Settings;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::execution::context::SessionContext;
use lake::Snapshot;

use crate::engine::Engine;
use crate::{EngineError, session};
use finding::Found;
use listed::Gathering;

pub use customers::UnknownCustomer;
pub use deliveries::Delivery;
pub use duplicates::{Duplicates, Likeness};
pub use finding::{Amount, Check, Checked, Finding, Severity};
pub use freshness::SourceAge;
pub use laws::{Breach, LawResult};
pub use listed::Listed;
pub use orphans::Orphan;
pub use tables::{ColumnNulls, TableState};

/// The state of a workspace's data.
#[derive(Clone, Debug, Default)]
pub struct Quality {
    /// Worst first, then by check and place.
    pub findings: Vec<Finding>,
    /// What every check came to.
    pub checks: Vec<Checked>,
    pub sources: Vec<SourceAge>,
    pub tables: Vec<TableState>,
    pub columns: Vec<ColumnNulls>,
    pub deliveries: Vec<Delivery>,
    /// Customers that rows name and no row of `customers` describes.
    pub unknown: Vec<UnknownCustomer>,
    pub duplicates: Listed<Duplicates>,
    pub orphans: Listed<Orphan>,
    pub laws: Vec<LawResult>,
}

impl Engine {
    /// Looks at everything. `is_there` says whether a data file, named relative to the lake's folder, is there: a table that
    /// lacks one cannot be read, and then no more is looked at than the files.
    ///
    /// # Errors
    /// [`EngineError`] when the data cannot be read.
    pub async fn quality(&self, is_there: impl Fn(&str) -> bool) -> Result<Quality, EngineError> {
        let session = session::open(self).await?;
        let inspector = Inspector { engine: self, session: &session };
        let mut quality = Quality { sources: inspector.sources()?, ..Quality::default() };
        let mut found = Found::default();
        quality.tables = inspector.files(is_there).await?;
        if quality.tables.iter().all(|table| table.missing == 0) {
            inspector.count(&mut quality.tables, &mut quality.columns).await?;
            quality.deliveries = inspector.deliveries().await?;
            quality.unknown = inspector.unknown(&mut found).await?;
            quality.duplicates = Box::pin(inspector.duplicates(&mut found)).await?;
            quality.orphans = Box::pin(inspector.orphans(&mut found)).await?;
            inspector.volume(&quality.sources, &mut found).await?;
            inspector.schema(&mut found)?;
            inspector.drift(&quality.sources, &mut found).await?;
            self.judge_rates(&mut found).await?;
            quality.laws = self.laws().await?;
        }
        quality.judge(found, &self.settings);
        Ok(quality)
    }
}

impl Quality {
    /// Whether no bar is missed and nothing is broken.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    /// Finds what the lists themselves show, and puts the findings in order.
    fn judge(&mut self, mut found: Found, settings: &Settings) {
        freshness::judge(&self.sources, &mut found);
        tables::judge(&self.tables, &self.columns, &mut found);
        deliveries::judge(&self.deliveries, settings, &mut found);
        laws::judge(&self.laws, &mut found);
        self.checks = found.checked();
        self.findings = found.findings;
        self.findings.sort_by(|a, b| (a.severity, a.check, &a.place).cmp(&(b.severity, b.check, &b.place)));
    }
}

/// What every concern reads from.
struct Inspector<'a> {
    engine: &'a Engine,
    session: &'a SessionContext,
}

impl Inspector<'_> {
    fn snapshot(&self) -> &Snapshot {
        &self.engine.snapshot
    }

    fn settings(&self) -> &Settings {
        &self.engine.settings
    }

    async fn read(&self, sql: &str, what: &str) -> Result<Vec<RecordBatch>, EngineError> {
        let failed = |error| EngineError::sql(what, error);
        self.session.sql(sql).await.map_err(failed)?.collect().await.map_err(failed)
    }
}

/// A column of a batch as texts, whatever its kind.
fn texts(batch: &RecordBatch, column: usize) -> Result<ArrayRef, EngineError> {
    cast(batch.column(column), &DataType::Utf8).map_err(|error| EngineError::sql("check", error.into()))
}

/// A column of a batch as whole numbers; a null is zero.
fn counts(batch: &RecordBatch, column: usize) -> Result<Vec<u64>, EngineError> {
    let cast = cast(batch.column(column), &DataType::Int64).map_err(|error| EngineError::sql("check", error.into()))?;
    let numbers = cast.as_primitive::<Int64Type>();
    Ok(numbers.iter().map(|number| number.and_then(|number| u64::try_from(number).ok()).unwrap_or_default()).collect())
}

/// A text of an array made by [`texts`]; none for a null.
fn text(array: &ArrayRef, row: usize) -> Option<&str> {
    let texts = array.as_string::<i32>();
    texts.is_valid(row).then(|| texts.value(row))
}

/// A bar of the settings, in decimal digits that parsed.
fn bar(digits: Option<&String>) -> Option<f64> {
    digits.and_then(|digits| digits.parse().ok())
}

/// A part of a whole; zero of nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
