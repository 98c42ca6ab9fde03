//! `dated_value('rfm', customer_key)`: the part of a dated cut that a customer stands in at the instant asked about.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, StringArray};
use datafusion::arrow::datatypes::{DataType, Int32Type};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use crate::segments::Attribute;

/// The function over the parts of each cut at one instant.
#[must_use]
pub fn dated_value(cuts: BTreeMap<String, Attribute>) -> ScalarUDF {
    let signature = Signature::exact(vec![DataType::Utf8, DataType::Int32], Volatility::Stable);
    ScalarUDF::from(DatedValue { cuts: Arc::new(cuts), signature })
}

#[derive(Debug)]
struct DatedValue {
    cuts: Arc<BTreeMap<String, Attribute>>,
    signature: Signature,
}

impl PartialEq for DatedValue {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.cuts, &other.cuts)
    }
}

impl Eq for DatedValue {}

impl Hash for DatedValue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.cuts.len().hash(state);
    }
}

impl ScalarUDFImpl for DatedValue {
    fn name(&self) -> &'static str {
        "dated_value"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let ColumnarValue::Scalar(ScalarValue::Utf8(Some(cut))) = &args.args[0] else {
            return exec_err!("dated_value takes the name of a cut");
        };
        let keys = args.args[1].to_array(args.number_rows)?;
        let (Some(keys), Some(parts)) = (keys.as_primitive_opt::<Int32Type>(), self.cuts.get(cut)) else {
            return exec_err!("dated_value takes a customer key");
        };
        let of = |key: u32| parts.sets.iter().find(|(_, set)| set.contains(key)).map(|(value, _)| value.as_str());
        let values =
            (0..keys.len()).map(|row| keys.is_valid(row).then(|| of(keys.value(row).cast_unsigned())).flatten());
        Ok(ColumnarValue::Array(Arc::new(values.collect::<StringArray>())))
    }
}
