//! `tenure explain`: one number taken apart down to customers, rows and files.

use engine::{CustomerPart, ExplainQuery, Explanation, MeasureValue, Subject};
use model::Message;

use crate::asked::{Asked, Whom};
use crate::commands::query::params;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::span;
use crate::workspace::Workspace;

/// Files of each table that are shown unless all customers are asked for.
const FILES: usize = 3;

/// Customers of each part that are shown unless all are asked for.
const SAMPLE: usize = 10;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "METRIC")]
    metric: String,
    #[arg(long, value_name = "PERIOD")]
    at: String,
    #[arg(long, value_name = "NAME=VALUE")]
    by: Vec<String>,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    as_of: AsOf,
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    #[arg(long)]
    customers: bool,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let period = span::read(&args.at, &asked.workspace.calendar, asked.workspace.settings.fiscal_year_start)?;
    let question = ExplainQuery {
        metric: args.metric,
        from: period.start,
        to: period.end,
        basis: args.whom.basis(),
        subject: args.whom.subject(),
        filter: args.whom.filter,
        part: part(&args.by)?,
        params: params(&args.params)?,
        customers: if args.customers { None } else { Some(SAMPLE) },
    };
    let explanation = asked.engine()?.explain(&question).await?;
    let workspace = asked.done();
    match run.format {
        Format::Table => {
            let heading = Message::new("cli.explain.heading")
                .with("title", workspace.names(run).title(&question.metric))
                .with("metric", &question.metric)
                .with("period", &args.at);
            let body = render::text_of(&taken_apart(&explanation, &workspace, args.customers, run), run);
            run.print(format!("{}\n{body}", run.say(&heading)).as_bytes())?;
        }
        Format::Json => render::print_json(&explanation, run)?,
        Format::Csv | Format::Parquet => {
            let report = Report { facts: Vec::new(), lists: vec![members(&explanation, run)] };
            render::print_report(&report, run)?;
        }
    }
    Ok(Exit::Done)
}

/// `CUT=VALUE` pairs; an empty value is the part of those without one.
fn part(pairs: &[String]) -> Result<Vec<(String, Option<String>)>, CliError> {
    let split = |pair: &String| match pair.split_once('=') {
        Some((cut, value)) if !cut.is_empty() => {
            Ok((cut.to_owned(), Some(value.to_owned()).filter(|value| !value.is_empty())))
        }
        _ => Err(CliError::Usage(Message::new("cli.error.part").with("text", pair))),
    };
    pairs.iter().map(split).collect()
}

/// The explanation for a person.
fn taken_apart(explanation: &Explanation, workspace: &Workspace, every: bool, run: &Run) -> Report {
    let mut report = Report::default();
    let language = run.language;
    let answer = &explanation.answer;
    if let Some(row) = answer.rows.first() {
        report.fact("value", render::in_unit(row.value, answer.unit), language);
        if let Some(interval) = render::interval(row, answer, run) {
            report.fact("interval", interval, language);
        }
        if let Some(reason) = row.reason {
            report.fact("note", Cell::text(reason.message().say(language)), language);
        }
        if !row.standings.is_empty() {
            report.fact("benchmark", Cell::text(render::standing(row, answer, run)), language);
        }
        report.fact("complete", Cell::Flag(row.complete), language);
        if let Some(behind) = &answer.behind {
            report.fact("behind", Cell::text(run.say(&behind.message())), language);
        }
    }
    report.fact("formula", Cell::text(&explanation.formula), language);
    report.fact("computed", Cell::text(&explanation.computed), language);
    if let Some(metric) = workspace.catalog.metrics.get(&answer.metric) {
        let who =
            [("who_numerator", &metric.numerator), ("who_denominator", &metric.denominator), ("edge", &metric.edge)];
        for (key, words) in who {
            if let Some(words) = words {
                report.fact(key, Cell::text(words.say(language)), language);
            }
        }
        report.fact("source", Cell::text(&metric.source), language);
    }
    report.fact("as_of", Cell::text(&answer.as_of), language);
    report.fact("snapshot", Cell::text(&answer.snapshot), language);
    report.lists = vec![
        measures(explanation, workspace, run),
        parts(explanation, run),
        rows(explanation, run),
        files(explanation, every, run),
    ];
    report
}

fn measures(explanation: &Explanation, workspace: &Workspace, run: &Run) -> List {
    let columns = ["measure", "kind", "from", "size", "total", "about"];
    let mut list =
        List::new("measures", &columns, run.language).titled(Message::new("cli.explain.measures"), run.language);
    for MeasureValue { name, about, kind, from, size, total } in &explanation.measures {
        // A measure of the user's own may have words of the moment only; the catalog has them in both languages.
        let words = workspace.catalog.measures.get(name).map(|measure| measure.about.say(run.language));
        list.rows.push(vec![
            Cell::text(name),
            Cell::text(*kind),
            Cell::text(from),
            Cell::count(*size),
            render::exact(*total),
            Cell::text(words.unwrap_or(about)),
        ]);
    }
    list
}

fn parts(explanation: &Explanation, run: &Run) -> List {
    let (counted, title) = match explanation.answer.subject {
        Subject::Customer => ("customers", Message::new("cli.explain.customers")),
        Subject::Account => ("accounts", Message::new("cli.explain.accounts")),
    };
    let mut list = List::new("customers", &["part", counted, "ids"], run.language).titled(title, run.language);
    for part in &explanation.customers {
        list.rows.push(vec![Cell::text(part_name(part.part, run)), Cell::count(part.count), Cell::text(names(part))]);
    }
    list
}

/// The ids of a part; an account with its people behind it.
fn names(part: &CustomerPart) -> String {
    let mut people = part.people.iter();
    let named = part.ids.iter().map(|id| match people.next().map(Vec::as_slice) {
        None => id.clone(),
        Some([person]) if person == id => id.clone(),
        Some(people) => format!("{id} ({})", people.join(", ")),
    });
    named.collect::<Vec<_>>().join(", ")
}

fn part_name(part: &str, run: &Run) -> String {
    match part {
        "numerator" => run.word("cli.explain.numerator"),
        "denominator_only" => run.word("cli.explain.denominator_only"),
        other => other.to_owned(),
    }
}

/// One row per customer, for files; where accounts are counted one per person of each.
fn members(explanation: &Explanation, run: &Run) -> List {
    if explanation.answer.subject == Subject::Customer {
        let mut list = List::new("customers", &["part", "customer"], run.language);
        for part in &explanation.customers {
            list.rows.extend(part.ids.iter().map(|id| vec![Cell::text(part.part), Cell::text(id)]));
        }
        return list;
    }
    let mut list = List::new("customers", &["part", "account", "customer"], run.language);
    for part in &explanation.customers {
        for (account, people) in part.ids.iter().zip(&part.people) {
            let row = |person| vec![Cell::text(part.part), Cell::text(account), Cell::text(person)];
            list.rows.extend(people.iter().map(row));
        }
    }
    list
}

fn rows(explanation: &Explanation, run: &Run) -> List {
    let columns = ["customer", "table", "at", "file", "line"];
    let mut list = List::new("rows", &columns, run.language).titled(Message::new("cli.explain.rows"), run.language);
    for row in &explanation.rows {
        list.rows.push(vec![
            Cell::text(&row.customer),
            Cell::text(&row.table),
            row.at.as_ref().map_or(Cell::Null, Cell::text),
            Cell::text(&row.file),
            Cell::Digits(row.line.to_string()),
        ]);
    }
    list
}

/// The data files of each table; a person is shown the newest few unless every customer was asked for.
fn files(explanation: &Explanation, every: bool, run: &Run) -> List {
    let columns = ["table", "file"];
    let mut list = List::new("files", &columns, run.language).titled(Message::new("cli.explain.files"), run.language);
    for table in &explanation.files {
        let shown = if every { table.files.len() } else { FILES.min(table.files.len()) };
        let newest = table.files.iter().rev().take(shown);
        list.rows.extend(newest.map(|file| vec![Cell::text(&table.table), Cell::text(file)]));
        let rest = table.files.len() - shown;
        if rest > 0 {
            let more = run.say(&Message::new("cli.explain.more_files").with("count", rest));
            list.rows.push(vec![Cell::text(&table.table), Cell::text(more)]);
        }
    }
    list
}
