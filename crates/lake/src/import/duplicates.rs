//! Rows of one import with one identity: the first counts, a repetition of it is unchanged, and a row that
//! contradicts it is quarantined.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use model::{Place, Rule, Table};

use super::classify::{Classified, row_id};
use super::commit::column;
use super::faults::Fault;
use super::rows::SEQUENCE;
use super::staging::staged;
use crate::LakeError;
use crate::functions::kept;

/// Finds a table's repeated and contradictory rows.
pub(super) async fn find(
    context: &SessionContext,
    table: &Table,
    classified: &mut Classified,
) -> Result<(), LakeError> {
    let name = staged(table.name);
    let sql = format!("select row_id from {name} group by row_id having count(*) > 1");
    let repeated = context.sql(&sql).await?.collect().await?;
    if repeated.iter().all(|batch| batch.num_rows() == 0) {
        return Ok(());
    }
    let mut rows = context.table(&name).await?;
    if !classified.left_out.is_empty() {
        // Rows that were deleted again are no part of this.
        rows = rows.filter(kept(&Arc::new(classified.left_out.clone()), column(SEQUENCE)))?;
    }
    context.register_table("counted", rows.into_view())?;
    context.register_table("repeated", context.read_batches(repeated)?.into_view())?;
    let sql = format!(
        "select new.row_id, new.row_hash, new.{SEQUENCE}, new.source_file, new.source_line
         from counted new join repeated on new.row_id = repeated.row_id order by new.row_id, new.{SEQUENCE}"
    );
    let mut batches = context.sql(&sql).await?.execute_stream().await?;
    let mut first = None;
    while let Some(batch) = batches.try_next().await? {
        note(&batch, &mut first, classified)?;
    }
    context.deregister_table("counted")?;
    context.deregister_table("repeated")?;
    Ok(())
}

/// The row of an identity that counts.
struct First {
    id: Option<[u8; 16]>,
    hash: i64,
    place: Place,
}

fn note(batch: &RecordBatch, first: &mut Option<First>, classified: &mut Classified) -> Result<(), LakeError> {
    let ids = cast(batch.column(0), &DataType::Binary)?;
    let hashes = batch.column(1).as_primitive::<Int64Type>();
    let sequences = batch.column(2).as_primitive::<Int64Type>();
    let places = Places::new(batch.column(3), batch.column(4))?;
    for row in 0..batch.num_rows() {
        let (id, hash) = (row_id(&ids, row), hashes.value(row));
        match first {
            Some(first) if first.id == id => {
                let sequence = sequences.value(row).cast_unsigned();
                classified.left_out.insert(sequence);
                if first.hash == hash {
                    classified.unchanged += 1;
                } else {
                    classified.faults.push(Fault {
                        sequence,
                        place: places.at(row),
                        rule: Rule::Duplicate,
                        message: Rule::Duplicate.message().with("other", &first.place),
                    });
                }
            }
            _ => *first = Some(First { id, hash, place: places.at(row) }),
        }
    }
    Ok(())
}

pub(super) struct Places {
    files: ArrayRef,
    lines: ArrayRef,
}

impl Places {
    pub(super) fn new(files: &ArrayRef, lines: &ArrayRef) -> Result<Self, LakeError> {
        Ok(Self { files: cast(files, &DataType::Utf8)?, lines: lines.clone() })
    }

    pub(super) fn at(&self, row: usize) -> Place {
        let line = self.lines.as_primitive::<Int64Type>().value(row);
        Place { file: self.files.as_string::<i32>().value(row).to_owned(), line: line.try_into().unwrap_or_default() }
    }
}
