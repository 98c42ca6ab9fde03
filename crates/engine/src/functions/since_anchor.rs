//! `since_anchor(customer_key, at)`: microseconds from a customer's own anchor to a row, null without an anchor.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, Int64Array};
use datafusion::arrow::datatypes::{DataType, Int32Type, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use model::Micros;

/// The function for these anchors, one slot a customer key.
#[must_use]
pub fn since_anchor(anchors: Arc<Vec<Option<Micros>>>) -> ScalarUDF {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let signature = Signature::new(TypeSignature::Exact(vec![DataType::Int32, time]), Volatility::Immutable);
    ScalarUDF::from(SinceAnchor { anchors, signature })
}

#[derive(PartialEq, Eq)]
struct SinceAnchor {
    anchors: Arc<Vec<Option<Micros>>>,
    signature: Signature,
}

/// Plans print their functions: the instants of all customers would be written out each time.
impl fmt::Debug for SinceAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SinceAnchor")
    }
}

impl Hash for SinceAnchor {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.anchors.len().hash(state);
    }
}

impl ScalarUDFImpl for SinceAnchor {
    fn name(&self) -> &'static str {
        "since_anchor"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let keys = args.args[0].to_array(args.number_rows)?;
        let times = args.args[1].to_array(args.number_rows)?;
        let (Some(keys), Some(times)) =
            (keys.as_primitive_opt::<Int32Type>(), times.as_primitive_opt::<TimestampMicrosecondType>())
        else {
            return exec_err!("since_anchor takes a customer key and a time");
        };
        let since: Int64Array = keys
            .iter()
            .zip(times.iter())
            .map(|(key, at)| {
                let anchor = *self.anchors.get(usize::try_from(key?).ok()?)?;
                Some(at? - anchor?)
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(since)))
    }
}
