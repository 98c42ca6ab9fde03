//! `to_timestamp(x)` and `to_timestamp(x, format, …)`: an instant; a time without an offset is read in the mapping's zone.
//!
//! Without a format the text is read as a column of times is. Formats are those of strftime, `'%d/%m/%Y %H:%M'`; the first that
//! fits counts. A timestamp without a zone, and a date, are local too.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondBuilder};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use model::{Message, Micros};

use super::super::SqlOptions;
use super::super::said::Said;
use crate::DayOrder;
use crate::failure::shorten;
use crate::parse::{self, Instant};

/// The function, for one zone.
#[derive(Debug)]
pub struct ToTimestamp {
    signature: Signature,
    options: SqlOptions,
}

impl ToTimestamp {
    pub fn new(options: SqlOptions) -> Self {
        Self { signature: Signature::user_defined(Volatility::Immutable), options }
    }

    fn read(&self, text: &str, formats: &[&str], row: (usize, usize)) -> Result<Micros> {
        let instant = match formats {
            [] => parse::read_time(text, self.options.told.day_order),
            formats => formats.iter().find_map(|format| formatted(text, format)),
        };
        let placed = instant.and_then(|instant| parse::placed(instant, &self.options.zone));
        if let Some((_, Some(turn))) = placed {
            self.options.turns.note(row, turn, text);
        }
        placed.map(|(at, _)| at).ok_or_else(|| {
            let ordered = |order| formats.is_empty() && parse::read_time(text, Some(order)).is_some();
            if ordered(DayOrder::DayFirst) || ordered(DayOrder::MonthFirst) {
                return Said::error(Message::new("ingest.sql.day_order").with("value", shorten(text)));
            }
            let message = Message::new("ingest.sql.time").with("value", shorten(text));
            Said::error(if formats.is_empty() {
                message.with_message("format", Message::new("ingest.expected.time"))
            } else {
                message.with("format", formats.join(", "))
            })
        })
    }
}

impl ToTimestamp {
    /// A wall time, told as if it were UTC, as the instant it is in the zone.
    fn at_home(&self, local: Micros, row: (usize, usize)) -> Option<Micros> {
        let local = TimeZone::UTC.to_datetime(Timestamp::from_microsecond(local).ok()?);
        let (at, turn) = parse::placed(Instant::Local(local), &self.options.zone)?;
        if let Some(turn) = turn {
            self.options.turns.note(row, turn, &local.to_string());
        }
        Some(at)
    }
}

impl PartialEq for ToTimestamp {
    fn eq(&self, other: &Self) -> bool {
        self.options == other.options
    }
}

impl Eq for ToTimestamp {}

impl Hash for ToTimestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl ScalarUDFImpl for ToTimestamp {
    fn name(&self) -> &'static str {
        "to_timestamp"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, arguments: &[DataType]) -> Result<Vec<DataType>> {
        let coerced = |(position, own): (usize, &DataType)| match own {
            DataType::Timestamp(_, zone) if position == 0 => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
            DataType::Date32 | DataType::Date64 if position == 0 => DataType::Timestamp(TimeUnit::Microsecond, None),
            _ => DataType::Utf8,
        };
        if arguments.is_empty() {
            let message = Message::new("ingest.sql.one_argument").with("name", self.name());
            return Err(DataFusionError::Plan(message.to_string()));
        }
        Ok(arguments.iter().enumerate().map(coerced).collect())
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = arguments
            .args
            .iter()
            .map(|argument| argument.to_array(arguments.number_rows))
            .collect::<Result<Vec<ArrayRef>>>()?;
        let Some((first, formats)) = arrays.split_first() else {
            return Ok(ColumnarValue::Scalar(datafusion::scalar::ScalarValue::Null));
        };
        let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        if let DataType::Timestamp(_, Some(_)) = first.data_type() {
            return Ok(ColumnarValue::Array(cast(first, &utc)?));
        }
        let mut instants = TimestampMicrosecondBuilder::with_capacity(first.len()).with_timezone("UTC");
        if let DataType::Timestamp(TimeUnit::Microsecond, None) = first.data_type() {
            for (row, local) in first.as_primitive::<TimestampMicrosecondType>().iter().enumerate() {
                instants.append_option(local.and_then(|local| self.at_home(local, (row, first.len()))));
            }
            return Ok(ColumnarValue::Array(Arc::new(instants.finish())));
        }
        let texts = first.as_string::<i32>();
        for row in 0..texts.len() {
            let text = if texts.is_null(row) { "" } else { texts.value(row).trim() };
            if text.is_empty() {
                instants.append_null();
                continue;
            }
            let formats: Vec<&str> = formats
                .iter()
                .map(|format| format.as_string::<i32>())
                .filter(|format| format.is_valid(row))
                .map(|format| format.value(row))
                .collect();
            instants.append_value(self.read(text, &formats, (row, texts.len()))?);
        }
        Ok(ColumnarValue::Array(Arc::new(instants.finish())))
    }
}

fn formatted(text: &str, format: &str) -> Option<Instant> {
    let broken = strtime::parse(format, text).ok()?;
    if broken.offset().is_some() || broken.timestamp().is_some() {
        return Some(Instant::At(broken.to_timestamp().ok()?.as_microsecond()));
    }
    broken.to_datetime().map(Instant::Local).or_else(|_| broken.to_date().map(Instant::Day)).ok()
}
