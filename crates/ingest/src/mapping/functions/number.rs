//! `number(x)`: text as an exact decimal with nine places, by the same rules as a column of numbers; a number as itself.
//! What is a column of the source is followed by its name, which expressions are given before they run.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, Decimal128Builder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use model::Message;

use super::super::said::Said;
use super::super::{Sign, SqlOptions};
use crate::failure::shorten;
use crate::parse;

const PRECISION: u8 = 38;
const SCALE: i8 = 9;

/// The function; null for null and for empty text.
#[derive(Debug)]
pub struct Number {
    signature: Signature,
    options: SqlOptions,
}

impl Number {
    pub fn new(options: SqlOptions) -> Self {
        Self { signature: Signature::user_defined(Volatility::Immutable), options }
    }

    fn read(&self, text: &str, sign: Option<Sign>) -> Result<i128> {
        let fail = |key| Said::error(Message::new(key).with("value", shorten(text)));
        if sign.is_some_and(|sign| sign.leaves_open(text)) {
            return Err(fail("ingest.sql.number_open"));
        }
        let sign = self.options.told.decimal_sign.or_else(|| sign.and_then(Sign::known));
        parse::decimal(text, i32::from(SCALE), sign).map_err(|_| fail("ingest.sql.number"))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.options == other.options
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
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
            [one, name @ ..] if name.len() < 2 => {
                let own = if one.is_numeric() { one.clone() } else { DataType::Utf8 };
                Ok(std::iter::once(own).chain(name.iter().map(|_| DataType::Utf8)).collect())
            }
            _ => Err(DataFusionError::Plan(Message::new("ingest.sql.one_argument").with("name", "number").to_string())),
        }
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        match arguments {
            [one, ..] if one.is_numeric() => Ok(one.clone()),
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
        let header = match arguments.args.get(1) {
            Some(ColumnarValue::Scalar(name)) => name.try_as_str().flatten(),
            _ => None,
        };
        let told = self.options.told.decimal_sign.is_some();
        let sign = header.filter(|_| !told).and_then(|header| self.options.signs.get(header));
        let array = cast(&argument.to_array(arguments.number_rows)?, &DataType::Utf8)?;
        let texts = array.as_string::<i32>();
        let mut numbers = Decimal128Builder::with_capacity(texts.len()).with_precision_and_scale(PRECISION, SCALE)?;
        for text in texts {
            match text.map(str::trim).filter(|text| !text.is_empty()) {
                None => numbers.append_null(),
                Some(text) => numbers.append_value(self.read(text, sign)?),
            }
        }
        Ok(ColumnarValue::Array(Arc::new(numbers.finish())))
    }
}
