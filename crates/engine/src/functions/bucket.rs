//! `bucket(at)`: between which of a question's instants a row lies.
//!
//! A question's windows begin and end at a handful of instants. Numbering the stretches between them once lets
//! one scan serve every window: a window is then a run of buckets. A civil day lies where it begins in the
//! workspace's zone.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, Int32Array};
use datafusion::arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use jiff::ToSpan;
use jiff::civil::date;
use model::{Calendar, Micros};

/// The function for these instants, which must be sorted: a time before the first is in bucket 0, one at or
/// after the last in bucket `instants.len()`. Null is in no bucket.
#[must_use]
pub fn bucket(instants: Vec<Micros>, calendar: Calendar) -> ScalarUDF {
    ScalarUDF::from(Bucket { instants, calendar, signature: Signature::any(1, Volatility::Immutable) })
}

#[derive(Debug)]
struct Bucket {
    instants: Vec<Micros>,
    calendar: Calendar,
    signature: Signature,
}

impl PartialEq for Bucket {
    fn eq(&self, other: &Self) -> bool {
        self.instants == other.instants
    }
}

impl Eq for Bucket {}

impl Hash for Bucket {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instants.hash(state);
    }
}

impl Bucket {
    fn of(&self, at: Micros) -> i32 {
        i32::try_from(self.instants.partition_point(|instant| *instant <= at)).unwrap_or(i32::MAX)
    }

    fn of_day(&self, day: i32) -> Option<i32> {
        let day = date(1970, 1, 1).checked_add(day.days()).ok()?;
        self.calendar.start_of_day(day).ok().map(|at| self.of(at))
    }
}

impl ScalarUDFImpl for Bucket {
    fn name(&self) -> &'static str {
        "bucket"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let array = args.args[0].to_array(args.number_rows)?;
        let buckets: Int32Array = if let Some(times) = array.as_primitive_opt::<TimestampMicrosecondType>() {
            times.iter().map(|at| at.map(|at| self.of(at))).collect()
        } else if let Some(days) = array.as_primitive_opt::<Date32Type>() {
            days.iter().map(|day| day.and_then(|day| self.of_day(day))).collect()
        } else {
            return exec_err!("bucket takes a day or a time in microseconds, not {}", array.data_type());
        };
        Ok(ColumnarValue::Array(Arc::new(buckets)))
    }
}
