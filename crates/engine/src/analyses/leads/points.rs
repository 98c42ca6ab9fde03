//! What a rule brings: its points, faded by the time that has passed, up to the most it may bring.

use catalog::LeadRule;
use model::Micros;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

/// Decimal places of points.
const PLACES: u32 = 4;
const DAY: f64 = 86_400_000_000.0;

/// The points of a rule that held at these instants, as they stand at `now_us`.
pub(super) fn points(rule: &LeadRule, held: &[Micros], now_us: Micros) -> Decimal {
    let each = |at: &Micros| -> f64 {
        let days = now_us.saturating_sub(*at).max(0) as f64 / DAY;
        rule.half_life_days.and_then(|half| half.to_f64()).map_or(1.0, |half| 0.5_f64.powf(days / half))
    };
    let times: f64 = held.iter().map(each).sum();
    let sum = Decimal::from_f64(times).unwrap_or_default() * rule.points;
    let bounded = rule.most.map_or(sum, |most| sum.clamp(-most, most));
    bounded.round_dp(PLACES)
}

#[cfg(test)]
mod tests {
    use catalog::Catalog;

    use super::*;

    #[test]
    fn points_fade_by_half_lives_and_end_at_the_most() {
        let catalog = Catalog::builtin().unwrap();
        let rule = |name: &str| catalog.lead_scores["leads"].rules.iter().find(|rule| rule.name == name).unwrap();
        let days = |days: i64| days * 86_400_000_000;
        let text = |points: Decimal| points.normalize().to_string();
        assert_eq!(text(points(rule("fresh"), &[0], days(0))), "20");
        assert_eq!(text(points(rule("fresh"), &[0], days(30))), "10");
        assert_eq!(text(points(rule("fresh"), &[0], days(60))), "5");
        assert_eq!(text(points(rule("recommended"), &[0], days(900))), "30");
        assert_eq!(text(points(rule("recommended"), &[], days(900))), "0");
        // Two now and one a half-life ago: two and a half times three, and never more than fifteen.
        assert_eq!(text(points(rule("activity"), &[days(14), days(14), 0], days(14))), "7.5");
        assert_eq!(text(points(rule("activity"), &[days(14); 20], days(14))), "15");
    }
}
