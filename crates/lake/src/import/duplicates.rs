//! Rows of one import with one identity: the first counts, a repetition of it is unchanged, and a row that
//! contradicts it is quarantined.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use arrow::json::LineDelimitedWriter;
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{SessionContext, col};
use futures::TryStreamExt;
use model::{Place, Recipe, Reject, Rule, Table, system};
use roaring::RoaringTreemap;

use super::classify::{Classified, row_id};
use super::rows::SEQUENCE;
use super::staging::staged;
use crate::LakeError;
use crate::functions::kept;

/// A row that contradicts an earlier one of the import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Duplicate {
    pub sequence: u64,
    pub place: Place,
    /// Where the row stands that counts.
    pub other: Place,
}

/// Finds a table's repeated and contradictory rows.
pub(super) async fn find(
    context: &SessionContext,
    table: &Table,
    classified: &mut Classified,
) -> Result<(), LakeError> {
    let staged = staged(table.name);
    let sql = format!("select row_id from {staged} group by row_id having count(*) > 1");
    let repeated = context.sql(&sql).await?.collect().await?;
    if repeated.iter().all(|batch| batch.num_rows() == 0) {
        return Ok(());
    }
    context.register_table("repeated", context.read_batches(repeated)?.into_view())?;
    let sql = format!(
        "select new.row_id, new.row_hash, new.{SEQUENCE}, new.source_file, new.source_line
         from {staged} new join repeated on new.row_id = repeated.row_id order by new.row_id, new.{SEQUENCE}"
    );
    let mut batches = context.sql(&sql).await?.execute_stream().await?;
    let mut first = None;
    while let Some(batch) = batches.try_next().await? {
        note(&batch, &mut first, classified)?;
    }
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
                    let (place, other) = (places.at(row), first.place.clone());
                    classified.duplicates.push(Duplicate { sequence, place, other });
                }
            }
            _ => *first = Some(First { id, hash, place: places.at(row) }),
        }
    }
    Ok(())
}

struct Places {
    files: ArrayRef,
    lines: ArrayRef,
}

impl Places {
    fn new(files: &ArrayRef, lines: &ArrayRef) -> Result<Self, LakeError> {
        Ok(Self { files: cast(files, &DataType::Utf8)?, lines: lines.clone() })
    }

    fn at(&self, row: usize) -> Place {
        let line = self.lines.as_primitive::<Int64Type>().value(row);
        Place { file: self.files.as_string::<i32>().value(row).to_owned(), line: line.try_into().unwrap_or_default() }
    }
}

/// The rejects of contradictory rows, at most `most` of them. Their raw text is the row's values as JSON, and they are
/// to be read as rows of the table itself: the source's own text is not known here.
pub(super) async fn rejects(
    context: &SessionContext,
    table: &'static Table,
    duplicates: &[Duplicate],
    most: usize,
) -> Result<Vec<Reject>, LakeError> {
    let mut wanted: Vec<_> = duplicates.iter().collect();
    wanted.sort_unstable_by_key(|duplicate| duplicate.sequence);
    wanted.truncate(most);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let sequences = wanted.iter().map(|duplicate| duplicate.sequence).collect();
    let rows = written(context, table, sequences).await?;
    let rejects = wanted.into_iter().zip(rows).map(|(duplicate, row)| Reject {
        table: table.name,
        place: duplicate.place.clone(),
        rule: Rule::Duplicate,
        message: Rule::Duplicate.message().with("other", &duplicate.other),
        raw: row.raw,
        recipe: row.recipe,
        replaces: None,
    });
    Ok(rejects.collect())
}

/// A staged row as JSON, and how that is read.
pub(super) struct Written {
    pub raw: String,
    pub recipe: Arc<Recipe>,
}

/// Staged rows by their sequence numbers, in that order.
pub(super) async fn written(
    context: &SessionContext,
    table: &'static Table,
    sequences: RoaringTreemap,
) -> Result<Vec<Written>, LakeError> {
    let header: Vec<&str> = table.columns.iter().map(|column| column.name).chain(table.rest).collect();
    let columns = header.iter().copied().chain([system::NAMESPACE, system::SOURCE]).map(col);
    let rows = context
        .table(staged(table.name))
        .await?
        .filter(!kept(&Arc::new(sequences), col(SEQUENCE)))?
        .sort(vec![col(SEQUENCE).sort(true, false)])?
        .select(columns.collect::<Vec<_>>())?;
    let mut recipes = BTreeMap::new();
    let mut written = Vec::new();
    for batch in rows.collect().await? {
        let namespaces = cast(batch.column(header.len()), &DataType::Utf8)?;
        let sources = cast(batch.column(header.len() + 1), &DataType::Utf8)?;
        let own: Vec<usize> = (0..header.len()).collect();
        let mut writer = LineDelimitedWriter::new(Vec::new());
        writer.write(&batch.project(&own)?)?;
        writer.finish()?;
        let text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
        for (row, raw) in text.lines().enumerate() {
            let said = |array: &ArrayRef| array.as_string::<i32>().value(row).to_owned();
            let whose = (said(&namespaces), said(&sources));
            let recipe = recipes.entry(whose).or_insert_with_key(|whose| Arc::new(recipe(table, &header, whose)));
            written.push(Written { raw: raw.to_owned(), recipe: recipe.clone() });
        }
    }
    Ok(written)
}

fn recipe(table: &Table, header: &[&str], (namespace, source): &(String, String)) -> Recipe {
    Recipe {
        target: table.name.to_owned(),
        source: source.clone(),
        namespace: namespace.clone(),
        mapping: None,
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        delimiter: None,
        time_zone: "UTC".to_owned(),
        day_order: None,
        day_orders: BTreeMap::new(),
        currency: None,
    }
}
