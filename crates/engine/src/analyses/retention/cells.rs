//! The cells of a matrix: each an intersection, with how far it is known and its interval.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::Measure;
use model::{Currency, Message, Money as Amount};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::average::{Average, Averages};
use super::returns::Returns;
use super::{CohortCell, RetentionQuery, Span};
use crate::frame::Frame;
use crate::interval::LEVEL;
use crate::measures::{Measured, Measurement};
use crate::rows::told;
use crate::subjects::{Amounts, Set};
use crate::{EngineError, Number, Reason};

/// What cells are made of.
pub(super) struct Table<'a> {
    pub query: &'a RetentionQuery,
    pub frame: &'a Frame,
    pub returns: &'a Returns,
    /// Where amounts are followed.
    pub money: Option<&'a Money>,
}

/// What each customer brought in each period.
pub(super) struct Money {
    periods: Vec<Arc<Amounts>>,
    currency: Currency,
}

impl Money {
    /// # Errors
    /// [`EngineError::Definition`] for a measure that gives no amounts.
    pub fn new(measure: &Measure, measured: &Measured, currency: Currency) -> Result<Self, EngineError> {
        let amounts = |parts: &BTreeMap<_, _>| match parts.values().next() {
            Some(Measurement::Amounts(amounts)) => Ok(Arc::clone(amounts)),
            None => Ok(Arc::default()),
            Some(_) => {
                let message = Message::new("engine.measure_without_amounts").with("measure", &measure.name);
                Err(EngineError::Definition(message))
            }
        };
        Ok(Self { periods: measured.periods.iter().map(amounts).collect::<Result<_, _>>()?, currency })
    }

    /// What these customers brought in the period of this place, each.
    fn of(&self, place: usize, customers: &Set) -> Amounts {
        self.periods.get(place).map(|amounts| amounts.over(customers)).unwrap_or_default()
    }
}

/// One cell's customers.
struct Seat<'a> {
    place: usize,
    span: Span,
    customers: &'a Set,
    matured: Set,
}

impl Table<'_> {
    /// Every cell of one cohort; what has a value is added to the averages.
    ///
    /// # Errors
    /// [`EngineError::Definition`] when a sum of money has more digits than it can have.
    pub fn cells(
        &self,
        place: usize,
        customers: &Set,
        averages: &mut Averages,
    ) -> Result<Vec<CohortCell>, EngineError> {
        let seated = self.query.spans().into_iter().zip(averages.each()).map(|(span, average)| {
            let seat = Seat { place, span, customers, matured: self.returns.matured(customers, place, span) };
            match self.money {
                None => Ok(self.counted(&seat, average)),
                Some(money) => self.weighed(&seat, money, average),
            }
        });
        seated.collect()
    }

    fn counted(&self, seat: &Seat<'_>, average: &mut Average) -> CohortCell {
        let back = self.returns.of(seat.place, seat.span) & &seat.matured;
        let (count, matured) = (back.len(), seat.matured.len());
        let interval = stats::wilson(count, matured, LEVEL).ok();
        average.add_customers(&back, &seat.matured);
        CohortCell {
            count,
            value: (matured > 0).then(|| count as f64 / matured as f64),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            ..self.blank(seat)
        }
    }

    fn weighed(&self, seat: &Seat<'_>, money: &Money, average: &mut Average) -> Result<CohortCell, EngineError> {
        let amounts = money.of(seat.place + seat.span.from, &seat.matured);
        let base = money.of(seat.place, &seat.matured);
        let pairs = pairs(&seat.matured, &amounts, &base);
        let (total, whole) = (sum(&amounts)?, sum(&base)?);
        let interval = stats::ratio_of_sums(&pairs, LEVEL).ok();
        average.add_amounts(&seat.matured, &pairs, [total, whole]);
        let ten_thousandths = total.checked_mul(Decimal::from(10_000)).and_then(|total| total.to_i128());
        let ten_thousandths = ten_thousandths.ok_or_else(too_long)?;
        let blank = self.blank(seat);
        Ok(CohortCell {
            count: amounts.entries.iter().filter(|(_, amount)| *amount != 0).count() as u64,
            amount: Some(Number::Money(Amount { ten_thousandths, currency: money.currency })),
            value: share(total, whole),
            reason: blank.reason.or_else(|| whole.is_zero().then_some(Reason::NothingToDivideBy)),
            low: interval.as_ref().map(|estimate| estimate.low),
            high: interval.as_ref().map(|estimate| estimate.high),
            ..blank
        })
    }

    /// The cell as far as it says nothing but how far it is known.
    fn blank(&self, seat: &Seat<'_>) -> CohortCell {
        let matures_at = self.returns.matures_at(seat.customers, seat.place, seat.span);
        let closed = self.frame.periods.get(seat.place).is_some_and(|period| self.frame.complete(period));
        let grown = match matures_at {
            Some(at) => self.frame.horizon.is_some_and(|horizon| at <= horizon),
            None => closed,
        };
        let reason = match (seat.matured.is_empty(), grown) {
            (false, _) => None,
            (true, true) => Some(Reason::NothingToDivideBy),
            (true, false) => Some(Reason::NotKnownYet),
        };
        CohortCell {
            offset: seat.span.from,
            until: self.query.shown(seat.span),
            count: 0,
            matured: seat.matured.len(),
            amount: None,
            value: None,
            reason,
            low: None,
            high: None,
            complete: closed && grown,
            matures_at: matures_at.map(told),
        }
    }
}

/// Of every customer what they bring and what they brought at first.
fn pairs(customers: &Set, amounts: &Amounts, base: &Amounts) -> Vec<(f64, f64)> {
    let of = |amounts: &Amounts| -> BTreeMap<u32, f64> {
        let unit = 10_f64.powi(i32::try_from(amounts.scale).unwrap_or_default());
        amounts.entries.iter().map(|(key, amount)| (*key, *amount as f64 / unit)).collect()
    };
    let (amounts, base) = (of(amounts), of(base));
    let at = |of: &BTreeMap<u32, f64>, key: u32| of.get(&key).copied().unwrap_or_default();
    customers.iter().map(|key| (at(&amounts, key), at(&base, key))).collect()
}

fn sum(amounts: &Amounts) -> Result<Decimal, EngineError> {
    amounts.total().ok_or_else(too_long)
}

fn too_long() -> EngineError {
    EngineError::Definition(Message::new("engine.too_many_digits").with("what", "sum"))
}

/// A part of a whole; `None` of nothing.
pub(super) fn share(part: Decimal, whole: Decimal) -> Option<f64> {
    part.checked_div(whole)?.to_f64()
}
