//! Rows of a target, every cell read and every rule held: what shapes expand and identity names.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, StringArray, new_null_array};
use arrow::compute::filter;
use model::{Rule, Table};

use crate::currency;
use crate::failure::{BadRows, Failure};
use crate::parse::{self, Reading};
use crate::plan::Mapped;
use crate::remark::Remark;
use crate::rules;
use crate::shapes::{Shape, order_lines};
use crate::source::SourceBatch;
use crate::{IngestError, Target};

/// Good rows of a target's columns, and the bad ones apart.
pub struct Checked {
    pub good: Good,
    /// Position in the source batch, and what is wrong.
    pub bad: Vec<(usize, Failure)>,
    /// What is to be said of good rows, by their position in the source batch.
    pub remarks: Vec<Remark>,
}

/// Rows that hold every rule: one array for each column of the target.
pub struct Good {
    pub columns: Vec<ArrayRef>,
    /// For each column of instants, whether no value had a time of day.
    pub only_days: Vec<bool>,
    pub rest: Option<ArrayRef>,
    pub lines: ArrayRef,
    pub files: ArrayRef,
}

/// Rows of one canonical table, its own columns in order, not yet named by an identity.
pub struct TableRows {
    pub table: &'static Table,
    pub columns: Vec<ArrayRef>,
    pub rest: Option<ArrayRef>,
    pub lines: ArrayRef,
    pub files: ArrayRef,
    /// Whether no instant of the table's time column had a time of day.
    pub only_days: bool,
}

/// Reads every column of the target and holds the rows to the rules.
///
/// # Errors
/// [`IngestError`] when a column cannot be read at all.
pub fn check(
    target: &Target,
    source: &SourceBatch,
    mapped: Mapped,
    reading: &mut Reading,
) -> Result<Checked, IngestError> {
    let Mapped { columns, sources, rest, rows, mut bad, .. } = mapped;
    let mut arrays = Vec::with_capacity(columns.len());
    let mut only_days = Vec::with_capacity(columns.len());
    let mut amounts = Vec::new();
    for ((column, array), source_column) in target.columns.iter().zip(&columns).zip(sources) {
        let header = source_column.and_then(|position| source.header.names.get(position)).map(String::as_str);
        let input = parse::Input { array: array.as_ref(), header, rows: rows.len() };
        let parsed = parse::column(column, input, reading, &mut bad)?;
        arrays.push(parsed.array);
        only_days.push(parsed.only_days);
        amounts.extend(parsed.amounts);
    }
    currency::reconcile(target, &mut arrays, &amounts, (reading.currency, &mut bad));
    rules::hold(target, &arrays, &mut bad);
    if target.shape == Shape::OrderLines {
        order_lines::hold(target, &arrays, (source, &rows), (&mut reading.met, &mut bad));
    }
    let rest = rest.map(|rest| rest.column(rows.len()));
    let (lines, files) = places(source, &rows);
    let mut good = Good { columns: arrays, only_days, rest, lines, files };
    if !bad.is_empty() {
        let keep: BooleanArray = (0..rows.len()).map(|row| Some(!bad.contains(row))).collect();
        good = good.filter(&keep)?;
    }
    let mut remarks = std::mem::take(&mut bad.remarks);
    remarks.retain(|remark| remark.row.is_none_or(|row| !bad.contains(row)));
    remarks.iter_mut().for_each(|remark| remark.row = remark.row.map(|row| rows[row]));
    let is_kept = |row: &usize| rows.binary_search(row).is_ok_and(|row| !bad.contains(row));
    let of_source = source.remarks.iter().filter(|remark| remark.row.as_ref().is_none_or(is_kept));
    remarks.extend(of_source.cloned());
    let bad = bad.into_rows().map(|(row, failure)| (rows[row], failure)).collect();
    Ok(Checked { good, bad, remarks })
}

/// Reads what identifies deleted rows, and of the rest what can be read: rows of which that is all that is left are good.
///
/// # Errors
/// [`IngestError`] when a column cannot be read at all.
pub fn deleted(
    target: &Target,
    source: &SourceBatch,
    mapped: Mapped,
    reading: &mut Reading,
) -> Result<Checked, IngestError> {
    let Mapped { columns, sources, rows, mut bad, .. } = mapped;
    let mut nothing = BadRows::default();
    let mut arrays = Vec::with_capacity(columns.len());
    for ((column, array), from) in target.columns.iter().zip(&columns).zip(sources) {
        let identity = target.table.identity.contains(&column.name);
        if !identity && target.shape == Shape::Table {
            arrays.push(new_null_array(&column.kind.data_type(), rows.len()));
            continue;
        }
        let bad = if identity { &mut bad } else { &mut nothing };
        let header = from.and_then(|position| source.header.names.get(position)).map(String::as_str);
        let input = parse::Input { array: array.as_ref(), header, rows: rows.len() };
        let array = parse::column(column, input, reading, bad)?.array;
        for row in (0..array.len()).filter(|row| identity && array.is_null(*row)) {
            bad.add(row, Failure::new(Rule::Missing, |message| message.with("column", column.name)));
        }
        arrays.push(array);
    }
    let (lines, files) = places(source, &rows);
    let mut good = Good { only_days: vec![true; arrays.len()], columns: arrays, rest: None, lines, files };
    if !bad.is_empty() {
        let keep: BooleanArray = (0..rows.len()).map(|row| Some(!bad.contains(row))).collect();
        good = good.filter(&keep)?;
    }
    let bad = bad.into_rows().map(|(row, failure)| (rows[row], failure)).collect();
    Ok(Checked { good, bad, remarks: Vec::new() })
}

/// Where rows of a batch stand: lines and files.
fn places(source: &SourceBatch, rows: &[usize]) -> (ArrayRef, ArrayRef) {
    let lines = rows.iter().map(|row| i64::try_from(source.lines[*row]).unwrap_or(i64::MAX));
    let files: StringArray = rows.iter().map(|row| Some(source.file_of(*row))).collect();
    (Arc::new(lines.collect::<Int64Array>()), Arc::new(files))
}

impl Good {
    /// The column of this name.
    pub fn column(&self, target: &Target, name: &str) -> Option<&ArrayRef> {
        target.columns.iter().position(|column| column.name == name).map(|position| &self.columns[position])
    }

    fn filter(&self, keep: &BooleanArray) -> Result<Self, IngestError> {
        Ok(Self {
            columns: self.columns.iter().map(|array| filter(array, keep)).collect::<Result<_, _>>()?,
            only_days: self.only_days.clone(),
            rest: self.rest.as_ref().map(|rest| filter(rest, keep)).transpose()?,
            lines: filter(&self.lines, keep)?,
            files: filter(&self.files, keep)?,
        })
    }
}

impl TableRows {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The rows for which the mask is true.
    pub fn filter(&self, keep: &BooleanArray) -> Result<Self, IngestError> {
        Ok(Self {
            table: self.table,
            columns: self.columns.iter().map(|array| filter(array, keep)).collect::<Result<_, _>>()?,
            rest: self.rest.as_ref().map(|rest| filter(rest, keep)).transpose()?,
            lines: filter(&self.lines, keep)?,
            files: filter(&self.files, keep)?,
            only_days: self.only_days,
        })
    }
}
