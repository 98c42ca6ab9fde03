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
    let own = ["step", "path", "customers", "path_share", "path_share_of_all", "path_ended", "path_beyond"];
    let columns = analysis::columns(answer.parts.first().map(|part| part.by.as_slice()), &own);
    let title = Message::new(match answer.direction {
        PathDirection::After => "cli.paths.after",
        PathDirection::Before => "cli.paths.before",
    });
    let event = answer.tree.event.clone().unwrap_or_default();
    let mut list = List::new("paths", &columns, language).titled(title.with("event", event), language);
    let nodes = Nodes { run };
    match answer.parts.as_slice() {
        [] => nodes.add((&answer.tree, &[]), &mut Vec::new(), &mut list),
        parts => parts.iter().for_each(|part| nodes.add((&part.tree, &part.by), &mut Vec::new(), &mut list)),
    }
    report.lists.push(list);
    report
}

/// Trees as rows.
struct Nodes<'a> {
    run: &'a Run,
}

impl Nodes<'_> {
    /// A node's row, then those of its children; of a part, with what the part is.
    fn add(&self, (node, by): (&PathNode, &analysis::By), before: &mut Vec<String>, list: &mut List) {
        let name = match (&node.event, node.gathered) {
            (Some(event), _) => event.clone(),
            (None, count) => self.run.say(&Message::new("cli.paths.other").with("count", count.unwrap_or_default())),
        };
        let step = before.len();
        let shown = match self.run.format {
            Format::Table => format!("{}{name}", "· ".repeat(step)),
            _ => before.iter().chain([&name]).cloned().collect::<Vec<_>>().join(" > "),
        };
        let own = [
            Cell::count(step as u64),
            Cell::text(shown),
            Cell::count(node.customers),
            Cell::Share(node.share),
            Cell::Share(node.share_of_all),
            Cell::count(node.ended),
            Cell::count(node.beyond),
        ];
        list.rows.push(analysis::cells(by).chain(own).collect());
        before.push(name);
        for child in &node.children {
            self.add((child, by), before, list);
        }
        before.pop();
    }
}
