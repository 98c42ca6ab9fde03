//! A mapping's `query`: the files as the table `source`, others beside it, and the rows of one select.
//!
//! The files are held in memory. The rows of the query are the source rows of the account; a row of the files that is no row
//! is bad as ever.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::DataFusionError;
use datafusion::datasource::MemTable;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::SessionContext;
use futures::StreamExt;

use super::expressions::first_line;
use super::turns::Turned;
use super::{Mapping, Sign, Sql, SqlOptions, Turns, Way};
use crate::detect::{SignEvidence, Verdict};
use crate::files::STDIN;
use crate::remark::Remark;
use crate::source::{Flaw, Format, Header, How, Layout, Raw, SourceBatch, open, plain};
use crate::{DecimalSign, IngestError};

/// The rows of a query, batch by batch.
pub struct Query {
    rows: SendableRecordBatchStream,
    header: Arc<Header>,
    file: Arc<str>,
    sql: Sql,
    turns: Turns,
    row: u64,
    /// Rows of the files that are no rows, given with the first batch of each file.
    flaws: Vec<(Arc<str>, Vec<Flaw>)>,
    given: bool,
}

/// Reads the files and begins the query.
///
/// # Errors
/// [`IngestError`] when a file cannot be read or the query cannot be planned.
pub async fn run(
    (session, options): (&SessionContext, &SqlOptions),
    mapping: &Mapping,
    files: &[PathBuf],
    how: &How,
    done: &Arc<AtomicU64>,
) -> Result<Query, IngestError> {
    let Way::Query(sql) = &mapping.inner.way else {
        let spot = super::Spot { source: Arc::clone(&mapping.inner.source), span: 0..0 };
        return Err(IngestError::MappingMissing { spot, key: "query" });
    };
    let failed = |error: DataFusionError| IngestError::Query { spot: sql.spot.clone(), why: first_line(&error) };
    let too_large = || IngestError::QueryTooLarge { spot: sql.spot.clone(), limit: MOST_BYTES };
    let mut source = Loaded::default();
    for file in files {
        source.read(file, how, done, &too_large)?;
    }
    session.register_table("source", Arc::new(source.table(&failed)?)).map_err(failed)?;
    for (name, file) in &mapping.inner.with {
        // Columns of one name are judged together, for a query names them alike.
        let numbers = std::mem::take(&mut source.numbers);
        let mut other = Loaded { bytes: source.bytes, numbers, ..Loaded::default() };
        other.read(&beside(files, file), how, done, &too_large)?;
        source.bytes = other.bytes;
        session.register_table(name.as_str(), Arc::new(other.table(&failed)?)).map_err(failed)?;
        source.flaws.append(&mut other.flaws);
        source.numbers = other.numbers;
    }
    options.signs.set(source.signs().into_iter());
    let only_reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    let frame = session.sql_with_options(&sql.text, only_reads).await.map_err(failed)?;
    let rows = frame.execute_stream().await.map_err(failed)?;
    let names = rows.schema().fields().iter().map(|field| field.name().clone()).collect();
    let layout = Layout::of(Format::Query);
    let file = files.first().map(|file| how.name(file)).unwrap_or_default();
    Ok(Query {
        rows,
        header: Arc::new(Header { names, layout }),
        file: file.into(),
        sql: sql.clone(),
        turns: options.turns.clone(),
        row: 0,
        flaws: source.flaws,
        given: false,
    })
}

impl Query {
    /// The next rows; those of files that were no rows come first.
    ///
    /// # Errors
    /// [`IngestError::Query`] when the query fails while it runs.
    pub async fn next(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        let failed = |error| IngestError::Query { spot: self.sql.spot.clone(), why: first_line(&error) };
        let schema = self.rows.schema();
        if let Some((file, flaws)) = self.flaws.pop() {
            let columns = schema.fields().iter().map(|field| new_null_array(field.data_type(), 0)).collect::<Vec<_>>();
            let columns = columns.iter().map(plain).collect::<Result<_, _>>()?;
            return Ok(Some(self.batch(columns, 0, Some(file), flaws)));
        }
        let batch = match self.rows.next().await {
            Some(batch) => batch.map_err(failed)?,
            None if self.given => return Ok(None),
            None => RecordBatch::new_empty(schema),
        };
        self.given = true;
        let columns = batch.columns().iter().map(plain).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(self.batch(columns, batch.num_rows(), None, Vec::new())))
    }

    /// A batch whose places are those that the query gives, else the file and the number of the row.
    fn batch(&mut self, columns: Vec<ArrayRef>, rows: usize, file: Option<Arc<str>>, flaws: Vec<Flaw>) -> SourceBatch {
        let column = |name: &str| {
            let position = self.header.names.iter().position(|own| own == name)?;
            columns.get(position)
        };
        let row_files = column("_file").and_then(|files| files.as_string_opt::<i32>()).cloned();
        let numbers = column("_line").and_then(|lines| cast(lines, &DataType::Int64).ok());
        let numbers = numbers.as_ref().map(|lines| lines.as_primitive::<Int64Type>());
        let first = self.row + 1;
        self.row += rows as u64;
        let line = |row: usize| {
            let given = numbers.filter(|lines| lines.is_valid(row)).map(|lines| lines.value(row));
            given.and_then(|line| u64::try_from(line).ok()).unwrap_or(first + row as u64)
        };
        SourceBatch {
            file: file.unwrap_or_else(|| Arc::clone(&self.file)),
            header: Arc::clone(&self.header),
            lines: (0..rows).map(line).collect(),
            columns,
            bare: None,
            row_files,
            raw: Raw::Cells,
            flaws,
            remarks: self.turns.take().into_iter().map(remark).collect(),
        }
    }
}

/// Bytes that the files of a query may take in memory: a join needs them all at once.
const MOST_BYTES: usize = 2 << 30;

/// A time that the query read, from whichever row.
fn remark(turned: Turned) -> Remark {
    Remark { row: None, key: turned.turn.note(), column: Some("query".to_owned()), value: Some(turned.value) }
}

/// Files read into memory as one table.
#[derive(Default)]
struct Loaded {
    /// The columns of all files, in order of first sight.
    fields: Vec<Field>,
    batches: Vec<SourceBatch>,
    flaws: Vec<(Arc<str>, Vec<Flaw>)>,
    /// What columns and flaws take in memory.
    bytes: usize,
    /// What the values of each column of text say about the sign before decimals.
    numbers: Vec<(String, SignEvidence)>,
}

impl Loaded {
    fn read(
        &mut self,
        path: &Path,
        how: &How,
        done: &Arc<AtomicU64>,
        too_large: &impl Fn() -> IngestError,
    ) -> Result<(), IngestError> {
        let mut source = open(path, how, done)?;
        while let Some(mut batch) = source.next()? {
            if !batch.flaws.is_empty() {
                self.flaws.push((Arc::clone(&batch.file), std::mem::take(&mut batch.flaws)));
            }
            batch.raw = Raw::Cells;
            self.bytes += batch.columns.iter().map(|column| column.get_array_memory_size()).sum::<usize>();
            self.bytes += self.flaws.last().map_or(0, |(_, flaws)| flaws.iter().map(|flaw| flaw.raw.len()).sum());
            if self.bytes > MOST_BYTES {
                return Err(too_large());
            }
            for (name, array) in batch.header.names.iter().zip(&batch.columns) {
                self.judge(name, array, &batch);
                if !self.fields.iter().any(|field| field.name() == name) {
                    self.fields.push(Field::new(name, array.data_type().clone(), true));
                }
            }
            self.batches.push(batch);
        }
        Ok(())
    }

    fn judge(&mut self, name: &str, array: &ArrayRef, batch: &SourceBatch) {
        let Some(texts) = array.as_string_opt::<i32>() else { return };
        let position = self.numbers.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.numbers.push((name.to_owned(), SignEvidence::default()));
            self.numbers.len() - 1
        });
        for (row, text) in texts.iter().enumerate() {
            self.numbers[position].1.note(batch.lines[row], text.unwrap_or_default());
        }
    }

    /// How the numbers in each column are written. Without anything that decides it a point stands before decimals.
    fn signs(&self) -> Vec<(String, Sign)> {
        let sign = |evidence: &SignEvidence| match evidence.verdict() {
            Verdict::Unneeded => None,
            Verdict::Is(sign) => Some(Sign::Is(sign)),
            Verdict::Open if evidence.open_comma.is_none() => Some(Sign::Is(DecimalSign::Point)),
            Verdict::Open | Verdict::Contradictory => Some(Sign::Unclear),
        };
        self.numbers.iter().filter_map(|(name, evidence)| Some((name.clone(), sign(evidence)?))).collect()
    }

    /// The table, with `_file` and `_line`; a column that a file does not have is null in its rows.
    fn table(&mut self, failed: &impl Fn(DataFusionError) -> IngestError) -> Result<MemTable, IngestError> {
        let places = [Field::new("_file", DataType::Utf8, true), Field::new("_line", DataType::Int64, true)];
        let schema = Arc::new(Schema::new(self.fields.iter().cloned().chain(places).collect::<Vec<_>>()));
        let mut batches = Vec::with_capacity(self.batches.len());
        for batch in self.batches.drain(..) {
            let rows = batch.rows();
            let mut columns = Vec::with_capacity(schema.fields().len());
            for field in &self.fields {
                let position = batch.header.names.iter().position(|name| name == field.name());
                columns.push(match position {
                    Some(position) => cast(&batch.columns[position], field.data_type())?,
                    None => new_null_array(field.data_type(), rows),
                });
            }
            columns.push(Arc::new(StringArray::from(vec![batch.file.as_ref(); rows])));
            let lines = batch.lines.iter().map(|line| i64::try_from(*line).unwrap_or(i64::MAX));
            columns.push(Arc::new(Int64Array::from_iter_values(lines)));
            let options = RecordBatchOptions::new().with_row_count(Some(rows));
            batches.push(RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)?);
        }
        MemTable::try_new(schema, vec![batches]).map_err(failed)
    }
}

/// A further file lies in the folder of the first source file.
fn beside(files: &[PathBuf], name: &str) -> PathBuf {
    match files.first().filter(|file| file.as_os_str() != STDIN).and_then(|file| file.parent()) {
        Some(folder) => folder.join(name),
        None => PathBuf::from(name),
    }
}
