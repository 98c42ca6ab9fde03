//! `erased(row_id, row_hash)`: whether a version of a row is among those that are taken out.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::Carried;
use crate::forget::RowVersion;

/// The expression `erased(row_id, row_hash)`: true for the versions of a set. A function, so that what is written
/// into the log of the table names none of them.
pub(crate) fn erased(versions: &Arc<HashSet<RowVersion>>, row_id: Expr, row_hash: Expr) -> Expr {
    ScalarUDF::from(Erased { versions: Carried(versions.clone()), signature: Signature::any(2, Volatility::Immutable) })
        .call(vec![row_id, row_hash])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Erased {
    versions: Carried<HashSet<RowVersion>>,
    signature: Signature,
}

impl ScalarUDFImpl for Erased {
    fn name(&self) -> &str {
        "erased"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [ids, hashes] = ColumnarValue::values_to_arrays(&arguments.args)?.try_into().map_err(|_| super::arity())?;
        let ids = cast(&ids, &DataType::Binary)?;
        let hashes = cast(&hashes, &DataType::Int64)?;
        let pairs = ids.as_binary::<i32>().iter().zip(hashes.as_primitive::<Int64Type>().iter());
        let found: BooleanArray = pairs
            .map(|(id, hash)| {
                Some(id.and_then(|id| id.try_into().ok()).zip(hash).is_some_and(|pair| self.versions.0.contains(&pair)))
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(found)))
    }
}
