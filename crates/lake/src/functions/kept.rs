//! `kept(sequence)`: whether a staged row is among those that go into the lake.

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use roaring::RoaringTreemap;

use super::Carried;

/// The expression `kept(sequence)`: true for every sequence number that is not in `left_out`.
pub(crate) fn kept(left_out: &Arc<RoaringTreemap>, sequence: Expr) -> Expr {
    ScalarUDF::from(Kept {
        left_out: Carried(left_out.clone()),
        signature: Signature::exact(vec![DataType::Int64], Volatility::Immutable),
    })
    .call(vec![sequence])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Kept {
    left_out: Carried<RoaringTreemap>,
    signature: Signature,
}

impl ScalarUDFImpl for Kept {
    fn name(&self) -> &str {
        "kept"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [sequences] = ColumnarValue::values_to_arrays(&arguments.args)?.try_into().map_err(|_| super::arity())?;
        let left_out = &self.left_out.0;
        let kept: BooleanArray = sequences
            .as_primitive::<Int64Type>()
            .iter()
            .map(|sequence| sequence.map(|sequence| !left_out.contains(sequence.cast_unsigned())))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(kept)))
    }
}
