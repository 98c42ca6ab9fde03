//! Arrow columns of a measure's plan as plain values.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int32Type, Int64Type, TimeUnit};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::DataFusionError;
use model::Message;

use super::{Part, Source};
use crate::EngineError;
use crate::subjects::NOBODY;

/// Customer keys of a batch; rows that name nobody have [`NOBODY`].
pub fn keys(batch: &RecordBatch, name: &str) -> Result<Vec<u32>, EngineError> {
    let array = to(column(batch, name)?, &DataType::Int32)?;
    Ok(array.as_primitive::<Int32Type>().iter().map(|key| key.map_or(NOBODY, i32::cast_unsigned)).collect())
}

/// Whole numbers or instants in microseconds.
pub fn integers(batch: &RecordBatch, name: &str) -> Result<Vec<Option<i64>>, EngineError> {
    let array = column(batch, name)?;
    let array = match array.data_type() {
        DataType::Timestamp(_, zone) => to(array, &DataType::Timestamp(TimeUnit::Microsecond, zone.clone()))?,
        DataType::Date32 => to(array, &DataType::Timestamp(TimeUnit::Microsecond, None))?,
        _ => array.clone(),
    };
    let array = to(&array, &DataType::Int64)?;
    Ok(array.as_primitive::<Int64Type>().iter().collect())
}

/// Texts.
pub fn texts(batch: &RecordBatch, name: &str) -> Result<Vec<Option<String>>, EngineError> {
    let array = to(column(batch, name)?, &DataType::Utf8)?;
    Ok(array.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect())
}

/// Exact amounts and their decimal places. Floating point is refused: it is never summed.
pub fn amounts(source: &Source, batch: &RecordBatch, name: &str) -> Result<(Vec<Option<i128>>, u32), EngineError> {
    let array = column(batch, name)?;
    match array.data_type() {
        DataType::Decimal128(_, scale) => {
            let scale = u32::try_from(*scale).unwrap_or_default();
            Ok((array.as_primitive::<Decimal128Type>().iter().collect(), scale))
        }
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            Err(EngineError::Definition(Message::new("engine.floating_point").with("measure", &source.measure.name)))
        }
        _ => Ok((integers(batch, name)?.into_iter().map(|value| value.map(i128::from)).collect(), 0)),
    }
}

/// True and false; null is false.
pub fn flags(batch: &RecordBatch, name: &str) -> Result<Vec<bool>, EngineError> {
    let array = to(column(batch, name)?, &DataType::Boolean)?;
    Ok(array.as_boolean().iter().map(|flag| flag.unwrap_or_default()).collect())
}

/// The values of the cut columns `c0`, `c1`, … row by row.
pub fn parts(source: &Source, batch: &RecordBatch) -> Result<Vec<Part>, EngineError> {
    let mut parts: Vec<Part> = vec![Vec::with_capacity(source.cuts.len()); batch.num_rows()];
    for index in 0..source.cuts.len() {
        let array = to(column(batch, &format!("c{index}"))?, &DataType::Utf8)?;
        for (part, value) in parts.iter_mut().zip(array.as_string::<i32>().iter()) {
            part.push(value.map(str::to_owned));
        }
    }
    Ok(parts)
}

pub fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, EngineError> {
    batch
        .column_by_name(name)
        .ok_or_else(|| EngineError::sql(name, DataFusionError::Internal(format!("the plan has no column `{name}`"))))
}

fn to(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, EngineError> {
    if array.data_type() == data_type {
        return Ok(array.clone());
    }
    cast(array, data_type).map_err(|error| EngineError::sql("cast", error.into()))
}
