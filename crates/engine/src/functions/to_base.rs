//! `to_base(amount, currency, at)`: money in the workspace's currency at the rate of its day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::{Array, AsArray, Decimal128Array};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use jiff::civil::Date;
use model::{Calendar, Currency, Micros};

use crate::MissingRate;

/// How old a rate may be, in days: the last one within a week stands in for weekends and holidays.
pub const MOST_DAYS_OLD: i32 = 7;
/// `decimal(28,10)`, as the model stores rates.
const RATE_UNIT: i128 = 10_000_000_000;

/// The workspace's currency and the dated rates into it.
#[derive(Debug)]
pub struct Rates {
    base: Currency,
    calendar: Calendar,
    /// Currency, then day since 1970 → rate in 10⁻¹⁰.
    dated: BTreeMap<String, BTreeMap<i32, i128>>,
    /// What had no rate, by instant and currency; `None` where that is refused.
    noted: Option<Mutex<BTreeSet<(Micros, String)>>>,
}

/// What an amount comes to.
enum Converted {
    Amount(i128),
    /// No rate is known for this day.
    NoRate(Date),
}

impl Rates {
    /// No rates yet; money that has none will be refused.
    #[must_use]
    pub fn new(base: Currency, calendar: Calendar) -> Self {
        Self { base, calendar, dated: BTreeMap::new(), noted: None }
    }

    /// The same, but money without a rate comes to null and is noted: whoever reads it must look at what was.
    #[must_use]
    pub fn noting(self) -> Self {
        Self { noted: Some(Mutex::default()), ..self }
    }

    /// What had no rate so far, by instant and currency.
    pub fn notes(&self) -> BTreeSet<(Micros, String)> {
        self.noted
            .as_ref()
            .map(|noted| noted.lock().unwrap_or_else(PoisonError::into_inner).clone())
            .unwrap_or_default()
    }

    pub fn has_noted(&self) -> bool {
        self.noted.as_ref().is_some_and(|noted| !noted.lock().unwrap_or_else(PoisonError::into_inner).is_empty())
    }

    /// Begins to note anew.
    pub fn forget(&self) {
        if let Some(noted) = &self.noted {
            noted.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    /// Adds one rate; pairs that do not lead into the workspace's currency are not used.
    pub fn add(&mut self, day: i32, from: &str, to: &str, rate: i128) {
        if to == self.base.as_str() {
            self.dated.entry(from.to_owned()).or_default().insert(day, rate);
        } else if from == self.base.as_str() && rate > 0 && !self.has(to, day) {
            let inverse = (RATE_UNIT * RATE_UNIT + rate / 2) / rate;
            self.dated.entry(to.to_owned()).or_default().insert(day, inverse);
        }
    }

    fn has(&self, currency: &str, day: i32) -> bool {
        self.dated.get(currency).is_some_and(|rates| rates.contains_key(&day))
    }

    /// Converts ten-thousandths of `currency`, rounding half away from zero. Nothing is nothing in every currency.
    fn convert(&self, amount: i128, currency: &str, at: Micros) -> Result<Converted> {
        if amount == 0 || currency.is_empty() || currency == self.base.as_str() {
            return Ok(Converted::Amount(amount));
        }
        let date = self.calendar.day_of(at).map_err(|error| DataFusionError::External(Box::new(error)))?;
        let day = days_since_epoch(date);
        let rate = self
            .dated
            .get(currency)
            .and_then(|rates| rates.range(day - MOST_DAYS_OLD..=day).next_back())
            .map(|(_, rate)| *rate);
        let Some(rate) = rate else { return Ok(Converted::NoRate(date)) };
        let product =
            amount.checked_mul(rate).ok_or_else(|| DataFusionError::Execution("money out of range".to_owned()))?;
        let half = if product < 0 { -RATE_UNIT / 2 } else { RATE_UNIT / 2 };
        Ok(Converted::Amount((product + half) / RATE_UNIT))
    }

    /// Notes what has no rate; gives it back where it is to be refused.
    fn note(&self, at: Micros, currency: &str, day: Date) -> Option<MissingRate> {
        match &self.noted {
            Some(noted) => {
                noted.lock().unwrap_or_else(PoisonError::into_inner).insert((at, currency.to_owned()));
                None
            }
            None => {
                let (from, to) = (currency.to_owned(), self.base.to_string());
                Some(MissingRate { from, to, first_day: day, last_day: day })
            }
        }
    }
}

fn days_since_epoch(date: jiff::civil::Date) -> i32 {
    jiff::civil::Date::new(1970, 1, 1).and_then(|epoch| epoch.until(date)).map_or(0, |span| span.get_days())
}

/// The function over these rates. A null currency is the workspace's own.
#[must_use]
pub fn to_base(rates: Arc<Rates>) -> ScalarUDF {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let signature = Signature::new(
        TypeSignature::Exact(vec![DataType::Decimal128(18, 4), DataType::Utf8, time]),
        Volatility::Immutable,
    );
    ScalarUDF::from(ToBase { rates, signature })
}

#[derive(Debug)]
struct ToBase {
    rates: Arc<Rates>,
    signature: Signature,
}

impl PartialEq for ToBase {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rates, &other.rates)
    }
}

impl Eq for ToBase {}

impl std::hash::Hash for ToBase {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.rates.base.hash(state);
    }
}

impl ScalarUDFImpl for ToBase {
    fn name(&self) -> &'static str {
        "to_base"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Decimal128(18, 4))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [amounts, currencies, times] = [0, 1, 2].map(|index| args.args[index].to_array(args.number_rows));
        let (amounts, currencies, times) = (amounts?, currencies?, times?);
        let (Some(amounts), Some(currencies), Some(times)) = (
            amounts.as_primitive_opt::<Decimal128Type>(),
            currencies.as_string_opt::<i32>(),
            times.as_primitive_opt::<TimestampMicrosecondType>(),
        ) else {
            return exec_err!("to_base takes an amount, a currency and a time");
        };
        let mut converted = Vec::with_capacity(amounts.len());
        let mut refused = Vec::new();
        for row in 0..amounts.len() {
            converted.push(if amounts.is_null(row) {
                None
            } else if currencies.is_null(row) {
                Some(amounts.value(row))
            } else if times.is_null(row) {
                None
            } else {
                let (currency, at) = (currencies.value(row), times.value(row));
                match self.rates.convert(amounts.value(row), currency, at)? {
                    Converted::Amount(amount) => Some(amount),
                    Converted::NoRate(day) => {
                        refused.extend(self.rates.note(at, currency, day));
                        None
                    }
                }
            });
        }
        if !refused.is_empty() {
            return Err(DataFusionError::External(Box::new(MissingRate::refusal(refused))));
        }
        let array = Decimal128Array::from(converted).with_precision_and_scale(18, 4)?;
        Ok(ColumnarValue::Array(Arc::new(array)))
    }
}
