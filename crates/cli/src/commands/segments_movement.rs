//! Movement between the classes of RFM, for people, programs and spreadsheets.

use engine::{RfmClass, RfmMovement, RfmMovementPeriod, RfmScoring};
use model::Message;

use super::segments_report::{made, named};
use crate::render::{Cell, Format, List, Report, analysis};
use crate::run::Run;

/// The columns of the classes, in the order of [`RfmClass::ALL`].
const CLASSES: [&str; 5] = ["champions", "loyal", "needs_attention", "class_at_risk", "hibernating"];

/// Every move of every period for a program; for a person what each period came to, and the matrix of the last.
pub fn moved(found: &RfmMovement, scoring: RfmScoring, customers: bool, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("scheme", Cell::text("rfm"), run.language);
    report.fact("scoring", Cell::text(scoring.name()), run.language);
    made(&mut report, &found.basis, run);
    if run.format == Format::Table {
        report.lists.push(sizes(found, run));
        let mut known = found.periods.iter().filter(|period| !period.moves.is_empty());
        report.lists.extend(known.next_back().map(|period| matrix(period, run)));
    } else {
        let mut list =
            List::new("moves", &["start", "end", "from_class", "to_class", "customers", "complete"], run.language);
        for period in &found.periods {
            for moved in &period.moves {
                let mut row = days(period);
                row.extend([class(moved.from, run), class(moved.to, run), Cell::count(moved.customers)]);
                row.push(Cell::Flag(period.complete));
                list.rows.push(row);
            }
        }
        report.lists.push(list);
    }
    if customers {
        let columns = ["start", "end", "customer_id", "from_class", "to_class"];
        let title = Message::new("cli.segments.movers");
        let mut list = List::new("customers", &columns, run.language).titled(title, run.language);
        for period in &found.periods {
            for customer in &period.customers {
                let mut row = days(period);
                row.push(Cell::text(&customer.customer));
                row.extend([class(customer.from, run), class(customer.to, run)]);
                list.rows.push(row);
            }
        }
        analysis::finest(list, &mut report, run);
    }
    report
}

/// How many stood in each class at the end of each period, and how many had moved.
fn sizes(found: &RfmMovement, run: &Run) -> List {
    let columns: Vec<&str> =
        ["start", "end"].into_iter().chain(CLASSES).chain(["stayed", "moved", "joined", "complete"]).collect();
    let mut list = List::new("sizes", &columns, run.language).titled(Message::new("cli.segments.sizes"), run.language);
    for period in &found.periods {
        let mut row = days(period);
        let known = !period.moves.is_empty();
        let count = |count: u64| if known { Cell::count(count) } else { Cell::Null };
        row.extend(RfmClass::ALL.map(|class| count(period.at_end(Some(class)))));
        let stayed: u64 = RfmClass::ALL.map(|class| period.moved(Some(class), Some(class))).iter().sum();
        let joined = period.at_start(None);
        let all: u64 = period.moves.iter().map(|moved| moved.customers).sum();
        row.extend([stayed, all - stayed - joined, joined].map(count));
        row.push(Cell::Flag(period.complete));
        list.rows.push(row);
    }
    list
}

/// From each class to each class in one period.
fn matrix(period: &RfmMovementPeriod, run: &Run) -> List {
    let columns: Vec<&str> = ["from_class"].into_iter().chain(CLASSES).chain(["at_start"]).collect();
    let title = Message::new("cli.segments.matrix").with("start", period.period.start).with("end", period.period.end);
    let mut list = List::new("matrix", &columns, run.language).titled(title, run.language);
    for from in RfmClass::ALL.map(Some).into_iter().chain([None]) {
        let mut row = vec![class(from, run)];
        row.extend(RfmClass::ALL.map(|to| Cell::count(period.moved(from, Some(to)))));
        row.push(Cell::count(period.at_start(from)));
        list.rows.push(row);
    }
    let mut last = vec![Cell::text(run.word("cli.segments.at_end"))];
    last.extend(RfmClass::ALL.map(|to| Cell::count(period.at_end(Some(to)))));
    last.push(Cell::count(period.moves.iter().map(|moved| moved.customers).sum()));
    list.rows.push(last);
    list
}

fn class(class: Option<RfmClass>, run: &Run) -> Cell {
    match class {
        Some(class) => named(class, run),
        None if run.format == Format::Table => Cell::text(run.word("cli.segments.in_none")),
        None => Cell::Null,
    }
}

fn days(period: &RfmMovementPeriod) -> Vec<Cell> {
    vec![Cell::Day(period.period.start), Cell::Day(period.period.end)]
}
