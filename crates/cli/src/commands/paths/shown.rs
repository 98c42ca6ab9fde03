//! A tree of paths for a person, indented, or for a spreadsheet, one row a node under the path that leads to it.

use engine::{PathDirection, PathNode, Paths};
use model::Message;

use crate::render::{Cell, Format, List, Report, analysis};
use crate::run::Run;

/// The tree, and what it was counted under.
pub fn report(answer: &Paths, run: &Run) -> Report {
    let mut report = Report::default();
    let language = run.language;
    report.fact("start", Cell::text(&answer.from), language);
    report.fact("end", Cell::text(&answer.to), language);
    #[expect(clippy::cast_possible_truncation, reason = "a window in milliseconds lies far inside the range")]
    report.fact("window", Cell::Duration((answer.within * 1000.0).round() as i64), language);
    if answer.immature > 0 {
        report.fact("immature", Cell::count(answer.immature), language);
    }
    report.fact("complete", Cell::Flag(answer.complete), language);
    analysis::provenance(&answer.provenance, &mut report, run);
    let columns = ["step", "path", "customers", "path_share", "path_share_of_all", "path_ended", "path_beyond"];
    let title = Message::new(match answer.direction {
        PathDirection::After => "cli.paths.after",
        PathDirection::Before => "cli.paths.before",
    });
    let event = answer.tree.event.clone().unwrap_or_default();
    let mut list = List::new("paths", &columns, language).titled(title.with("event", event), language);
    add(&answer.tree, &mut Vec::new(), &mut list, run);
    report.lists.push(list);
    report
}

/// A node's row, then those of its children.
fn add(node: &PathNode, before: &mut Vec<String>, list: &mut List, run: &Run) {
    let name = match (&node.event, node.gathered) {
        (Some(event), _) => event.clone(),
        (None, count) => run.say(&Message::new("cli.paths.other").with("count", count.unwrap_or_default())),
    };
    let step = before.len();
    let shown = match run.format {
        Format::Table => format!("{}{name}", "· ".repeat(step)),
        _ => before.iter().chain([&name]).cloned().collect::<Vec<_>>().join(" > "),
    };
    list.rows.push(vec![
        Cell::count(step as u64),
        Cell::text(shown),
        Cell::count(node.customers),
        Cell::Share(node.share),
        Cell::Share(node.share_of_all),
        Cell::count(node.ended),
        Cell::count(node.beyond),
    ]);
    before.push(name);
    for child in &node.children {
        add(child, before, list, run);
    }
    before.pop();
}
