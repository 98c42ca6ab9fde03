//! A number of an answer as a cell: in its metric's unit, or as it stands.

use catalog::Unit;
use engine::{Number, Row};
use model::{Currency, Money};

use super::Cell;

/// A number in the unit of its metric.
pub fn in_unit(value: Option<Number>, unit: Unit) -> Cell {
    let Some(value) = value else { return Cell::Null };
    match (unit, value) {
        (_, Number::Money(money)) => Cell::Money(money),
        (Unit::Share, value) => Cell::Share(value.to_f64()),
        (Unit::Points | Unit::Months, value) => Cell::Tenths(value.to_f64()),
        (Unit::Duration, value) => milliseconds(value.to_f64()),
        (_, value) => exact(Some(value)),
    }
}

/// A change of a metric in its unit: of a share in percentage points.
pub fn change_in_unit(value: Option<Number>, unit: Unit) -> Cell {
    match in_unit(value, unit) {
        Cell::Share(points) => Cell::SharePoints(points),
        cell => cell,
    }
}

/// A number as it stands, where its unit is not known to be another than its own.
pub fn exact(value: Option<Number>) -> Cell {
    match value {
        None => Cell::Null,
        Some(Number::Money(money)) => Cell::Money(money),
        Some(Number::Whole(value)) => {
            i64::try_from(value).map_or_else(|_| Cell::Digits(value.to_string()), Cell::Count)
        }
        Some(value) => Cell::Number(value.to_f64()),
    }
}

/// A bound in the unit of its metric; a bound of money is a row's own currency, exact to ten-thousandths.
pub fn bound(bound: Option<f64>, unit: Unit, row: &Row) -> Cell {
    near(bound, unit, row.value)
}

/// What is computed in floating point beside a value, in the unit and currency of that value.
pub fn near(number: Option<f64>, unit: Unit, value: Option<Number>) -> Cell {
    let Some(bound) = number else { return Cell::Null };
    match (unit, value) {
        (Unit::Money, Some(Number::Money(value))) => amount(bound, value.currency),
        (Unit::Share, _) => Cell::Share(bound),
        _ => Cell::Number(bound),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an amount in ten-thousandths lies far inside the range")]
fn amount(bound: f64, currency: Currency) -> Cell {
    Cell::Money(Money { ten_thousandths: (bound * 10_000.0).round() as i128, currency })
}

/// A duration to the nearest millisecond.
#[expect(clippy::cast_possible_truncation, reason = "a duration in milliseconds lies far inside the range")]
pub fn milliseconds(value: f64) -> Cell {
    Cell::Duration(value.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_in_their_unit() {
        let money = Some(Number::Money(Money { ten_thousandths: 10_000, currency: "USD".parse().unwrap() }));
        assert_eq!(in_unit(Some(Number::Whole(90_000)), Unit::Duration), Cell::Duration(90_000));
        assert_eq!(in_unit(money, Unit::Money).json()["amount"], "1.0000");
        assert_eq!(in_unit(None, Unit::Share), Cell::Null);
    }
}
