//! Answers for people: a table each, with what a reader must know to trust it.

use catalog::Unit;
use engine::{Answer, Basis, Comparison, MissingRate, Number, Reason, Row, Subject};
use model::Message;

use super::answer_list::{in_order, part};
use super::listing::listed;
use super::unit::{exact, in_unit, milliseconds};
use super::{Cell, Column, List, Names, benchmark, number, report, spark, table};
use crate::run::Run;
use crate::span;

/// Each answer as a table under its title, then where all of them come from.
pub fn text(answers: &[Answer], run: &Run, names: &Names<'_>) -> String {
    let mut parts: Vec<String> = answers
        .iter()
        .map(|answer| {
            let heading = Message::new("cli.answer.heading").with("title", names.title(&answer.metric));
            let heading = run.say(&heading.with("metric", &answer.metric));
            let body = table::list(&shown(answer, run, names), run);
            let trends = if run.to_terminal() { trends(answer, run) } else { String::new() };
            format!("{heading}\n{body}{trends}{}", remarks(answer, run))
        })
        .collect();
    parts.extend(in_order(answers.iter().map(|answer| format!("{}\n", provenance(answer, run)))));
    parts.join("\n")
}

/// A column by its key, and what it shows of a row.
type Shown<'a> = (&'a str, Box<dyn Fn(&Row) -> Cell + 'a>);

/// One answer's rows as a person reads them: columns that say nothing are left out.
fn shown(answer: &Answer, run: &Run, names: &Names<'_>) -> List {
    let also = in_order(answer.rows.iter().flat_map(|row| row.also.iter().map(|(name, _)| name.clone())));
    let any = |says: fn(&Row) -> bool| answer.rows.iter().any(says);
    let mut columns: Vec<Shown<'_>> = vec![("period", Box::new(|row| Cell::text(span::of(row, answer.grain))))];
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
    if any(|row| !row.standings.is_empty()) {
        columns.push(("benchmark", Box::new(|row| Cell::text(benchmark::standing(row, answer, run)))));
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
    if answer.rows.iter().any(|row| !note(row, run).is_empty()) {
        columns.push(("note", Box::new(|row| Cell::text(note(row, run)))));
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

/// What keeps a row from being taken at its word, and why what it lacks is not there.
fn note(row: &Row, run: &Run) -> String {
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
    notes.extend(row.reason.map(|reason| match reason {
        Reason::RateMissing => run.say(&short_of_rates(&row.missing_rates)),
        other => run.say(&other.message()),
    }));
    notes.extend(row.interval_reason.map(|reason| lacking("interval", reason, run)));
    let beside = row.also_reasons.iter().filter(|(_, reason)| Some(*reason) != row.reason);
    notes.extend(beside.map(|(name, reason)| lacking(name, *reason, run)));
    let compared = row.compare.as_ref().filter(|compare| compare.reason != row.reason);
    notes.extend(compared.and_then(|compare| {
        let column = if compare.value.is_none() { "compare_value" } else { "compare_change_share" };
        Some(lacking(column, compare.reason?, run))
    }));
    notes.join("; ")
}

/// Which rates a row lacks: the first stretch of days, and how many more there are.
fn short_of_rates(missing: &[MissingRate]) -> Message {
    let Some(first) = missing.first() else { return Reason::RateMissing.message() };
    let message = match missing.len() {
        1 => Message::new("cli.answer.missing_rate"),
        all => Message::new("cli.answer.missing_rates").with("more", all - 1),
    };
    message.with("rate", first.told())
}

/// Why a column of a row has nothing.
fn lacking(column: &str, reason: Reason, run: &Run) -> String {
    let message = Message::new("cli.answer.lacking").with("column", report::title(column, run.language));
    run.say(&message.with_message("why", reason.message()))
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
    lines.extend(benchmark::lines(answer, run));
    if let Some(attribution) = &answer.attribution {
        let message = Message::new("cli.answer.attribution").with("days", attribution.lookback_days);
        lines.push(run.say(&match model(&attribution.model) {
            Some(words) => message.with_message("model", words),
            None => message.with("model", &attribution.model),
        }));
    }
    if answer.partition == Some(false) {
        lines.push(run.word("cli.answer.overlap"));
    }
    lines.extend(surveyed(answer, run));
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// A model of attribution in words, where it is one that has words.
fn model(name: &str) -> Option<Message> {
    Some(Message::new(match name {
        "first_touch" => "engine.attribution.first_touch",
        "last_touch" => "engine.attribution.last_touch",
        "linear" => "engine.attribution.linear",
        "position_based" => "engine.attribution.position_based",
        _ => return None,
    }))
}

/// What the survey answers behind it mix or leave out.
fn surveyed(answer: &Answer, run: &Run) -> Vec<String> {
    let Some(survey) = &answer.survey else { return Vec::new() };
    let mut lines = Vec::new();
    if !survey.mixed_scales.is_empty() {
        let scales = listed(survey.mixed_scales.iter().cloned(), run.language);
        lines.push(run.say(&Message::new("cli.answer.mixed_scales").with("scales", scales)));
    }
    if !survey.mixed_touchpoints.is_empty() {
        let none = run.word("cli.word.none");
        let names = survey.mixed_touchpoints.iter().map(|name| name.clone().unwrap_or_else(|| none.clone()));
        let message = Message::new("cli.answer.mixed_touchpoints").with("touchpoints", listed(names, run.language));
        lines.push(run.say(&message));
    }
    if survey.left_out > 0 {
        let count = Cell::count(survey.left_out).human(run.language);
        lines.push(run.say(&Message::new("cli.answer.left_out").with("count", count)));
    }
    lines
}

/// An activity basis in words.
pub fn basis(basis: Basis) -> Message {
    Message::new(match basis {
        Basis::Subscription => "cli.basis.subscription",
        Basis::Purchase => "cli.basis.purchase",
        Basis::Usage => "cli.basis.usage",
    })
}

/// The state of knowledge, and who was left out.
fn provenance(answer: &Answer, run: &Run) -> String {
    let from = Message::new("cli.answer.from")
        .with("as_of", &answer.as_of)
        .with_message("basis", basis(answer.basis))
        .with("zone", &answer.time_zone)
        .with("snapshot", &answer.snapshot);
    let mut text = run.say(&from);
    if answer.subject == Subject::Account {
        text.push('\n');
        text.push_str(&run.word("cli.answer.accounts"));
    }
    if answer.excluded > 0 {
        let excluded = Cell::count(answer.excluded).human(run.language);
        text.push('\n');
        let rules = answer.excluded_by.iter().map(|part| {
            let count = Cell::count(part.customers).human(run.language);
            run.say(&Message::new("cli.answer.excluded_by").with("rule", &part.rule).with("count", count))
        });
        let rules = listed(rules, run.language);
        text.push_str(&run.say(&Message::new("cli.answer.excluded").with("count", excluded).with("rules", rules)));
    }
    text
}
