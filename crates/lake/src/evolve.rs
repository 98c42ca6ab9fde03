//! Tables that an earlier tenure wrote: which of the present columns they have, and giving them those they lack.
//!
//! Columns are only ever added, and an added column may be empty. A reader pads what a table lacks with nulls; a writer
//! adds the columns to the table before it appends to it. A column whose type is another one is refused: no value is
//! reinterpreted in silence.

use std::collections::HashMap;

use arrow::error::ArrowError;
use deltalake::DeltaTable;
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake::kernel::{StructField, StructType};

use crate::LakeError;
use crate::delta::failed;
use crate::stored::Stored;

/// The property that names the columns with statistics.
pub(crate) const MEASURED: &str = "delta.dataSkippingStatsColumns";

/// How a table differs from what is written now.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// Columns that the table lacks.
    pub missing: Vec<StructField>,
    /// Columns that may be empty now and may not be in the table.
    relaxed: Vec<String>,
    /// A column of the table that this program does not know.
    unknown: Option<String>,
}

/// Holds a table against what is written now.
///
/// # Errors
/// [`LakeError::ColumnType`] for a column of another type, or for one that must not be empty and that the table lacks.
pub(crate) fn difference(stored: &Stored, table: &DeltaTable) -> Result<Difference, LakeError> {
    let failed = |source| failed(stored.name, source);
    let wanted = schema(stored).map_err(|source| failed(source.into()))?;
    let found = table.snapshot().map_err(failed)?.schema();
    let refused = |field: &StructField, found: &dyn ToString| LakeError::ColumnType {
        table: stored.name.to_owned(),
        column: field.name().clone(),
        expected: field.data_type().to_string(),
        found: found.to_string(),
    };
    let mut difference = Difference::default();
    for field in wanted.fields() {
        match found.field(field.name()) {
            None if field.is_nullable() => difference.missing.push(field.clone()),
            None => return Err(refused(field, &"-")),
            Some(old) if old.data_type() != field.data_type() => return Err(refused(field, old.data_type())),
            Some(old) if old.is_nullable() && !field.is_nullable() => return Err(refused(field, &"null")),
            Some(old) if field.is_nullable() && !old.is_nullable() => difference.relaxed.push(field.name().clone()),
            Some(_) => {}
        }
    }
    difference.unknown = found.fields().map(|field| field.name()).find(|name| wanted.field(name).is_none()).cloned();
    Ok(difference)
}

/// Gives a table the columns it lacks, before rows are appended to it.
///
/// # Errors
/// As [`difference`], and [`LakeError::NewerTable`] when a newer tenure gave it columns that this one would lose.
pub(crate) async fn widen(stored: &Stored, mut table: DeltaTable) -> Result<DeltaTable, LakeError> {
    let failed = |source| failed(stored.name, source);
    let Difference { missing, relaxed, unknown } = difference(stored, &table)?;
    if let Some(column) = unknown {
        return Err(LakeError::NewerTable { table: stored.name.to_owned(), column });
    }
    if !missing.is_empty() {
        table = table.add_columns().with_fields(missing).await.map_err(failed)?;
    }
    for column in relaxed {
        table = table.drop_column_not_null().with_column(column).await.map_err(failed)?;
    }
    let measured = stored.measured.join(",");
    let metadata = table.snapshot().map_err(failed)?.metadata().clone();
    if metadata.configuration().get(MEASURED) != Some(&measured) {
        let properties = HashMap::from([(MEASURED.to_owned(), measured)]);
        table = table.set_tbl_properties().with_properties(properties).await.map_err(failed)?;
    }
    Ok(table)
}

/// The schema in Delta's types.
pub(crate) fn schema(stored: &Stored) -> Result<StructType, ArrowError> {
    stored.schema.as_ref().try_into_kernel()
}

impl Difference {
    /// Whether the table lacks a column.
    pub(crate) fn lacks(&self, column: &str) -> bool {
        self.missing.iter().any(|field| field.name() == column)
    }
}
