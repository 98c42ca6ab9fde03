//! Answers as rows for files: one row per metric, period and part.

use engine::{Answer, Reason, Row};

use super::unit::{bound, exact};
use super::{Cell, Column, List};

/// All answers as one list: one row per metric, period and part.
pub fn of(answers: &[Answer]) -> List {
    let cuts = in_order(answers.iter().flat_map(|answer| answer.by.iter().cloned()));
    let also = in_order(
        answers.iter().flat_map(|answer| &answer.rows).flat_map(|row| row.also.iter().map(|(name, _)| name.clone())),
    );
    let compared = answers.iter().flat_map(|answer| &answer.rows).any(|row| row.compare.is_some());
    let fiscal = answers.iter().flat_map(|answer| &answer.rows).any(|row| row.period.is_some());
    const BEFORE: [&str; 4] = ["metric", "unit", "start", "end"];
    const AFTER: [&str; 9] =
        ["value", "numerator", "denominator", "low", "high", "eligible", "matured", "complete", "reason"];
    const PERIOD: &str = "period";
    const COMPARED: [&str; 4] = ["compare_value", "compare_change", "compare_change_share", "compare_reason"];
    const INTERVAL: &str = "interval_reason";
    let unbounded = answers.iter().flat_map(|answer| &answer.rows).any(|row| row.interval_reason.is_some());
    let lacking = in_order(
        answers
            .iter()
            .flat_map(|answer| &answer.rows)
            .flat_map(|row| row.also_reasons.iter().map(|(name, _)| name.clone())),
    );
    let fixed = |name: &str| BEFORE.contains(&name) || AFTER.contains(&name) || (fiscal && name == PERIOD);
    let own = |name: &String| if fixed(name) { format!("by_{name}") } else { name.clone() };
    let mut keys: Vec<String> = BEFORE.map(str::to_owned).to_vec();
    keys.extend(fiscal.then(|| PERIOD.to_owned()));
    keys.extend(cuts.iter().map(own));
    keys.extend(AFTER.map(str::to_owned));
    keys.extend(unbounded.then(|| INTERVAL.to_owned()));
    keys.extend(also.iter().map(own));
    keys.extend(lacking.iter().map(|name| format!("{}_reason", own(name))));
    if compared {
        keys.extend(COMPARED.map(str::to_owned));
    }
    let columns = keys.into_iter().map(|key| Column { title: key.clone(), key }).collect();
    let mut list = List { key: "rows", title: None, columns, rows: Vec::new() };
    for answer in answers {
        for row in &answer.rows {
            let mut cells =
                vec![Cell::text(&answer.metric), Cell::text(answer.unit.name()), day(&row.start), day(&row.end)];
            cells.extend(fiscal.then(|| row.period.as_ref().map_or(Cell::Null, Cell::text)));
            cells.extend(cuts.iter().map(|cut| part(row, cut)));
            cells.extend([
                exact(row.value),
                exact(row.numerator),
                exact(row.denominator),
                bound(row.low, answer.unit, row),
                bound(row.high, answer.unit, row),
                count(row.eligible),
                count(row.matured),
                Cell::Flag(row.complete),
                why(row.reason),
            ]);
            cells.extend(unbounded.then(|| why(row.interval_reason)));
            cells.extend(
                also.iter().map(|name| {
                    exact(row.also.iter().find(|(known, _)| known == name).and_then(|(_, number)| *number))
                }),
            );
            cells.extend(
                lacking.iter().map(|name| {
                    why(row.also_reasons.iter().find(|(known, _)| known == name).map(|(_, reason)| *reason))
                }),
            );
            if compared {
                let compare = row.compare.as_ref();
                cells.extend([
                    exact(compare.and_then(|compare| compare.value)),
                    exact(compare.and_then(|compare| compare.change)),
                    compare.and_then(|compare| compare.change_share).map_or(Cell::Null, Cell::Share),
                    why(compare.and_then(|compare| compare.reason)),
                ]);
            }
            list.rows.push(cells);
        }
    }
    list
}

fn why(reason: Option<Reason>) -> Cell {
    reason.map_or(Cell::Null, |reason| Cell::text(reason.as_str()))
}

fn count(count: Option<u64>) -> Cell {
    count.map_or(Cell::Null, Cell::count)
}

fn day(text: &str) -> Cell {
    text.parse().map_or_else(|_| Cell::text(text), Cell::Day)
}

/// A row's value of a cut; none for the part of those without one.
pub fn part(row: &Row, cut: &str) -> Cell {
    let value = row.by.iter().find(|(name, _)| name == cut).and_then(|(_, value)| value.as_ref());
    value.map_or(Cell::Null, Cell::text)
}

/// Each item once, in the order of its first sight.
pub fn in_order<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use catalog::{Basis, Unit};
    use engine::{Interval, Number};
    use model::{Grain, Money};

    use super::*;
    use crate::render::csv;
    use crate::render::flat;

    fn answer(unit: Unit, rows: Vec<Row>) -> Answer {
        Answer {
            metric: "customer_retention_rate".to_owned(),
            unit,
            grain: Some(Grain::Month),
            time_zone: "UTC".to_owned(),
            basis: Basis::Subscription,
            subject: engine::Subject::Customer,
            as_of: "2024-06-01T00:00:00Z".to_owned(),
            snapshot: "1-0".to_owned(),
            definitions: None,
            attribution: None,
            interval: Some(Interval { method: "wilson", level: 0.95 }),
            excluded: 0,
            excluded_by: Vec::new(),
            benchmarks: Vec::new(),
            survey: None,
            partition: None,
            behind: None,
            by: vec!["plan".to_owned()],
            rows,
        }
    }

    fn row(plan: Option<&str>, value: Option<Number>) -> Row {
        Row {
            start: "2024-01-01".to_owned(),
            end: "2024-02-01".to_owned(),
            period: None,
            by: vec![("plan".to_owned(), plan.map(str::to_owned))],
            value,
            reason: None,
            missing_rates: Vec::new(),
            numerator: Some(Number::Whole(75)),
            denominator: Some(Number::Whole(100)),
            low: Some(0.657),
            high: Some(0.825),
            eligible: Some(100),
            matured: Some(100),
            complete: true,
            also: Vec::new(),
            standings: Vec::new(),
            also_reasons: Vec::new(),
            interval_reason: None,
            compare: None,
        }
    }

    fn money(ten_thousandths: i128) -> Option<Number> {
        Some(Number::Money(Money { ten_thousandths, currency: "USD".parse().unwrap() }))
    }

    #[test]
    fn a_share_is_one_line_of_csv() {
        let text = csv::text(&of(&[answer(Unit::Share, vec![row(Some("=pro"), None)])]));
        let expected = "metric,unit,start,end,plan,value,numerator,denominator,low,high,eligible,matured,complete,reason\r\n\
            customer_retention_rate,share,2024-01-01,2024-02-01,'=pro,,75,100,0.657,0.825,100,100,true,\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_missing_has_its_reason_in_a_column_of_its_own() {
        let lacking = Row {
            also: vec![("share".to_owned(), None)],
            also_reasons: vec![("share".to_owned(), Reason::NothingToDivideBy)],
            interval_reason: Some(Reason::TooFew),
            ..row(Some("pro"), None)
        };
        let text = csv::text(&of(&[answer(Unit::Share, vec![lacking])]));
        assert!(text.contains("complete,reason,interval_reason,share,share_reason\r\n"), "{text}");
        assert!(text.contains(",true,,too_few,,nothing_to_divide_by\r\n"), "{text}");
    }

    #[test]
    fn fiscal_periods_have_a_column_with_their_names() {
        let fiscal = Row { period: Some("FY2024-P01".to_owned()), ..row(Some("pro"), None) };
        let text = csv::text(&of(&[answer(Unit::Share, vec![fiscal])]));
        assert!(text.contains("start,end,period,plan,value"), "{text}");
        assert!(text.contains(",2024-02-01,FY2024-P01,pro,"), "{text}");
    }

    #[test]
    fn money_has_two_columns() {
        let text = csv::text(&flat::of(&of(&[answer(Unit::Money, vec![row(None, money(123_400))])])));
        assert!(text.lines().next().unwrap().contains(",value,currency,"), "{text}");
        assert!(text.contains(",12.3400,USD,"), "{text}");
    }

    #[test]
    fn an_attribute_named_as_a_column_keeps_a_column_of_its_own() {
        let mut cut = answer(Unit::Share, vec![row(None, None)]);
        cut.by = vec!["unit".to_owned()];
        let keys: Vec<_> = of(&[cut]).columns.into_iter().map(|column| column.key).collect();
        assert_eq!(keys.iter().filter(|key| *key == "unit").count(), 1);
        assert!(keys.contains(&"by_unit".to_owned()));
    }
}
