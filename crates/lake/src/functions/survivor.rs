//! `survivor(customer_key)`: the key that stands for a customer after all merges, and `survivor(customer_key, time)`:
//! at the time of the row, for ids that belonged to several customers one after the other.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, TimestampMicrosecondType};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use model::Kind;

use super::Carried;
use crate::identity::Survivors;

/// The expression `survivor(key)`, or `survivor(key, time)` where rows have a time.
pub(crate) fn survivor(survivors: &Arc<Survivors>, key: Expr, time: Option<Expr>) -> Expr {
    let count = if time.is_some() { 2 } else { 1 };
    ScalarUDF::from(Survivor {
        survivors: Carried(survivors.clone()),
        signature: Signature::any(count, Volatility::Immutable),
    })
    .call([key].into_iter().chain(time).collect())
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Survivor {
    survivors: Carried<Survivors>,
    signature: Signature,
}

impl ScalarUDFImpl for Survivor {
    fn name(&self) -> &str {
        "survivor"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arguments = ColumnarValue::values_to_arrays(&arguments.args)?;
        let keys = arguments.first().ok_or_else(super::arity)?.as_primitive::<Int32Type>();
        let survivors = &self.survivors.0;
        let mapped: Int32Array = match arguments.get(1) {
            None => keys.unary(|key| survivors.of(key.cast_unsigned()).cast_signed()),
            Some(times) => {
                let times = cast(times, &Kind::Time.data_type())?;
                let times = times.as_primitive::<TimestampMicrosecondType>();
                let at = |row: usize, key: u32| match times.is_valid(row) {
                    true => survivors.at(key, times.value(row)),
                    false => survivors.of(key),
                };
                let rows = keys.iter().enumerate();
                rows.map(|(row, key)| key.map(|key| at(row, key.cast_unsigned()).cast_signed())).collect()
            }
        };
        Ok(ColumnarValue::Array(Arc::new(mapped) as ArrayRef))
    }
}
