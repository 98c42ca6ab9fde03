//! `json_text(object, key)`: one attribute of a row's further columns, as text.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use serde_json::Value;

/// The function: text as it stands, anything else as JSON writes it; null where the key is absent or null.
#[must_use]
pub fn json_text() -> ScalarUDF {
    let signature = Signature::new(TypeSignature::Exact(vec![DataType::Utf8, DataType::Utf8]), Volatility::Immutable);
    ScalarUDF::from(JsonText { signature })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct JsonText {
    signature: Signature,
}

impl ScalarUDFImpl for JsonText {
    fn name(&self) -> &'static str {
        "json_text"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let objects = args.args[0].to_array(args.number_rows)?;
        let keys = args.args[1].to_array(args.number_rows)?;
        let (Some(objects), Some(keys)) = (objects.as_string_opt::<i32>(), keys.as_string_opt::<i32>()) else {
            return exec_err!("json_text takes a JSON text and a key");
        };
        let texts: StringArray =
            objects.iter().zip(keys.iter()).map(|(object, key)| attribute(object?, key?)).collect();
        Ok(ColumnarValue::Array(Arc::new(texts)))
    }
}

fn attribute(object: &str, key: &str) -> Option<String> {
    match serde_json::from_str::<Value>(object).ok()?.get_mut(key)?.take() {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
