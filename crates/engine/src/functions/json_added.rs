//! `json_added(now, before)`: how many elements a JSON list has that an earlier one had not.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, Int64Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use serde_json::Value;

/// The function: of objects the names are compared, of a single value the value; null where the list of now is null or
/// no JSON. A list that was null before was empty.
#[must_use]
pub fn json_added() -> ScalarUDF {
    let signature = Signature::new(TypeSignature::Exact(vec![DataType::Utf8, DataType::Utf8]), Volatility::Immutable);
    ScalarUDF::from(JsonAdded { signature })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct JsonAdded {
    signature: Signature,
}

impl ScalarUDFImpl for JsonAdded {
    fn name(&self) -> &'static str {
        "json_added"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let now = args.args[0].to_array(args.number_rows)?;
        let before = args.args[1].to_array(args.number_rows)?;
        let (Some(now), Some(before)) = (now.as_string_opt::<i32>(), before.as_string_opt::<i32>()) else {
            return exec_err!("json_added takes two JSON texts");
        };
        let added: Int64Array = now
            .iter()
            .zip(before.iter())
            .map(|(now, before)| {
                let before = before.and_then(elements).unwrap_or_default();
                i64::try_from(elements(now?)?.difference(&before).count()).ok()
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(added)))
    }
}

fn elements(text: &str) -> Option<BTreeSet<String>> {
    Some(match serde_json::from_str::<Value>(text).ok()? {
        Value::Null => BTreeSet::new(),
        Value::Array(items) => items.iter().map(Value::to_string).collect(),
        Value::Object(map) => map.keys().cloned().collect(),
        single => BTreeSet::from([single.to_string()]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_compared_whatever_their_order() {
        let added = |now: &str, before: &str| elements(now).unwrap().difference(&elements(before).unwrap()).count();
        assert_eq!(added(r#"["b", "a"]"#, r#"["a", "b"]"#), 0);
        assert_eq!(added(r#"["b", "a", "c"]"#, r#"["a"]"#), 2);
        assert_eq!(added(r#"["a"]"#, r#"["a", "b"]"#), 0);
        assert_eq!(elements("[a"), None);
    }
}
