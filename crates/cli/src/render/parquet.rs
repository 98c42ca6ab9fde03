//! Rows as one Parquet file on stdout.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use jiff::civil::date;
use model::Message;

use super::{Cell, List};
use crate::error::CliError;
use crate::run::Run;

/// Writes a list; each column's type is that of its values.
///
/// # Errors
/// [`CliError`] when a person would get the bytes on a terminal, or they cannot be written.
pub fn print(list: &List, run: &Run) -> Result<(), CliError> {
    let batch = batch(list).map_err(|error| CliError::Render(Box::new(error)))?;
    print_batches(&batch.schema(), &[batch], run)
}

/// Writes record batches.
///
/// # Errors
/// As [`print()`].
pub fn print_batches(schema: &SchemaRef, batches: &[RecordBatch], run: &Run) -> Result<(), CliError> {
    if run.to_terminal() {
        return Err(CliError::Usage(Message::new("cli.error.parquet_on_terminal")));
    }
    run.print(&file(schema, batches)?)
}

/// A list as the bytes of a file.
///
/// # Errors
/// [`CliError::Render`] when its rows are not of one shape.
pub fn bytes(list: &List) -> Result<Vec<u8>, CliError> {
    let batch = batch(list).map_err(|error| CliError::Render(Box::new(error)))?;
    file(&batch.schema(), &[batch])
}

fn file(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Vec<u8>, CliError> {
    let failed = |error| CliError::Render(Box::new(error));
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, Arc::clone(schema), None).map_err(failed)?;
    for batch in batches {
        writer.write(batch).map_err(failed)?;
    }
    writer.close().map_err(failed)?;
    Ok(bytes)
}

fn batch(list: &List) -> Result<RecordBatch, arrow::error::ArrowError> {
    let columns = list.columns.iter().enumerate().map(|(index, column)| {
        let cells: Vec<&Cell> = list.rows.iter().map(|row| row.get(index).unwrap_or(&Cell::Null)).collect();
        Ok((column.key.as_str(), array(&cells)?, true))
    });
    let columns = columns.collect::<Result<Vec<_>, arrow::error::ArrowError>>()?;
    if columns.is_empty() {
        return Ok(RecordBatch::new_empty(Arc::new(Schema::empty())));
    }
    RecordBatch::try_from_iter_with_nullable(columns)
}

/// The narrowest type that holds every value exactly; text where the values are of unlike kinds.
fn array(cells: &[&Cell]) -> Result<ArrayRef, arrow::error::ArrowError> {
    let all = |fits: fn(&Cell) -> bool| cells.iter().all(|cell| matches!(cell, Cell::Null) || fits(cell));
    if cells.iter().all(|cell| matches!(cell, Cell::Null)) {
        return Ok(Arc::new(texts(cells)));
    }
    Ok(if all(|cell| matches!(cell, Cell::Count(_) | Cell::Duration(_))) {
        Arc::new(cells.iter().map(|cell| whole(cell)).collect::<Int64Array>())
    } else if all(|cell| {
        matches!(cell, Cell::Number(_) | Cell::Tenths(_) | Cell::Share(_) | Cell::Count(_) | Cell::Duration(_))
    }) {
        Arc::new(cells.iter().map(|cell| real(cell)).collect::<Float64Array>())
    } else if all(|cell| matches!(cell, Cell::Money(_))) {
        let amounts =
            cells.iter().map(|cell| if let Cell::Money(money) = cell { Some(money.ten_thousandths) } else { None });
        Arc::new(amounts.collect::<Decimal128Array>().with_precision_and_scale(38, 4)?)
    } else if all(|cell| matches!(cell, Cell::Flag(_))) {
        Arc::new(
            cells
                .iter()
                .map(|cell| if let Cell::Flag(flag) = cell { Some(*flag) } else { None })
                .collect::<BooleanArray>(),
        )
    } else if all(|cell| matches!(cell, Cell::Instant(_))) {
        let instants = cells.iter().map(|cell| if let Cell::Instant(at) = cell { Some(*at) } else { None });
        Arc::new(instants.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    } else if all(|cell| matches!(cell, Cell::Day(_))) {
        Arc::new(cells.iter().map(|cell| days(cell)).collect::<Date32Array>())
    } else {
        Arc::new(texts(cells))
    })
}

fn texts(cells: &[&Cell]) -> StringArray {
    let text = |cell: &&Cell| match cell {
        Cell::Null => None,
        Cell::Text(text) => Some(text.clone()),
        other => Some(other.field()),
    };
    cells.iter().map(text).collect()
}

fn whole(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Count(value) | Cell::Duration(value) => Some(*value),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a whole number in a column of numbers is read as one of them")]
fn real(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(value) | Cell::Tenths(value) | Cell::Share(value) => Some(*value),
        Cell::Count(value) | Cell::Duration(value) => Some(*value as f64),
        _ => None,
    }
}

fn days(cell: &Cell) -> Option<i32> {
    match cell {
        Cell::Day(day) => date(1970, 1, 1).until(*day).ok().map(|span| span.get_days()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;
    use model::{Language, Money};

    use super::*;

    #[test]
    fn columns_have_the_type_of_their_values() {
        let mut list = List::new("rows", &["table", "rows", "value", "low", "start", "note"], Language::English);
        let money = Cell::Money(Money { ten_thousandths: 12_345, currency: "USD".parse().unwrap() });
        list.rows.push(vec![
            Cell::text("orders"),
            Cell::Count(3),
            money.clone(),
            Cell::Share(0.5),
            Cell::Day(date(1970, 1, 11)),
            Cell::Null,
        ]);
        list.rows.push(vec![Cell::Null, Cell::Null, money, Cell::Count(1), Cell::Null, Cell::Null]);
        let batch = batch(&list).unwrap();
        let types: Vec<_> = batch.schema().fields().iter().map(|field| field.data_type().clone()).collect();
        let decimal = DataType::Decimal128(38, 4);
        assert_eq!(
            types,
            [DataType::Utf8, DataType::Int64, decimal, DataType::Float64, DataType::Date32, DataType::Utf8]
        );
        assert_eq!(batch.column(4).as_any().downcast_ref::<Date32Array>().unwrap().value(0), 10);
    }

    #[test]
    fn money_beside_shares_stays_exact_as_text() {
        let money = Cell::Money(Money { ten_thousandths: 1, currency: "USD".parse().unwrap() });
        let mixed = array(&[&money, &Cell::Share(0.25)]).unwrap();
        let texts = mixed.as_any().downcast_ref::<StringArray>().unwrap();
        assert_eq!((texts.value(0), texts.value(1)), ("0.0001", "0.25"));
    }
}
