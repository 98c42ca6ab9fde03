//! Cohorts for a person, one matrix a part; and for a spreadsheet, one row a cell.

use engine::{Cohort, CohortCell, Number, Retention, RetentionMode};

use crate::render::analysis::{self, share};
use crate::render::{Cell, Column, List, Report};
use crate::run::Run;
use crate::span;

type By = [(String, Option<String>)];

/// One matrix a part: a row a cohort, a column an offset, the average below. A cell that is not known yet is empty.
pub fn matrices(answer: &Retention, run: &Run) -> Report {
    let mut report = Report::default();
    analysis::provenance(&answer.provenance, &mut report, run);
    let mut cohorts = answer.cohorts.as_slice();
    while let Some(first) = cohorts.first() {
        let (part, rest) = cohorts.split_at(cohorts.partition_point(|cohort| cohort.by == first.by));
        report.lists.push(matrix(answer, part, &first.by, run));
        cohorts = rest;
    }
    report
}

/// Every cell, one a row.
pub fn cells(answer: &Retention, run: &Run) -> Report {
    let own = [
        "start",
        "end",
        "size",
        "offset",
        "until",
        "count",
        "matured",
        "amount",
        "value",
        "low",
        "high",
        "complete",
        "matures_at",
        "reason",
    ];
    let columns = analysis::columns(answer.cohorts.first().map(|cohort| cohort.by.as_slice()), &own);
    let mut list = List::new("cells", &columns, run.language);
    for cohort in &answer.cohorts {
        list.rows.extend(cohort.cells.iter().map(|cell| row(cohort, cell)));
    }
    Report { facts: Vec::new(), lists: vec![list] }
}

fn matrix(answer: &Retention, cohorts: &[Cohort], by: &By, run: &Run) -> List {
    let mut list = List::new("cohorts", &["cohort", "size"], run.language);
    let averages: Vec<_> = answer.average.iter().filter(|average| average.by == by).collect();
    let heads = averages.iter().map(|average| match average.until {
        Some(until) => format!("{}–{}", average.offset, until.saturating_sub(1)),
        None if answer.mode == RetentionMode::OnOrAfter => format!("{}+", average.offset),
        None => average.offset.to_string(),
    });
    list.columns.extend(heads.map(|head| Column { key: head.clone(), title: head }));
    for cohort in cohorts {
        let name = span::label(&cohort.start, &cohort.end, Some(answer.grain));
        let mut row = vec![Cell::text(name), cohort.size.map_or(Cell::Null, Cell::count)];
        row.extend(cohort.cells.iter().map(|cell| share(cell.value)));
        list.rows.push(row);
    }
    let size = cohorts.iter().filter_map(|cohort| cohort.size).sum();
    let mut row = vec![Cell::text(run.word("cli.retention.average")), Cell::count(size)];
    row.extend(averages.iter().map(|average| share(average.value)));
    list.rows.push(row);
    list.title = analysis::heading(by, run);
    list
}

fn row(cohort: &Cohort, cell: &CohortCell) -> Vec<Cell> {
    let index = |index: Option<usize>| index.map_or(Cell::Null, |index| Cell::count(index as u64));
    let amount = match cell.amount {
        Some(Number::Money(money)) => Cell::Money(money),
        _ => Cell::Null,
    };
    let own = [
        Cell::text(&cohort.start),
        Cell::text(&cohort.end),
        cohort.size.map_or(Cell::Null, Cell::count),
        index(Some(cell.offset)),
        index(cell.until),
        Cell::count(cell.count),
        Cell::count(cell.matured),
        amount,
        share(cell.value),
        share(cell.low),
        share(cell.high),
        Cell::Flag(cell.complete),
        cell.matures_at.as_deref().map_or(Cell::Null, Cell::text),
        cell.reason.map_or(Cell::Null, |reason| Cell::text(reason.as_str())),
    ];
    analysis::cells(&cohort.by).chain(own).collect()
}
