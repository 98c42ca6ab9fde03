//! `superseded(row_id)`: whether an import brings a newer version of a row.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::Carried;

/// The expression `superseded(row_id)`: true for the ids of a set. A function rather than a list of literals,
/// because a correction can touch millions of rows.
pub(crate) fn superseded(rows: &Arc<HashSet<[u8; 16]>>, row_id: Expr) -> Expr {
    ScalarUDF::from(Superseded { rows: Carried(rows.clone()), signature: Signature::any(1, Volatility::Immutable) })
        .call(vec![row_id])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Superseded {
    rows: Carried<HashSet<[u8; 16]>>,
    signature: Signature,
}

impl Superseded {
    fn contains(&self, id: Option<&[u8]>) -> Option<bool> {
        id.map(|id| <&[u8; 16]>::try_from(id).is_ok_and(|id| self.rows.0.contains(id)))
    }
}

impl ScalarUDFImpl for Superseded {
    fn name(&self) -> &str {
        "superseded"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [ids] = ColumnarValue::values_to_arrays(&arguments.args)?.try_into().map_err(|_| super::arity())?;
        let found: BooleanArray = match ids.data_type() {
            DataType::BinaryView => ids.as_binary_view().iter().map(|id| self.contains(id)).collect(),
            DataType::Binary => ids.as_binary::<i32>().iter().map(|id| self.contains(id)).collect(),
            other => return Err(DataFusionError::Internal(format!("superseded takes binary, not {other}"))),
        };
        Ok(ColumnarValue::Array(Arc::new(found)))
    }
}
