//! Answers for people, and as rows for files.

use catalog::Unit;
use engine::{Answer, Comparison, Number, Row};
use model::{Currency, Message, Money};

use super::{Cell, Column, List, Names, number, report, spark, table};
use crate::run::Run;
use crate::span;

/// Each answer as a table under its title, then where all of them come from.
pub fn text(answers: &[Answer], run: &Run, names: &Names<'_>) -> String {
    let mut parts: Vec<String> = answers
        .iter()
        .map(|answer| {
            let heading = format!("{} ({})", names.title(&answer.metric), answer.metric);
            let body = table::list(&shown(answer, run, names), run);
            let trends = if run.to_terminal() { trends(answer, run) } else { String::new() };
            format!("{heading}\n{body}{trends}{}", remarks(answer, run))
        })
        .collect();
    parts.extend(in_order(answers.iter().map(|answer| format!("{}\n", provenance(answer, run)))));
    parts.join("\n")
}

/// All answers as one list: one row per metric, period and part.
pub fn list(answers: &[Answer]) -> List {
    let cuts = in_order(answers.iter().flat_map(|answer| answer.by.iter().cloned()));
    let also = in_order(
        answers.iter().flat_map(|answer| &answer.rows).flat_map(|row| row.also.iter().map(|(name, _)| name.clone())),
    );
    let compared = answers.iter().flat_map(|answer| &answer.rows).any(|row| row.compare.is_some());
    const BEFORE: [&str; 4] = ["metric", "unit", "start", "end"];
    const AFTER: [&str; 9] =
        ["value", "numerator", "denominator", "low", "high", "eligible", "matured", "complete", "reason"];
    const COMPARED: [&str; 3] = ["compare_value", "compare_change", "compare_change_share"];
    let fixed = |name: &str| BEFORE.contains(&name) || AFTER.contains(&name);
    let own = |name: &String| if fixed(name) { format!("by_{name}") } else { name.clone() };
    let mut keys: Vec<String> = BEFORE.map(str::to_owned).to_vec();
    keys.extend(cuts.iter().map(own));
    keys.extend(AFTER.map(str::to_owned));
    keys.extend(also.iter().map(own));
    if compared {
        keys.extend(COMPARED.map(str::to_owned));
    }
    let columns = keys.into_iter().map(|key| Column { title: key.clone(), key }).collect();
    let mut list = List { key: "rows", title: None, columns, rows: Vec::new() };
    for answer in answers {
        for row in &answer.rows {
            let mut cells =
                vec![Cell::text(&answer.metric), Cell::text(answer.unit.name()), day(&row.start), day(&row.end)];
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
                row.reason.as_ref().map_or(Cell::Null, Cell::text),
            ]);
            cells.extend(
                also.iter().map(|name| {
                    exact(row.also.iter().find(|(known, _)| known == name).and_then(|(_, number)| *number))
                }),
            );
            if compared {
                let compare = row.compare.as_ref();
                cells.extend([
                    exact(compare.and_then(|compare| compare.value)),
                    exact(compare.and_then(|compare| compare.change)),
                    compare.and_then(|compare| compare.change_share).map_or(Cell::Null, Cell::Share),
                ]);
            }
            list.rows.push(cells);
        }
    }
    list
}

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

/// A column by its key, and what it shows of a row.
type Shown<'a> = (&'a str, Box<dyn Fn(&Row) -> Cell + 'a>);

/// One answer's rows as a person reads them: columns that say nothing are left out.
fn shown(answer: &Answer, run: &Run, names: &Names<'_>) -> List {
    let also = in_order(answer.rows.iter().flat_map(|row| row.also.iter().map(|(name, _)| name.clone())));
    let any = |says: fn(&Row) -> bool| answer.rows.iter().any(says);
    let mut columns: Vec<Shown<'_>> =
        vec![("period", Box::new(|row| Cell::text(span::label(&row.start, &row.end, answer.grain))))];
    for cut in &answer.by {
        columns.push((cut, Box::new(move |row| part(row, cut))));
    }
    columns.push(("value", Box::new(|row| in_unit(row.value, answer.unit))));
    if any(|row| row.low.is_some()) {
        columns.push(("interval", Box::new(|row| interval(row, answer, run).unwrap_or(Cell::Null))));
    }
    if any(|row| row.numerator.is_some()) {
        columns.push(("numerator", Box::new(|row| exact(row.numerator))));
        columns.push(("denominator", Box::new(|row| exact(row.denominator))));
    }
    for name in &also {
        let unit = names.unit_beside(&answer.metric, name);
        columns.push((
            name,
            Box::new(move |row| {
                let number = row.also.iter().find(|(known, _)| known == name).and_then(|(_, number)| *number);
                unit.map_or_else(|| exact(number), |unit| in_unit(number, unit))
            }),
        ));
    }
    if any(|row| row.compare.is_some()) {
        let compared = |cell: fn(&Comparison, Unit) -> Cell| {
            move |row: &Row| row.compare.as_ref().map_or(Cell::Null, |compare| cell(compare, answer.unit))
        };
        columns.push(("compare_value", Box::new(compared(|compare, unit| in_unit(compare.value, unit)))));
        columns.push(("compare_change", Box::new(compared(|compare, unit| in_unit(compare.change, unit)))));
        columns.push((
            "compare_change_share",
            Box::new(compared(|compare, _| compare.change_share.map_or(Cell::Null, Cell::Share))),
        ));
    }
    if any(|row| !row.complete || row.reason.is_some() || row.matured != row.eligible) {
        columns.push(("note", Box::new(|row| note(row, run))));
    }
    let head =
        columns.iter().map(|(key, _)| Column { key: (*key).to_owned(), title: report::title(key, run.language) });
    let rows = answer.rows.iter().map(|row| columns.iter().map(|(_, cell)| cell(row)).collect());
    List { key: "rows", title: None, columns: head.collect(), rows: rows.collect() }
}

/// The bounds of a row's interval as one text.
pub fn interval(row: &Row, answer: &Answer, run: &Run) -> Option<Cell> {
    let (low, high) = row.low.zip(row.high)?;
    let side = |bound: f64| match answer.unit {
        Unit::Share => number::share(bound),
        Unit::Duration => milliseconds(bound).human(run.language),
        Unit::Money => number::decimals(bound, 2),
        Unit::Points | Unit::Months => number::decimals(bound, 1),
        _ => number::number(bound),
    };
    Some(Cell::text(run.say(&Message::new("cli.answer.interval").with("low", side(low)).with("high", side(high)))))
}

/// What keeps a row from being taken at its word.
fn note(row: &Row, run: &Run) -> Cell {
    let mut notes = Vec::new();
    if !row.complete {
        notes.push(run.word("cli.answer.incomplete"));
    }
    if let (Some(eligible), Some(matured)) = (row.eligible, row.matured)
        && matured != eligible
    {
        let counts = Message::new("cli.answer.matured")
            .with("matured", Cell::count(matured).human(run.language))
            .with("eligible", Cell::count(eligible).human(run.language));
        notes.push(run.say(&counts));
    }
    notes.extend(row.reason.clone());
    if notes.is_empty() { Cell::text("") } else { Cell::text(notes.join("; ")) }
}

/// The course of each part that has one.
fn trends(answer: &Answer, run: &Run) -> String {
    let parts = in_order(answer.rows.iter().map(|row| row.by.clone()));
    let lines = parts.iter().filter_map(|part| {
        let rows = answer.rows.iter().filter(|row| row.by == *part);
        let line = spark::line(&rows.map(|row| row.value.map(Number::to_f64)).collect::<Vec<_>>())?;
        let none = run.word("cli.word.none");
        let names = part.iter().map(|(_, value)| value.as_deref().unwrap_or(&none));
        Some(Message::new("cli.answer.trend").with("line", line).with("part", names.collect::<Vec<_>>().join(", ")))
    });
    lines.map(|line| format!("{}\n", run.say(&line).trim_end())).collect()
}

/// What a reader of this answer must know beside its rows.
fn remarks(answer: &Answer, run: &Run) -> String {
    let mut lines = Vec::new();
    if let Some(interval) = &answer.interval {
        let message = Message::new("cli.answer.method").with("method", interval.method);
        lines.push(run.say(&message.with("level", number::decimals(interval.level * 100.0, 0))));
    }
    if answer.partition == Some(false) {
        lines.push(run.word("cli.answer.overlap"));
    }
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// The state of knowledge, and who was left out.
fn provenance(answer: &Answer, run: &Run) -> String {
    let from = Message::new("cli.answer.from")
        .with("as_of", &answer.as_of)
        .with("basis", answer.basis.name())
        .with("zone", &answer.time_zone)
        .with("snapshot", &answer.snapshot);
    let mut text = run.say(&from);
    if answer.excluded > 0 {
        let excluded = Cell::count(answer.excluded).human(run.language);
        text.push('\n');
        text.push_str(&run.say(&Message::new("cli.answer.excluded").with("count", excluded)));
    }
    text
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
fn bound(bound: Option<f64>, unit: Unit, row: &Row) -> Cell {
    let Some(bound) = bound else { return Cell::Null };
    match (unit, row.value) {
        (Unit::Money, Some(Number::Money(value))) => amount(bound, value.currency),
        (Unit::Share, _) => Cell::Share(bound),
        _ => Cell::Number(bound),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an amount in ten-thousandths lies far inside the range")]
fn amount(bound: f64, currency: Currency) -> Cell {
    Cell::Money(Money { ten_thousandths: (bound * 10_000.0).round() as i128, currency })
}

#[expect(clippy::cast_possible_truncation, reason = "a duration in milliseconds lies far inside the range")]
fn milliseconds(value: f64) -> Cell {
    Cell::Duration(value.round() as i64)
}

fn count(count: Option<u64>) -> Cell {
    count.map_or(Cell::Null, Cell::count)
}

fn day(text: &str) -> Cell {
    text.parse().map_or_else(|_| Cell::text(text), Cell::Day)
}

fn part(row: &Row, cut: &str) -> Cell {
    let value = row.by.iter().find(|(name, _)| name == cut).and_then(|(_, value)| value.as_ref());
    value.map_or(Cell::Null, Cell::text)
}

/// Each item once, in the order of its first sight.
fn in_order<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
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
    use catalog::Basis;
    use engine::Interval;
    use model::Grain;

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
            as_of: "2024-06-01T00:00:00Z".to_owned(),
            snapshot: "1-0".to_owned(),
            interval: Some(Interval { method: "wilson", level: 0.95 }),
            excluded: 0,
            partition: None,
            by: vec!["plan".to_owned()],
            rows,
        }
    }

    fn row(plan: Option<&str>, value: Option<Number>) -> Row {
        Row {
            start: "2024-01-01".to_owned(),
            end: "2024-02-01".to_owned(),
            by: vec![("plan".to_owned(), plan.map(str::to_owned))],
            value,
            reason: None,
            numerator: Some(Number::Whole(75)),
            denominator: Some(Number::Whole(100)),
            low: Some(0.657),
            high: Some(0.825),
            eligible: Some(100),
            matured: Some(100),
            complete: true,
            also: Vec::new(),
            compare: None,
        }
    }

    fn money(ten_thousandths: i128) -> Option<Number> {
        Some(Number::Money(Money { ten_thousandths, currency: "USD".parse().unwrap() }))
    }

    #[test]
    fn a_share_is_one_line_of_csv() {
        let text = csv::text(&list(&[answer(Unit::Share, vec![row(Some("=pro"), None)])]));
        let expected = "metric,unit,start,end,plan,value,numerator,denominator,low,high,eligible,matured,complete,reason\r\n\
            customer_retention_rate,share,2024-01-01,2024-02-01,'=pro,,75,100,0.657,0.825,100,100,true,\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn money_has_two_columns() {
        let text = csv::text(&flat::of(&list(&[answer(Unit::Money, vec![row(None, money(123_400))])])));
        assert!(text.lines().next().unwrap().contains(",value,currency,"), "{text}");
        assert!(text.contains(",12.3400,USD,"), "{text}");
    }

    #[test]
    fn an_attribute_named_as_a_column_keeps_a_column_of_its_own() {
        let mut cut = answer(Unit::Share, vec![row(None, None)]);
        cut.by = vec!["unit".to_owned()];
        let keys: Vec<_> = list(&[cut]).columns.into_iter().map(|column| column.key).collect();
        assert_eq!(keys.iter().filter(|key| *key == "unit").count(), 1);
        assert!(keys.contains(&"by_unit".to_owned()));
    }

    #[test]
    fn values_are_shown_in_their_unit() {
        assert_eq!(in_unit(Some(Number::Whole(90_000)), Unit::Duration), Cell::Duration(90_000));
        assert_eq!(in_unit(money(10_000), Unit::Money).json()["amount"], "1.0000");
        assert_eq!(in_unit(None, Unit::Share), Cell::Null);
    }
}
