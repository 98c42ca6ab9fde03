//! Drivers for a person or a spreadsheet: what moved the metric most, then what each dimension comes to.

use catalog::Better;
use engine::{Driver, MetricDrivers, Number};
use model::Message;

use super::words;
use crate::render::{Cell, Format, List, Report, analysis, change_in_unit, exact, in_unit};
use crate::run::Run;

/// How many parts a person is shown of all dimensions together.
const MOST_SHOWN: usize = 15;

/// The change and its parts. `whole` shows every part under its dimension in place of the largest of all.
pub fn report(answer: &MetricDrivers, whole: bool, run: &Run) -> Report {
    let mut report = Report::default();
    let language = run.language;
    report.fact("before", in_unit(Some(answer.from.value), answer.unit), language);
    report.fact("after", in_unit(Some(answer.to.value), answer.unit), language);
    report.fact("change", change_in_unit(Some(answer.change), answer.unit), language);
    report.fact("change_share", analysis::share(answer.change_share), language);
    if !(answer.from.complete && answer.to.complete) {
        report.fact("complete", Cell::Flag(false), language);
    }
    analysis::provenance(&answer.provenance, &mut report, run);
    let mut parts = List::new("by", &columns(answer, run), language);
    let (most, title) = match whole {
        true => (usize::MAX, Message::new("cli.drivers.parts")),
        false => (MOST_SHOWN, Message::new("cli.drivers.most")),
    };
    let single = || answer.by.iter().filter(|driver| driver.gathered.is_none());
    let ordered = if whole { by_dimension(&answer.by) } else { single().collect() };
    parts.rows = ordered.into_iter().take(most).map(|driver| row(driver, answer, run)).collect();
    report.lists.push(parts.titled(title, language));
    let titles = match answer.better {
        Better::Neither => ["cli.drivers.upwards", "cli.drivers.downwards"],
        Better::Higher | Better::Lower => ["cli.drivers.strengths", "cli.drivers.weaknesses"],
    };
    for (key, title, found) in
        [("strengths", titles[0], &answer.strengths), ("weaknesses", titles[1], &answer.weaknesses)]
    {
        let mut list = List::new(key, &["found"], language).titled(Message::new(title), language);
        list.rows = found.iter().map(|driver| vec![Cell::text(words::of(driver, answer, run))]).collect();
        if !list.rows.is_empty() {
            report.lists.push(list);
        }
    }
    report.lists.push(dimensions(answer, run));
    if !answer.left_out.is_empty() {
        let title = Message::new("cli.drivers.left_out");
        let mut list = List::new("left_out", &["dimension", "why"], language).titled(title, language);
        list.rows = answer
            .left_out
            .iter()
            .map(|left| {
                let why = left.why.message().with("name", &left.dimension);
                vec![Cell::text(&left.dimension), Cell::text(run.say(&why))]
            })
            .collect();
        report.lists.push(list);
    }
    report
}

fn columns(answer: &MetricDrivers, run: &Run) -> Vec<&'static str> {
    let sized = answer.by.iter().any(|driver| driver.before.size.is_some() || driver.after.size.is_some());
    let mut columns = vec!["dimension", "value", "before", "after"];
    if sized {
        columns.extend(["size_before", "size_after"]);
    }
    columns.extend(["mix", "rate", "total_effect", "share_of_change"]);
    if run.format != Format::Table {
        columns.insert(2, "gathered");
    }
    columns
}

fn row(driver: &Driver, answer: &MetricDrivers, run: &Run) -> Vec<Cell> {
    let value = match (driver.gathered, &driver.value) {
        (Some(count), _) if run.format == Format::Table => {
            Cell::text(run.say(&Message::new("cli.drivers.gathered").with("count", count)))
        }
        (_, Some(value)) => Cell::text(value),
        (_, None) => Cell::Null,
    };
    let number = |number: Number| change_in_unit(Some(number), answer.unit);
    let cells = columns(answer, run).into_iter().map(|column| match column {
        "dimension" => Cell::text(&driver.dimension),
        "value" => value.clone(),
        "gathered" => driver.gathered.map_or(Cell::Null, |count| Cell::count(count as u64)),
        "before" => in_unit(driver.before.value, answer.unit),
        "after" => in_unit(driver.after.value, answer.unit),
        "size_before" => exact(driver.before.size),
        "size_after" => exact(driver.after.size),
        "mix" => number(driver.mix),
        "rate" => number(driver.rate),
        "total_effect" => number(driver.effect),
        _ => analysis::share(driver.share_of_change),
    });
    cells.collect()
}

/// The parts of each dimension together, the dimension of the largest effect first, its gathered parts last.
fn by_dimension(by: &[Driver]) -> Vec<&Driver> {
    let mut names: Vec<&str> = Vec::new();
    for driver in by.iter().filter(|driver| driver.gathered.is_none()) {
        if !names.contains(&driver.dimension.as_str()) {
            names.push(&driver.dimension);
        }
    }
    let of = |name: &str, gathered: bool| {
        let name = name.to_owned();
        by.iter().filter(move |driver| driver.dimension == name && driver.gathered.is_some() == gathered)
    };
    names.into_iter().flat_map(|name| of(name, false).chain(of(name, true))).collect()
}

/// What all parts of each dimension come to: the same change, by mix and by rate.
fn dimensions(answer: &MetricDrivers, run: &Run) -> List {
    let mut list = List::new("dimensions", &["dimension", "parts", "mix", "rate", "total_effect"], run.language)
        .titled(Message::new("cli.drivers.dimensions"), run.language);
    let mut names: Vec<&str> = Vec::new();
    for driver in by_dimension(&answer.by) {
        if names.last() != Some(&driver.dimension.as_str()) {
            names.push(&driver.dimension);
        }
    }
    for name in names {
        let own: Vec<&Driver> = answer.by.iter().filter(|driver| driver.dimension == name).collect();
        let parts: usize = own.iter().map(|driver| driver.gathered.unwrap_or(1)).sum();
        let sum = |of: fn(&Driver) -> Number| {
            let numbers: Vec<Number> = own.iter().map(|driver| of(driver)).collect();
            change_in_unit(Number::sum(&numbers), answer.unit)
        };
        list.rows.push(vec![
            Cell::text(name),
            Cell::count(parts as u64),
            sum(|driver| driver.mix),
            sum(|driver| driver.rate),
            sum(|driver| driver.effect),
        ]);
    }
    list
}
