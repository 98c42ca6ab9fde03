//! `merged_objects(objects)`: one JSON object of several; of two that have a key, the first that says something.

use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, StringArray, StringBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use serde_json::{Map, Value};

/// The function; null where there is no object.
#[must_use]
pub fn merged_objects() -> ScalarUDF {
    let texts = DataType::new_list(DataType::Utf8, true);
    ScalarUDF::from(MergedObjects { signature: Signature::exact(vec![texts], Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct MergedObjects {
    signature: Signature,
}

impl ScalarUDFImpl for MergedObjects {
    fn name(&self) -> &'static str {
        "merged_objects"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [argument] = args.args.as_slice() else {
            return exec_err!("merged_objects takes a list of JSON texts");
        };
        let lists = argument.to_array(args.number_rows)?;
        let lists = lists.as_list::<i32>();
        let mut merged = StringBuilder::new();
        for row in 0..lists.len() {
            let texts = lists.is_valid(row).then(|| cast(&lists.value(row), &DataType::Utf8)).transpose()?;
            merged.append_option(texts.and_then(|texts| object(texts.as_string())));
        }
        Ok(ColumnarValue::Array(Arc::new(merged.finish())))
    }
}

fn object(texts: &StringArray) -> Option<String> {
    let mut merged = Map::new();
    for text in texts.iter().flatten() {
        if let Ok(Value::Object(object)) = serde_json::from_str(text) {
            for (key, value) in object {
                if merged.get(&key).is_none_or(Value::is_null) {
                    merged.insert(key, value);
                }
            }
        }
    }
    (!merged.is_empty()).then(|| Value::Object(merged).to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_that_says_something_is_heard() {
        let texts = [Some(r#"{"shoe":null,"hat":"M"}"#), None, Some("no object"), Some(r#"{"hat":"L","shoe":38}"#)];
        let merged: Value = serde_json::from_str(&object(&StringArray::from(texts.to_vec())).unwrap()).unwrap();
        assert_eq!(merged, json!({ "hat": "M", "shoe": 38 }));
        assert_eq!(object(&StringArray::from(vec!["{}"])), None);
    }
}
