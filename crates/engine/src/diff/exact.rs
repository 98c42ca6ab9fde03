//! Differences that sum exactly: the numbers of one cell are first brought to the same decimal places.

use model::Money;
use rust_decimal::Decimal;

use crate::Number;

/// Decimal places that a share or mean is compared in, unless it is so large that a program could not read them.
const PLACES: u32 = 12;

/// Digits that a floating-point number of a program holds without loss.
const DIGITS: u32 = 15;

/// The numbers of one cell, each to the same decimal places: the differences of such numbers sum exactly, as
/// decimals and as the numbers that programs read in JSON.
pub fn aligned(numbers: &[Option<Number>]) -> Vec<Option<Number>> {
    let largest = numbers.iter().flatten().map(|number| match number {
        Number::Real(value) => value.trunc().abs().mantissa().checked_ilog10().map_or(0, |log| log + 1),
        _ => 0,
    });
    let places = PLACES.min(DIGITS.saturating_sub(largest.max().unwrap_or(0)));
    let align = |number: Number| match number {
        Number::Real(value) => Number::Real(value.round_dp(places).normalize()),
        other => other,
    };
    numbers.iter().map(|number| number.map(align)).collect()
}

/// `after` less `before`, where one is missing counted from zero. None where the two have no common unit.
pub fn change(before: Option<Number>, after: Option<Number>) -> Option<Number> {
    match (before, after) {
        (None, None) => None,
        (None, Some(after)) => Some(after),
        (Some(before), None) => Some(negative(before)),
        (Some(before), Some(after)) => less(after, before),
    }
}

/// Whether a change moves anything. One between numbers without a common unit does.
pub fn moves(before: Option<Number>, after: Option<Number>) -> bool {
    match (before, after) {
        (None, None) => false,
        (Some(before), Some(after)) => less(after, before).is_none_or(|change| !is_zero(change)),
        // A number that appears as zero, or goes as zero, is told of too.
        _ => true,
    }
}

fn less(after: Number, before: Number) -> Option<Number> {
    match (after, before) {
        (Number::Money(after), Number::Money(before)) => (after.currency == before.currency)
            .then(|| Number::Money(Money { ten_thousandths: after.ten_thousandths - before.ten_thousandths, ..after })),
        (Number::Money(_), _) | (_, Number::Money(_)) => None,
        (Number::Whole(after), Number::Whole(before)) => Some(Number::Whole(after - before)),
        (after, before) => Some(Number::Real((real(after)? - real(before)?).normalize())),
    }
}

fn real(number: Number) -> Option<Decimal> {
    match number {
        Number::Real(value) => Some(value),
        Number::Whole(value) => Decimal::try_from_i128_with_scale(value, 0).ok(),
        Number::Money(_) => None,
    }
}

fn negative(number: Number) -> Number {
    match number {
        Number::Real(value) => Number::Real(-value),
        Number::Whole(value) => Number::Whole(-value),
        Number::Money(money) => Number::Money(Money { ten_thousandths: -money.ten_thousandths, ..money }),
    }
}

fn is_zero(number: Number) -> bool {
    match number {
        Number::Real(value) => value.is_zero(),
        Number::Whole(value) => value == 0,
        Number::Money(money) => money.ten_thousandths == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real_of(text: &str) -> Option<Number> {
        Some(Number::Real(text.parse().unwrap()))
    }

    #[test]
    fn changes_of_aligned_numbers_sum_to_the_whole_change() {
        let thirds =
            [real_of("0.3333333333333333333333333333"), real_of("12.66666666666666666666666667"), None, real_of("0.1")];
        let aligned = aligned(&thirds);
        assert_eq!(aligned[0], real_of("0.333333333333"));
        let parts: Vec<_> = aligned.windows(2).map(|pair| change(pair[0], pair[1]).unwrap()).collect();
        assert_eq!(
            parts,
            [real_of("12.333333333334"), real_of("-12.666666666667"), real_of("0.1")].map(Option::unwrap)
        );
        let sum: Decimal = parts.iter().filter_map(|part| real(*part)).sum();
        assert_eq!(Some(Number::Real(sum.normalize())), change(aligned[0], aligned[3]));
    }

    #[test]
    fn a_large_mean_keeps_the_digits_that_a_program_reads() {
        let aligned = aligned(&[real_of("123456.78901234567890"), Some(Number::Whole(5))]);
        assert_eq!(aligned, [real_of("123456.789012346"), Some(Number::Whole(5))]);
        assert_eq!(change(aligned[1], aligned[0]), real_of("123451.789012346"));
    }

    #[test]
    fn two_currencies_have_no_difference_and_are_a_change() {
        let money = |ten_thousandths, code: &str| {
            Some(Number::Money(Money { ten_thousandths, currency: code.parse().unwrap() }))
        };
        assert_eq!(change(money(5, "EUR"), money(9, "EUR")), money(4, "EUR"));
        assert_eq!(change(money(5, "EUR"), money(5, "USD")), None);
        assert!(moves(money(5, "EUR"), money(5, "USD")));
        assert!(moves(None, Some(Number::Whole(0))) && !moves(None, None));
    }
}
