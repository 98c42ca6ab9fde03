//! Rows of a SQL question, whatever their columns are.

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::json::WriterBuilder;
use arrow::json::writer::JsonArray;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use super::{Cell, Column, Format, List, csv, parquet, table};
use crate::error::CliError;
use crate::run::Run;

/// Writes record batches: a table, an array of objects, CSV, or Parquet with the columns' own types.
///
/// # Errors
/// [`CliError`] when they cannot be written.
pub fn print(schema: &SchemaRef, batches: &[RecordBatch], run: &Run) -> Result<(), CliError> {
    match run.format {
        Format::Table => run.print(table::list(&list(schema, batches)?, run).as_bytes()),
        Format::Csv => run.print(csv::text(&list(schema, batches)?).as_bytes()),
        Format::Parquet => parquet::print_batches(schema, batches, run),
        Format::Json => run.print(&json(batches)?),
    }
}

fn json(batches: &[RecordBatch]) -> Result<Vec<u8>, CliError> {
    let failed = |error| CliError::Render(Box::new(error));
    let mut writer = WriterBuilder::new().with_explicit_nulls(true).build::<_, JsonArray>(Vec::new());
    writer.write_batches(&batches.iter().collect::<Vec<_>>()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// Record batches as a list, each value as Arrow writes it.
///
/// # Errors
/// [`CliError::Render`] for a type that has no text.
pub fn list(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<List, CliError> {
    let failed = |error| CliError::Render(Box::new(error));
    let columns = schema.fields().iter().map(|field| Column { key: field.name().clone(), title: field.name().clone() });
    let mut list = List { key: "rows", title: None, columns: columns.collect(), rows: Vec::new() };
    let options = FormatOptions::default().with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%S%.fZ"));
    for batch in batches {
        let formatters = batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
        let formatters = formatters.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().zip(&formatters).map(|(column, formatter)| {
                if column.is_null(row) {
                    Cell::Null
                } else {
                    cell(column.data_type(), formatter.value(row).to_string())
                }
            });
            list.rows.push(cells.collect());
        }
    }
    Ok(list)
}

/// Text stays text, which a spreadsheet must not run; everything else is written as Arrow writes it.
fn cell(kind: &DataType, text: String) -> Cell {
    if kind.is_numeric() { Cell::Digits(text) } else { Cell::Text(text) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Decimal128Array, Int64Array, StringArray};

    use super::*;

    fn batch() -> RecordBatch {
        let amounts = Decimal128Array::from(vec![Some(-12_300), None]).with_precision_and_scale(18, 4).unwrap();
        let columns: [(&str, ArrayRef); 3] = [
            ("name", Arc::new(StringArray::from(vec!["=a", "b"]))),
            ("n", Arc::new(Int64Array::from(vec![-1, 2]))),
            ("amount", Arc::new(amounts)),
        ];
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn text_is_neutralised_and_negative_numbers_are_not() {
        let batch = batch();
        let text = csv::text(&list(&batch.schema(), &[batch]).unwrap());
        assert_eq!(text, "name,n,amount\r\n'=a,-1,-1.2300\r\nb,2,\r\n");
    }

    #[test]
    fn json_keeps_nulls_and_decimals() {
        let text = String::from_utf8(json(&[batch()]).unwrap()).unwrap();
        assert_eq!(text, "[{\"name\":\"=a\",\"n\":-1,\"amount\":-1.2300},{\"name\":\"b\",\"n\":2,\"amount\":null}]\n");
    }
}
