//! `deleted`: the rows that their source has deleted, apart from those that it has.

use arrow::array::{Array, ArrayRef, AsArray, UInt64Array};
use arrow::compute::{cast, take_record_batch};
use arrow::datatypes::{DataType, Float64Type};
use arrow::record_batch::RecordBatch;
use model::Rule;

use super::Expressions;
use super::expressions::Compiled;
use crate::IngestError;
use crate::failure::{BadRows, Failure};
use crate::parse::boolean;
use crate::plan::Mapped;

/// The key of a mapping, as messages name it.
const DELETED: &str = "deleted";

/// Some rows of a batch of the source.
pub struct Part {
    pub batch: RecordBatch,
    /// For each row its position in the source batch.
    pub rows: Vec<usize>,
    pub bad: BadRows,
}

/// Rows that the source has, and those that it has deleted.
pub struct Parted {
    pub stays: Part,
    pub deleted: Option<Box<Mapped>>,
}

impl Expressions {
    /// Parts the deleted rows from the others. A row of which it cannot be told is bad.
    ///
    /// # Errors
    /// [`IngestError::Arrow`] when columns do not fit together.
    pub(super) fn part(&self, condition: &Compiled, mut part: Part) -> Result<Parted, IngestError> {
        let is_deleted = condition.evaluate(&part.batch, &self.turns, &mut part.bad)?;
        let is_deleted = read(&is_deleted, &mut part.bad)?;
        if !is_deleted.contains(&true) {
            return Ok(Parted { stays: part, deleted: None });
        }
        let of = |wanted: bool| (0..is_deleted.len()).filter(|row| is_deleted[*row] == wanted).collect::<Vec<_>>();
        let (gone, stays) = (of(true), of(false));
        let cut = |some: &[usize]| {
            take_record_batch(&part.batch, &UInt64Array::from_iter_values(some.iter().map(|row| *row as u64)))
        };
        let places = |some: &[usize]| some.iter().map(|row| part.rows[*row]).collect::<Vec<_>>();
        let deleted = Some(Box::new(self.deleted(&cut(&gone)?, places(&gone))?));
        let (batch, rows) = (cut(&stays)?, places(&stays));
        Ok(Parted { stays: Part { batch, rows, bad: part.bad.among(&stays) }, deleted })
    }

    /// The columns of deleted rows. Sources empty what they delete: only what identifies a row has to be there.
    fn deleted(&self, batch: &RecordBatch, rows: Vec<usize>) -> Result<Mapped, IngestError> {
        let (mut bad, mut nothing) = (BadRows::default(), BadRows::default());
        let mut columns = Vec::with_capacity(self.columns.len());
        for (compiled, identity) in self.columns.iter().zip(&self.identity) {
            let bad = if *identity { &mut bad } else { &mut nothing };
            let evaluate = |compiled: &Compiled| compiled.evaluate(batch, &self.turns, bad);
            columns.push(compiled.as_ref().map(evaluate).transpose()?);
        }
        Ok(Mapped { columns, sources: self.sources.clone(), rest: None, rows, bad, filtered: 0, deleted: None })
    }
}

/// Which rows are deleted: those where the expression is true, is a word for yes, or is a number other than zero.
fn read(column: &ArrayRef, bad: &mut BadRows) -> Result<Vec<bool>, IngestError> {
    let mut read = Vec::with_capacity(column.len());
    if let Some(flags) = column.as_boolean_opt() {
        read.extend((0..flags.len()).map(|row| flags.is_valid(row) && flags.value(row)));
    } else if column.data_type().is_numeric() {
        let numbers = cast(column, &DataType::Float64)?;
        let numbers = numbers.as_primitive::<Float64Type>();
        read.extend(numbers.iter().map(|number| number.is_some_and(|number| number != 0.0)));
    } else {
        let texts = cast(column, &DataType::Utf8)?;
        for (row, text) in texts.as_string::<i32>().iter().enumerate() {
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            let is_deleted = text.map_or(Some(false), boolean);
            if is_deleted.is_none() {
                bad.add(row, Failure::of(Rule::Boolean, DELETED, text.unwrap_or_default()));
            }
            read.push(is_deleted.unwrap_or_default());
        }
    }
    // A row that is bad already is no deletion, whatever else it says.
    for (row, is_deleted) in read.iter_mut().enumerate() {
        *is_deleted &= !bad.contains(row);
    }
    Ok(read)
}
