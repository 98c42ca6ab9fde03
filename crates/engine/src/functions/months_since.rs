//! `months_since(from, to)`: whole civil months between two instants in the workspace's zone, null where either is.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, Int64Array};
use datafusion::arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use model::Calendar;

/// The function in the zone of a calendar.
#[must_use]
pub fn months_since(calendar: Calendar) -> ScalarUDF {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let signature = Signature::new(TypeSignature::Exact(vec![time.clone(), time]), Volatility::Immutable);
    ScalarUDF::from(MonthsSince { calendar, signature })
}

#[derive(Debug)]
struct MonthsSince {
    calendar: Calendar,
    signature: Signature,
}

impl PartialEq for MonthsSince {
    fn eq(&self, other: &Self) -> bool {
        self.calendar.zone() == other.calendar.zone()
    }
}

impl Eq for MonthsSince {}

impl Hash for MonthsSince {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.calendar.zone().iana_name().hash(state);
    }
}

impl ScalarUDFImpl for MonthsSince {
    fn name(&self) -> &'static str {
        "months_since"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (from, to) = (args.args[0].to_array(args.number_rows)?, args.args[1].to_array(args.number_rows)?);
        let (Some(from), Some(to)) =
            (from.as_primitive_opt::<TimestampMicrosecondType>(), to.as_primitive_opt::<TimestampMicrosecondType>())
        else {
            return exec_err!("months_since takes two times");
        };
        let months = from.iter().zip(to.iter()).map(|(from, to)| {
            let Some((from, to)) = from.zip(to) else { return Ok(None) };
            let months = self.calendar.months_between(from, to);
            months.map(Some).map_err(|error| DataFusionError::External(Box::new(error)))
        });
        Ok(ColumnarValue::Array(Arc::new(months.collect::<Result<Int64Array>>()?)))
    }
}
