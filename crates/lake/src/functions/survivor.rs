//! `survivor(customer_key)`: the key that stands for a customer after all merges.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int32Type};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::Carried;

/// The expression `survivor(key)` over a map from keys to the keys that survive them.
pub(crate) fn survivor(survivors: &Arc<HashMap<u32, u32>>, key: Expr) -> Expr {
    ScalarUDF::from(Survivor {
        survivors: Carried(survivors.clone()),
        signature: Signature::exact(vec![DataType::Int32], Volatility::Immutable),
    })
    .call(vec![key])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Survivor {
    survivors: Carried<HashMap<u32, u32>>,
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
        let [keys] = ColumnarValue::values_to_arrays(&arguments.args)?.try_into().map_err(|_| super::arity())?;
        let survivors = &self.survivors.0;
        let mapped = keys.as_primitive::<Int32Type>().unary::<_, Int32Type>(|key| {
            survivors.get(&key.cast_unsigned()).map_or(key, |survivor| survivor.cast_signed())
        });
        Ok(ColumnarValue::Array(Arc::new(mapped) as ArrayRef))
    }
}
