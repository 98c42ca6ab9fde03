//! Pairs for a person or a spreadsheet, then what each customer may take next where that is asked for.

use engine::{AffinityPair, AffinityPart, ProductAffinity};
use model::Message;

use crate::render::{Cell, Format, List, Report, analysis};
use crate::run::Run;

/// How many pairs a person is shown who asks for no number of them, and how many customers; a file and a program get all.
pub const MOST_SHOWN: usize = 25;

const PAIR: [&str; 8] = ["a", "b", "pair_count", "support", "pair_confidence", "lift", "low", "high"];

/// The pairs, of so many that were found, and what they were counted under.
pub fn report(answer: &ProductAffinity, found: usize, run: &Run) -> Report {
    let mut report = Report::default();
    let language = run.language;
    let whole = if answer.order == "together" { "orders" } else { "customers" };
    report.fact("start", Cell::text(&answer.from), language);
    report.fact("end", Cell::text(&answer.to), language);
    report.fact(whole, Cell::count(answer.counted), language);
    if answer.immature > 0 {
        report.fact("immature", Cell::count(answer.immature), language);
    }
    if answer.nameless > 0 {
        report.fact("nameless", Cell::count(answer.nameless), language);
    }
    report.fact("min_count", Cell::count(answer.min_count), language);
    report.fact("complete", Cell::Flag(answer.complete), language);
    analysis::provenance(&answer.provenance, &mut report, run);
    let most_customers = if run.format == Format::Table { MOST_SHOWN } else { usize::MAX };
    if answer.parts.is_empty() {
        let mut pairs = List::new("pairs", &PAIR, language).titled(title(answer, found), language);
        pairs.rows = answer.pairs.iter().map(row).collect();
        report.lists.push(pairs);
    } else {
        report.lists.push(parts(&answer.parts, run));
        report.lists.push(pairs_by_part(&answer.parts, run));
        if run.format != Format::Table {
            // A file of rows holds the pairs.
            report.lists.remove(0);
        }
    }
    if let Some(customers) = &answer.customers {
        let columns = ["customer_id", "suggested", "because", "pair_confidence", "lift"];
        let title = Message::new("cli.affinity.customers").with("count", customers.len());
        let title = title.with("without", answer.without_suggestion.unwrap_or_default());
        let mut list = List::new("customers", &columns, language).titled(title, language);
        let rows = customers.iter().take(most_customers).map(|one| {
            let names = [&one.customer_id, &one.suggested, &one.because].map(Cell::text);
            names.into_iter().chain([Cell::Share(one.confidence), Cell::Number(one.lift)]).collect()
        });
        list.rows = rows.collect();
        analysis::finest(list, &mut report, run);
    }
    report
}

/// How much was counted in each part.
fn parts(parts: &[AffinityPart], run: &Run) -> List {
    let by = parts.first().map(|part| part.by.as_slice());
    let columns = analysis::columns(by, &["counted", "immature", "min_count", "pairs"]);
    let mut list = List::new("parts", &columns, run.language);
    for part in parts {
        let counts = [part.counted, part.immature, part.min_count, part.pairs.len() as u64].map(Cell::count);
        list.rows.push(analysis::cells(&part.by).chain(counts).collect());
    }
    list
}

fn pairs_by_part(parts: &[AffinityPart], run: &Run) -> List {
    let columns = analysis::columns(parts.first().map(|part| part.by.as_slice()), &PAIR);
    let mut list = List::new("pairs", &columns, run.language).titled(Message::new("cli.affinity.parts"), run.language);
    for part in parts {
        list.rows.extend(part.pairs.iter().map(|pair| analysis::cells(&part.by).chain(row(pair)).collect::<Vec<_>>()));
    }
    list
}

fn title(answer: &ProductAffinity, found: usize) -> Message {
    Message::new(match answer.order {
        "together" => "cli.affinity.together",
        _ => "cli.affinity.sequence",
    })
    .with("count", found)
}

fn row(pair: &AffinityPair) -> Vec<Cell> {
    vec![
        Cell::text(&pair.a),
        Cell::text(&pair.b),
        Cell::count(pair.count),
        Cell::Share(pair.support),
        Cell::Share(pair.confidence),
        Cell::Number(pair.lift),
        Cell::Number(pair.low),
        Cell::Number(pair.high),
    ]
}
