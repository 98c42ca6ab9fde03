//! Segments for people, programs and spreadsheets.

use catalog::Catalog;
use engine::{RfmClass, RfmScoring, RfmSegments, SavedSegments, SegmentationBasis, Subject};
use model::Message;

use crate::render::{Cell, Format, List, Report};
use crate::run::Run;

/// Saved segments: sizes, then overlaps and customers where they are asked for.
pub fn saved(found: &SavedSegments, catalog: &Catalog, (overlap, customers): (bool, bool), run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("scheme", said("saved", Message::new("cli.segments.scheme.saved"), run), run.language);
    state(&mut report, &found.basis, run);
    let mut classes = List::new("classes", &["class", "title", "customers", "value"], run.language);
    for segment in &found.segments {
        let title = catalog.segments.get(&segment.name).map(|known| known.title.say(run.language).to_owned());
        classes.rows.push(vec![
            Cell::text(&segment.name),
            title.map_or(Cell::Null, Cell::Text),
            Cell::count(segment.customers),
            Cell::Money(segment.value),
        ]);
    }
    report.lists.push(classes);
    if overlap {
        let columns = ["segment", "with", "customers", "of", "share"];
        let mut list =
            List::new("overlap", &columns, run.language).titled(Message::new("cli.segments.overlap"), run.language);
        for overlap in &found.overlaps {
            let share = (overlap.of > 0).then(|| overlap.customers as f64 / overlap.of as f64);
            list.rows.push(vec![
                Cell::text(&overlap.segment),
                Cell::text(&overlap.with),
                Cell::count(overlap.customers),
                Cell::count(overlap.of),
                share.map_or(Cell::Null, Cell::Share),
            ]);
        }
        push(&mut report, list, run);
    }
    if customers {
        let columns = ["class", "customer_id", "value"];
        let mut list =
            List::new("customers", &columns, run.language).titled(Message::new("cli.segments.customers"), run.language);
        for customer in &found.customers {
            let ids = [Cell::text(&customer.segment), Cell::text(&customer.customer)];
            list.rows.push(ids.into_iter().chain([Cell::Money(customer.value)]).collect());
        }
        push(&mut report, list, run);
    }
    report
}

/// RFM: classes and the grid, then the bounds of scores and, where they are asked for, everybody's.
pub fn scored(found: &RfmSegments, scoring: RfmScoring, customers: bool, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("scheme", said("rfm", Message::new("cli.segments.scheme.rfm"), run), run.language);
    let words = match scoring {
        RfmScoring::Threshold => "cli.segments.scoring.threshold",
        RfmScoring::Rank => "cli.segments.scoring.rank",
    };
    report.fact("scoring", said(scoring.name(), Message::new(words), run), run.language);
    state(&mut report, &found.basis, run);
    let mut classes = List::new("classes", &["class", "customers", "value"], run.language);
    for (class, count, value) in &found.classes {
        classes.rows.push(vec![named(*class, run), Cell::count(*count), Cell::Money(*value)]);
    }
    report.lists.push(classes);
    let columns = ["recency", "frequency", "class", "customers", "value"];
    let mut grid = List::new("grid", &columns, run.language).titled(Message::new("cli.segments.grid"), run.language);
    for cell in &found.grid {
        let scores = [cell.recency, cell.frequency].map(|score| Cell::count(score.into()));
        let rest = [named(cell.class, run), Cell::count(cell.customers), Cell::Money(cell.value)];
        grid.rows.push(scores.into_iter().chain(rest).collect());
    }
    report.lists.push(grid);
    let bounds = bounds(found, run);
    if !bounds.rows.is_empty() {
        report.lists.push(bounds);
    }
    if customers {
        push(&mut report, everybody(found, run), run);
    }
    report
}

/// The bounds between scores.
fn bounds(found: &RfmSegments, run: &Run) -> List {
    let columns = ["bound", "recency_days", "purchases", "spent"];
    let mut list =
        List::new("bounds", &columns, run.language).titled(Message::new("cli.segments.bounds"), run.language);
    let [days, purchases, money] = &found.bounds_in_fifths;
    for (index, ((days, purchases), money)) in days.iter().zip(purchases).zip(money).enumerate() {
        let units = |fifths: i128, unit: f64| Cell::Number(fifths as f64 / 5.0 / unit);
        let bound = Cell::count(index as u64 + 1);
        list.rows.push(vec![bound, units(*days, 1.0), units(*purchases, 1.0), units(*money, 10_000.0)]);
    }
    list
}

fn everybody(found: &RfmSegments, run: &Run) -> List {
    let columns =
        ["customer_id", "class", "recency", "frequency", "monetary", "recency_days", "purchases", "spent", "value"];
    let mut list =
        List::new("customers", &columns, run.language).titled(Message::new("cli.segments.customers"), run.language);
    for customer in &found.customers {
        let (scores, bought) = (customer.scores, customer.bought);
        let spent = model::Money { ten_thousandths: bought.monetary.into(), currency: found.basis.currency };
        list.rows.push(vec![
            Cell::text(&customer.customer),
            named(scores.class(), run),
            Cell::count(scores.recency.into()),
            Cell::count(scores.frequency.into()),
            Cell::count(scores.monetary.into()),
            Cell::Count(bought.recency_days),
            Cell::Count(bought.frequency),
            Cell::Money(spent),
            Cell::Money(customer.value),
        ]);
    }
    list
}

/// A class as a person reads it, or by its name for a program.
pub fn named(class: RfmClass, run: &Run) -> Cell {
    let words = match class {
        RfmClass::Champions => "cli.segments.class.champions",
        RfmClass::Loyal => "cli.segments.class.loyal",
        RfmClass::NeedsAttention => "cli.segments.class.needs_attention",
        RfmClass::AtRisk => "cli.segments.class.at_risk",
        RfmClass::Hibernating => "cli.segments.class.hibernating",
    };
    said(class.name(), Message::new(words), run)
}

/// The words of a name for a person, the name itself for a program.
fn said(name: &str, words: Message, run: &Run) -> Cell {
    Cell::text(if run.format == Format::Table { run.say(&words) } else { name.to_owned() })
}

/// Adds a list; where only the first is written, the finest goes there.
fn push(report: &mut Report, list: List, run: &Run) {
    let only_first = matches!(run.format, Format::Csv | Format::Parquet);
    let place = if only_first { 0 } else { report.lists.len() };
    report.lists.insert(place, list);
}

fn state(report: &mut Report, basis: &SegmentationBasis, run: &Run) {
    let language = run.language;
    report.fact("at", Cell::Day(basis.at), language);
    if basis.read_at != basis.at {
        report.fact("read_at", Cell::Day(basis.read_at), language);
    }
    report.fact("complete", Cell::Flag(basis.complete), language);
    made(report, basis, run);
    report.fact("currency", Cell::text(basis.currency.as_str()), language);
}

/// How the answer was made.
pub fn made(report: &mut Report, basis: &SegmentationBasis, run: &Run) {
    let language = run.language;
    let subject = match basis.subject {
        Subject::Customer => Message::new("cli.segments.subject.customer"),
        Subject::Account => Message::new("cli.segments.subject.account"),
    };
    report.fact("subject", said(basis.subject.name(), subject, run), language);
    if basis.excluded > 0 {
        report.fact("excluded", Cell::count(basis.excluded), language);
    }
    report.fact("time_zone", Cell::text(&basis.time_zone), language);
    report.fact("as_of", Cell::text(&basis.as_of), language);
    report.fact("snapshot", Cell::text(&basis.snapshot), language);
}
