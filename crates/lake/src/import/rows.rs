//! What the lake adds to a row while it is staged: the customer's key, the month, its place in the import.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Builder, Int64Array, StringArray, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use model::{CanonicalBatch, Deletions, Kind, Micros, Table, system};

use super::Import;
use crate::LakeError;
use crate::state::FileCount;

/// The column of a row's place in the import; never stored in the lake.
pub(super) const SEQUENCE: &str = "_sequence";

/// The import schema, then `customer_key` and `month` where the table has them, then the sequence.
pub(super) fn staged_schema(table: &Table) -> SchemaRef {
    let mut fields: Vec<_> = table.import_schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    if table.has_customer() {
        fields.push(Field::new(system::CUSTOMER_KEY, DataType::Int32, true));
    }
    if table.time.is_some() {
        fields.push(Field::new(system::MONTH, DataType::Utf8, false));
    }
    fields.push(Field::new(SEQUENCE, DataType::Int64, false));
    Arc::new(Schema::new(fields))
}

/// Lays a batch out for staging.
pub(super) fn arrange(import: &mut Import, batch: &CanonicalBatch) -> Result<RecordBatch, LakeError> {
    let (table, rows) = (batch.table, &batch.rows);
    require_schema(table, rows)?;
    let mut columns = rows.columns().to_vec();
    if table.has_customer() {
        columns.push(customer_keys(import, table, rows)?);
    }
    if let Some(time) = table.time.and_then(|time| rows.column_by_name(time)) {
        columns.push(import.months.of(time)?);
    }
    let last = import.sequence + rows.num_rows() as i64;
    columns.push(Arc::new(Int64Array::from_iter_values(import.sequence..last)));
    Ok(RecordBatch::try_new(staged_schema(table), columns)?)
}

/// Lays a batch out for staging as it came, with no more than its rows' places in the import.
pub(super) fn numbered(import: &Import, batch: &CanonicalBatch) -> Result<RecordBatch, LakeError> {
    let (table, rows) = (batch.table, &batch.rows);
    require_schema(table, rows)?;
    let last = import.sequence + rows.num_rows() as i64;
    let mut fields: Vec<_> = table.import_schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    fields.push(Field::new(SEQUENCE, DataType::Int64, false));
    let mut columns = rows.columns().to_vec();
    columns.push(Arc::new(Int64Array::from_iter_values(import.sequence..last)));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

/// Lays deletions out for staging, with their places in the import.
pub(super) fn numbered_deletions(import: &Import, deletions: &Deletions) -> Result<RecordBatch, LakeError> {
    let rows = &deletions.rows;
    require_columns(deletions.table, (&Deletions::schema(), rows))?;
    let last = import.sequence + rows.num_rows() as i64;
    let mut fields: Vec<_> = rows.schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    fields.push(Field::new(SEQUENCE, DataType::Int64, false));
    let mut columns = rows.columns().to_vec();
    columns.push(Arc::new(Int64Array::from_iter_values(import.sequence..last)));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

/// Adds a batch's rows to the counts by table, source and file.
pub(super) fn count_files(
    files: &mut BTreeMap<(&'static str, String, String), FileCount>,
    table: &'static Table,
    rows: &RecordBatch,
) {
    let (Some(sources), Some(names)) = (text(rows, system::SOURCE), text(rows, system::SOURCE_FILE)) else {
        return;
    };
    // Rows of one file come one after the other: count runs, not rows.
    let mut start = 0;
    for row in 1..=rows.num_rows() {
        let ended = row == rows.num_rows()
            || sources.value(row) != sources.value(start)
            || names.value(row) != names.value(start);
        if ended {
            let file = (table.name, sources.value(start).to_owned(), names.value(start).to_owned());
            files.entry(file).or_default().rows += (row - start) as u64;
            start = row;
        }
    }
}

/// The file and line of every row.
pub(super) fn places(rows: &RecordBatch) -> impl Iterator<Item = (String, i64)> {
    let files = text(rows, system::SOURCE_FILE);
    let lines = rows.column_by_name(system::SOURCE_LINE).map(|lines| lines.as_primitive::<Int64Type>());
    (0..rows.num_rows()).filter_map(move |row| Some((value(files, row)?.to_owned(), lines?.value(row))))
}

fn require_schema(table: &'static Table, rows: &RecordBatch) -> Result<(), LakeError> {
    require_columns(table, (&table.import_schema(), rows))
}

fn require_columns(table: &'static Table, (expected, rows): (&SchemaRef, &RecordBatch)) -> Result<(), LakeError> {
    let same = expected.fields().len() == rows.num_columns()
        && expected
            .fields()
            .iter()
            .zip(rows.schema().fields())
            .all(|(a, b)| a.name() == b.name() && a.data_type() == b.data_type());
    if same {
        return Ok(());
    }
    let list = |schema: &Schema| {
        let fields = schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type()));
        fields.collect::<Vec<_>>().join(", ")
    };
    Err(LakeError::Schema { table: table.name, expected: list(expected), found: list(&rows.schema()) })
}

fn customer_keys(import: &mut Import, table: &Table, rows: &RecordBatch) -> Result<ArrayRef, LakeError> {
    let column = |kind: fn(Kind) -> bool| {
        table.columns.iter().find(|column| kind(column.kind)).and_then(|column| text(rows, column.name))
    };
    let customers = column(|kind| kind == Kind::CustomerId);
    let visitors = column(|kind| kind == Kind::AnonymousId);
    let namespaces = text(rows, system::NAMESPACE);
    let describes = table.name == model::tables::CUSTOMERS.name;
    let state = import.writing.state.clone();
    let mut keys = Int32Builder::with_capacity(rows.num_rows());
    for row in 0..rows.num_rows() {
        let customer = value(customers, row);
        let visitor = value(visitors, row);
        let namespace = value(namespaces, row).unwrap_or_default();
        let key = match (customer, visitor) {
            (Some(customer), visitor) => {
                let key = import.keys.key(&state, namespace, customer)?;
                let met = if describes { &mut import.described } else { &mut import.named };
                met.insert(key);
                if let Some(visitor) = visitor {
                    import.keys.visitor(&state, visitor)?;
                }
                Some(key)
            }
            (None, Some(visitor)) => Some(import.keys.visitor(&state, visitor)?),
            (None, None) => None,
        };
        keys.append_option(key.map(u32::cast_signed));
    }
    Ok(Arc::new(keys.finish()))
}

fn text<'a>(rows: &'a RecordBatch, name: &str) -> Option<&'a StringArray> {
    rows.column_by_name(name).and_then(|column| column.as_string_opt::<i32>())
}

fn value(column: Option<&StringArray>, row: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}

/// The months met so far: first instant, the instant it ends before, name.
#[derive(Debug, Default)]
pub(super) struct Months(BTreeMap<Micros, (Micros, String)>);

impl Months {
    /// `YYYY-MM` in UTC of every instant, or of every civil day.
    fn of(&mut self, times: &ArrayRef) -> Result<ArrayRef, LakeError> {
        let times = cast(times, &Kind::Time.data_type()).map_err(DataFusionError::from)?;
        let times = times.as_primitive::<TimestampMicrosecondType>();
        let mut names = StringBuilder::with_capacity(times.len(), times.len() * 7);
        for row in 0..times.len() {
            let us = if times.is_valid(row) { times.value(row) } else { 0 };
            let known = self.0.range(..=us).next_back().filter(|(_, (end, _))| us < *end);
            if let Some((_, (_, name))) = known {
                names.append_value(name);
            } else {
                let (start, end, name) = month(us).map_err(|error| DataFusionError::External(error.into()))?;
                names.append_value(&name);
                self.0.insert(start, (end, name));
            }
        }
        Ok(Arc::new(names.finish()))
    }
}

fn month(us: Micros) -> Result<(Micros, Micros, String), jiff::Error> {
    let date = Timestamp::from_microsecond(us)?.to_zoned(TimeZone::UTC).date();
    let first = date.first_of_month();
    let start = |date: Date| Ok::<_, jiff::Error>(date.to_zoned(TimeZone::UTC)?.timestamp().as_microsecond());
    let next = date.last_of_month().tomorrow().map_or(Ok(Micros::MAX), start)?;
    Ok((start(first)?, next, format!("{:04}-{:02}", date.year(), date.month())))
}

#[cfg(test)]
mod tests {
    use arrow::array::TimestampMicrosecondArray;

    use super::*;

    #[test]
    fn months_begin_and_end_at_midnight_utc() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_microsecond();
        let cases = [
            ("2024-01-01T00:00:00Z", "2024-01"),
            ("2024-01-31T23:59:59.999999Z", "2024-01"),
            ("2024-02-01T00:00:00Z", "2024-02"),
            ("1969-12-31T23:59:59.999999Z", "1969-12"),
            ("2023-12-31T23:59:59Z", "2023-12"),
            ("2024-02-29T12:00:00Z", "2024-02"),
        ];
        let times: ArrayRef = Arc::new(TimestampMicrosecondArray::from_iter_values(cases.map(|(time, _)| at(time))));
        let names = Months::default().of(&times).unwrap();
        let expected: ArrayRef = Arc::new(StringArray::from_iter_values(cases.map(|(_, name)| name)));
        assert_eq!(&names, &expected);
    }
}
