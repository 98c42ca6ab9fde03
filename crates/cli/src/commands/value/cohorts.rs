//! The value of cohorts for a person: one row a cohort, some ages beside each other; and for a spreadsheet, every month.

use engine::{CohortValue, CohortValuePoint, CohortValues};
use model::{Message, Money};

use crate::render::{Cell, Column, List, Report, analysis, number};
use crate::run::Run;
use crate::span;

/// The most ages beside each other on a page.
const MOST_AGES: u32 = 8;

/// What cohorts have brought, what that cost, and what they are expected to bring.
pub fn report(answer: &CohortValues, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("model", Cell::text(run.word(super::shown::name(answer.model))), run.language);
    if let Some(reason) = answer.reason {
        report.fact("note", Cell::Text(run.say(&Message::new(reason.key()))), run.language);
    }
    report.fact("observed_through", Cell::text(&answer.until), run.language);
    let margin = match answer.gross_margin {
        Some(margin) => Message::new("cli.value_of_customers.margin").with("margin", number::share(margin)),
        None => Message::new("cli.value_of_customers.revenue"),
    };
    report.fact("worth_is", Cell::Text(run.say(&margin)), run.language);
    analysis::provenance(&answer.provenance, &mut report, run);
    let is_margin = answer.gross_margin.is_some();
    let brought = |point: &CohortValuePoint| if is_margin { point.margin } else { point.revenue };
    let expected = |point: &CohortValuePoint| if is_margin { point.expected_margin } else { point.expected_revenue };
    report.lists.push(ages(("brought", "cli.value_of_customers.brought"), answer, &brought, run));
    report.lists.push(ages(("expected", "cli.value_of_customers.brought_expected"), answer, &expected, run));
    report
}

/// Every month of every cohort, one a row.
pub fn months(answer: &CohortValues, run: &Run) -> Report {
    let columns = [
        "start",
        "end",
        "size",
        "complete",
        "acquisition_spend",
        "cac",
        "payback_month",
        "expected_payback_month",
        "month",
        "matured",
        "revenue",
        "margin",
        "expected_revenue",
        "expected_margin",
    ];
    let mut list = List::new("cohorts", &columns, run.language);
    for cohort in &answer.cohorts {
        list.rows.extend(cohort.points.iter().map(|point| {
            vec![
                Cell::text(&cohort.start),
                Cell::text(&cohort.end),
                Cell::count(cohort.size),
                Cell::Flag(cohort.complete),
                money(cohort.spend),
                money(cohort.cac),
                month(cohort.payback_month),
                month(cohort.expected_payback_month),
                Cell::count(point.month.into()),
                Cell::count(point.matured),
                money(point.revenue),
                money(point.margin),
                money(point.expected_revenue),
                money(point.expected_margin),
            ]
        }));
    }
    Report { facts: Vec::new(), lists: vec![list] }
}

/// One row a cohort, with what a customer has come to by some ages.
fn ages(
    (key, title): (&'static str, &'static str),
    answer: &CohortValues,
    of: &dyn Fn(&CohortValuePoint) -> Option<Money>,
    run: &Run,
) -> List {
    let (is_known, payback) =
        if key == "brought" { (true, "payback_month") } else { (false, "expected_payback_month") };
    let mut list =
        List::new(key, &["cohort", "size", "cac", payback], run.language).titled(Message::new(title), run.language);
    let told = answer.cohorts.first().map_or(0, |cohort| cohort.points.len());
    let last = u32::try_from(told).unwrap_or(u32::MAX);
    let step =
        [1, 2, 3, 6, 12, 24].into_iter().find(|step| last / step <= MOST_AGES).unwrap_or(last.div_ceil(MOST_AGES));
    let kept = |point: &&CohortValuePoint| point.month.is_multiple_of(step) || point.month == last;
    if let Some(cohort) = answer.cohorts.first() {
        let heads = cohort.points.iter().filter(kept).map(|point| point.month.to_string());
        list.columns.extend(heads.map(|head| Column { key: head.clone(), title: head }));
    }
    for cohort in &answer.cohorts {
        let back = if is_known { cohort.payback_month } else { cohort.expected_payback_month };
        let mut row = vec![named(cohort, answer), Cell::count(cohort.size), money(cohort.cac), month(back)];
        row.extend(cohort.points.iter().filter(kept).map(|point| money(of(point))));
        list.rows.push(row);
    }
    list
}

fn named(cohort: &CohortValue, answer: &CohortValues) -> Cell {
    Cell::text(span::label(&cohort.start, &cohort.end, Some(answer.grain)))
}

fn money(money: Option<Money>) -> Cell {
    money.map_or(Cell::Null, Cell::Money)
}

fn month(month: Option<u32>) -> Cell {
    month.map_or(Cell::Null, |month| Cell::count(month.into()))
}
