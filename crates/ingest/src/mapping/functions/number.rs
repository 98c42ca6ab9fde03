//! `number(x)`: text as an exact decimal with nine places, by the same rules as a column of numbers; a number as itself.

use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, Decimal128Builder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use model::Message;

use super::super::said::Said;
use crate::failure::shorten;
use crate::parse;

const PRECISION: u8 = 38;
const SCALE: i8 = 9;

/// The function; null for null and for empty text.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Number {
    signature: Signature,
}

impl Number {
    pub fn new() -> Self {
        Self { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Number {
    fn name(&self) -> &'static str {
        "number"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        match arguments {
            [one] if one.is_numeric() => Ok(vec![one.clone()]),
            [_] => Ok(vec![DataType::Utf8]),
            _ => Err(DataFusionError::Plan(Message::new("ingest.sql.one_argument").with("name", "number").to_string())),
        }
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        match arguments {
            [one] if one.is_numeric() => Ok(one.clone()),
            _ => Ok(DataType::Decimal128(PRECISION, SCALE)),
        }
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Some(argument) = arguments.args.first() else {
            return Ok(ColumnarValue::Scalar(datafusion::scalar::ScalarValue::Null));
        };
        if argument.data_type().is_numeric() {
            return Ok(argument.clone());
        }
        let array = cast(&argument.to_array(arguments.number_rows)?, &DataType::Utf8)?;
        let texts = array.as_string::<i32>();
        let mut numbers = Decimal128Builder::with_capacity(texts.len()).with_precision_and_scale(PRECISION, SCALE)?;
        for text in texts {
            match text.map(str::trim).filter(|text| !text.is_empty()) {
                None => numbers.append_null(),
                Some(text) => numbers.append_value(
                    parse::decimal(text, i32::from(SCALE))
                        .map_err(|_| Said::error(Message::new("ingest.sql.number").with("value", shorten(text))))?,
                ),
            }
        }
        Ok(ColumnarValue::Array(Arc::new(numbers.finish())))
    }
}
