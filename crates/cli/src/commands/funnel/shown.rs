//! A funnel for a person or a spreadsheet: one row a step and part, then the customers where they are asked for.

use engine::{Funnel, FunnelResult};
use model::Message;

use crate::render::analysis::{self, share};
use crate::render::{Cell, List, Report};
use crate::run::Run;

/// The steps, and what they were counted under.
pub fn report(answer: &Funnel, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("start", Cell::text(&answer.from), run.language);
    report.fact("end", Cell::text(&answer.to), run.language);
    report.fact("window", Cell::Duration(milliseconds(answer.window)), run.language);
    report.fact("immature", Cell::count(answer.immature), run.language);
    analysis::provenance(&answer.provenance, &mut report, run);
    let own = [
        "step",
        "customers",
        "share_of_first",
        "low",
        "high",
        "share_of_previous",
        "stopped",
        "median_time",
        "p90_time",
        "biggest_drop",
    ];
    let columns = analysis::columns(answer.steps.first().map(|step| step.by.as_slice()), &own);
    let mut steps = List::new("steps", &columns, run.language);
    steps.rows = answer.steps.iter().map(row).collect();
    report.lists.push(steps);
    if let Some(customers) = &answer.customers {
        let mut list = List::new("customers", &["customer_id", "reached", "at"], run.language)
            .titled(Message::new("cli.funnel.customers"), run.language);
        list.rows = customers
            .iter()
            .map(|one| {
                let reached = Cell::count(one.reached as u64);
                vec![Cell::text(&one.customer_id), reached, Cell::text(one.at.join(" "))]
            })
            .collect();
        analysis::finest(list, &mut report, run);
    }
    report
}

fn row(step: &FunnelResult) -> Vec<Cell> {
    let time = |seconds: Option<f64>| seconds.map_or(Cell::Null, |seconds| Cell::Duration(milliseconds(seconds)));
    let own = [
        Cell::text(&step.step),
        Cell::count(step.customers),
        share(step.share_of_first),
        share(step.low),
        share(step.high),
        share(step.share_of_previous),
        Cell::count(step.stopped),
        time(step.median_seconds),
        time(step.p90_seconds),
        Cell::Flag(step.biggest_drop),
    ];
    analysis::cells(&step.by).chain(own).collect()
}

/// Whole milliseconds of a number of seconds.
fn milliseconds(seconds: f64) -> i64 {
    (seconds * 1000.0).round() as i64
}
