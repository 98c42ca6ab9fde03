//! `tenure customers`: all customers or accounts, found, filtered and sorted.

use engine::{CustomerList, ListQuery, Subject, listed_attributes};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::{Message, Micros};

use crate::asked::Asked;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;

/// Rows a person is shown unless more are asked for.
const SHOWN: usize = 20;
/// What a person is not shown: a line has an end.
const LEFT_OUT: [&str; 6] = ["email", "channel", "owner", "industry", "contract_start", "first_seen"];
/// Rows a program is given unless more are asked for.
const GIVEN: usize = 10_000;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "TEXT")]
    search: Option<String>,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    #[arg(long, value_parser = ["asc", "desc"], default_value = "asc", requires = "sort")]
    order: String,
    #[arg(long, value_name = "ROWS")]
    limit: Option<usize>,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or the customers cannot be read.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let asked = Asked::open(&args.as_of, run).await?;
    let usual = if run.format == Format::Table { SHOWN } else { GIVEN };
    let query = ListQuery {
        subject: args.subject.parse().unwrap_or_default(),
        search: args.search,
        filter: args.filter,
        sort: args.sort,
        descending: args.order == "desc",
        limit: Some(args.limit.unwrap_or(usual)),
    };
    let found = asked.engine()?.list_customers(&query).await?;
    asked.done();
    render::print_report(&report(&found, run), run)?;
    found.notes.iter().for_each(|note| run.warn(note));
    let shown = found.rows.len() as u64;
    if shown < found.found {
        run.note(&Message::new("cli.customers.more").with("shown", shown).with("all", found.found));
    }
    Ok(Exit::Done)
}

fn report(found: &CustomerList, run: &Run) -> Report {
    let mut report = Report { facts: Vec::new(), lists: vec![list(found, run)] };
    let facts = [
        ("subject", Cell::text(found.subject.name())),
        ("total", Cell::count(found.found)),
        ("basis", Cell::text(found.basis.name())),
        ("known_to", found.known_to_us.map_or(Cell::Null, Cell::Instant)),
        ("as_of", Cell::Instant(found.as_of_us)),
        ("time_zone", Cell::text(&found.time_zone)),
        ("snapshot", Cell::text(&found.snapshot)),
    ];
    // A person asked for people, not for how the answer came about.
    let facts = facts.into_iter().filter(|(key, _)| run.format != Format::Table || *key == "total");
    for (key, cell) in facts {
        report.fact(key, cell, run.language);
    }
    report
}

fn list(found: &CustomerList, run: &Run) -> List {
    let accounts = found.subject == Subject::Account;
    let mut columns = vec!["id"];
    columns.extend(listed_attributes(found.subject));
    columns.extend(accounts.then_some("people"));
    columns.extend(["standing", "orders", "revenue", "mrr", "first_seen", "customer_since", "last_order"]);
    let zone = TimeZone::get(&found.time_zone).unwrap_or(TimeZone::UTC);
    let shown = |column: &str| run.format != Format::Table || !LEFT_OUT.contains(&column);
    let kept: Vec<bool> = columns.iter().map(|column| shown(column)).collect();
    columns.retain(|column| shown(column));
    let mut list = List::new(if accounts { "accounts" } else { "customers" }, &columns, run.language);
    for row in &found.rows {
        let at = |at_us: Option<Micros>| at_us.map_or(Cell::Null, |at_us| moment(at_us, &zone, run));
        let money = |amount: Option<_>| amount.map_or(Cell::Null, Cell::Money);
        let mut cells = vec![Cell::text(&row.id)];
        cells.extend(row.attributes.iter().map(|value| value.as_ref().map_or(Cell::Null, Cell::text)));
        cells.extend(accounts.then(|| Cell::count(row.people)));
        cells.push(Cell::text(match run.format {
            Format::Table => run.say(&row.standing.message()),
            _ => row.standing.name().to_owned(),
        }));
        cells.extend([Cell::count(row.orders), money(row.revenue), money(row.mrr)]);
        cells.extend([row.first_seen_us, row.customer_since_us, row.last_order_us].map(at));
        list.rows.push(cells.into_iter().zip(&kept).filter_map(|(cell, kept)| kept.then_some(cell)).collect());
    }
    list
}

/// An instant: for a person its day by the workspace's clocks.
fn moment(at_us: Micros, zone: &TimeZone, run: &Run) -> Cell {
    match Timestamp::from_microsecond(at_us) {
        Ok(at) if run.format == Format::Table => Cell::Day(at.to_zoned(zone.clone()).date()),
        _ => Cell::Instant(at_us),
    }
}
