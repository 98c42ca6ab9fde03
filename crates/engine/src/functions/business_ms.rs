//! `business_ms(from, to[, hours])`: milliseconds of business time between two instants, in the `default` business hours or
//! those of a name.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use catalog::Settings;
use datafusion::arrow::array::{Array, AsArray, Int64Array};
use datafusion::arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use model::{Message, Micros, Timetable, nearest};

use crate::EngineError;

const DEFAULT: &str = "default";

/// The function under these settings; null where an instant or the name is.
#[must_use]
pub fn business_ms(settings: Arc<Settings>) -> ScalarUDF {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let signature = Signature::one_of(
        vec![
            TypeSignature::Exact(vec![time.clone(), time.clone()]),
            TypeSignature::Exact(vec![time.clone(), time, DataType::Utf8]),
        ],
        Volatility::Immutable,
    );
    ScalarUDF::from(BusinessMs { settings, signature })
}

#[derive(Debug)]
struct BusinessMs {
    settings: Arc<Settings>,
    signature: Signature,
}

impl PartialEq for BusinessMs {
    fn eq(&self, other: &Self) -> bool {
        self.settings == other.settings && self.signature == other.signature
    }
}

impl Eq for BusinessMs {}

impl Hash for BusinessMs {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.settings.time_zone.hash(state);
        self.settings.business_hours.len().hash(state);
    }
}

impl BusinessMs {
    /// The timetable of some business hours over all of a batch.
    fn timetable(&self, name: &str, range: (Micros, Micros)) -> Result<Timetable> {
        let failed = |error: EngineError| DataFusionError::External(Box::new(error));
        let hours = self.settings.business(name).map_err(|error| failed(error.into()))?;
        let Some(hours) = hours else {
            let known = self.settings.business_hours.keys();
            let near = nearest(name, known.map(String::as_str)).unwrap_or(DEFAULT);
            let message = Message::new("engine.unknown_hours").with("name", name).with("nearest", near);
            return Err(failed(EngineError::Question(message)));
        };
        hours.timetable(range.0, range.1).map_err(|error| failed(error.into()))
    }
}

impl ScalarUDFImpl for BusinessMs {
    fn name(&self) -> &'static str {
        "business_ms"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [from, to] = [0, 1].map(|index| args.args[index].to_array(args.number_rows));
        let (from, to) = (from?, to?);
        let names = args.args.get(2).map(|names| names.to_array(args.number_rows)).transpose()?;
        let names = names.as_ref().and_then(|names| names.as_string_opt::<i32>());
        let (Some(from), Some(to)) =
            (from.as_primitive_opt::<TimestampMicrosecondType>(), to.as_primitive_opt::<TimestampMicrosecondType>())
        else {
            return exec_err!("business_ms takes two times and the name of business hours");
        };
        let instants = || from.iter().chain(to.iter()).flatten();
        let range = (instants().min().unwrap_or_default(), instants().max().unwrap_or_default());
        let mut timetables: HashMap<&str, Timetable> = HashMap::new();
        let mut told = Vec::with_capacity(args.number_rows);
        for row in 0..args.number_rows {
            let name = names.map_or(Some(DEFAULT), |names| names.is_valid(row).then(|| names.value(row)));
            let (Some(name), true, true) = (name, from.is_valid(row), to.is_valid(row)) else {
                told.push(None);
                continue;
            };
            if !timetables.contains_key(name) {
                timetables.insert(name, self.timetable(name, range)?);
            }
            told.push(timetables.get(name).map(|timetable| timetable.ms_between(from.value(row), to.value(row))));
        }
        Ok(ColumnarValue::Array(Arc::new(Int64Array::from(told))))
    }
}
