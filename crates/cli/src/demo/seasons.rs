//! How the year, the week and the day move everything.

use jiff::civil::{Date, Weekday};

use super::dice::Dice;
use super::timeline::{HOUR, MINUTE, Seconds};

/// Orders in a month, January first, times the average: gardeners buy in spring, and everybody gives presents.
///
/// `orders` of November and December are about twice those of the summer.
const ORDERS: [f64; 12] = [0.70, 0.80, 1.05, 1.15, 1.05, 0.85, 0.75, 0.70, 0.85, 0.95, 1.65, 1.80];

/// Signups in a month, times the average.
const SIGNUPS: [f64; 12] = [1.12, 1.02, 1.10, 1.10, 1.00, 0.92, 0.88, 0.86, 1.00, 1.00, 1.05, 0.95];

/// Use on a weekday, Monday first, times the average.
const USE: [f64; 7] = [1.08, 1.06, 1.04, 1.02, 0.94, 0.90, 0.96];

/// Weight of each hour of the day in what people do.
const HOURS: [u8; 24] = [1, 1, 0, 0, 0, 1, 2, 4, 6, 6, 6, 5, 6, 6, 5, 5, 5, 6, 7, 8, 9, 7, 4, 2];

/// Weight of each hour of the day in what an office does.
const OFFICE_HOURS: [u8; 24] = [0, 0, 0, 0, 0, 0, 0, 2, 7, 10, 10, 9, 6, 8, 9, 9, 8, 5, 2, 1, 0, 0, 0, 0];

#[must_use]
pub fn orders(day: Date) -> f64 {
    of_month(&ORDERS, day)
}

#[must_use]
pub fn signups(day: Date) -> f64 {
    of_month(&SIGNUPS, day)
}

#[must_use]
pub fn usage(day: Date) -> f64 {
    let weekday = day.weekday().to_monday_zero_offset();
    USE.get(weekday as usize).copied().unwrap_or(1.0)
}

/// Black Friday and the weekend behind it: the shop takes a fifth off.
#[must_use]
pub fn sale(day: Date) -> bool {
    let Ok(fourth_thursday) = day.nth_weekday_of_month(4, Weekday::Thursday) else { return false };
    let since = fourth_thursday.duration_until(day).as_hours() / 24;
    day.month() == 11 && (1..=4).contains(&since)
}

/// A time of day at which a person does something, in seconds after midnight.
pub fn hour(dice: &mut Dice) -> Seconds {
    of_day(&HOURS, dice)
}

/// A time of day at which somebody at work does something.
pub fn office_hour(dice: &mut Dice) -> Seconds {
    of_day(&OFFICE_HOURS, dice)
}

fn of_month(table: &[f64; 12], day: Date) -> f64 {
    table.get(day.month() as usize - 1).copied().unwrap_or(1.0)
}

fn of_day(table: &[u8; 24], dice: &mut Dice) -> Seconds {
    let total: usize = table.iter().map(|weight| usize::from(*weight)).sum();
    let mut left = dice.below(total);
    let mut hour = 0;
    for weight in table {
        if left < usize::from(*weight) {
            break;
        }
        left -= usize::from(*weight);
        hour += 1;
    }
    hour * HOUR + dice.between(0, 60 * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn black_friday_follows_the_fourth_thursday() {
        assert!(!sale(date(2024, 11, 28)));
        assert!(sale(date(2024, 11, 29)) && sale(date(2024, 12, 1).yesterday().unwrap()));
        assert!(sale(date(2025, 11, 28)) && !sale(date(2025, 10, 24)));
    }
}
