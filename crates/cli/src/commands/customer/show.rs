//! `tenure customer ID`: who they are, how they stand, their numbers, and everything that happened.

use engine::{CustomerQuery, CustomerView, Entry, KnownId, Score, State, Subject};
use model::{Message, Money};

use super::clock::Clock;
use crate::asked::day;
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

/// Entries of the timeline that a person is shown unless more are asked for.
const SHOWN: usize = 50;

#[derive(clap::Args)]
pub struct Show {
    #[arg(value_name = "ID", required = true)]
    id: Option<String>,
    #[arg(long, value_parser = ["customer", "account"])]
    subject: Option<String>,
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    #[arg(long = "table", value_name = "TABLE", value_delimiter = ',')]
    tables: Vec<String>,
    #[arg(long, value_name = "ENTRIES")]
    limit: Option<usize>,
    #[arg(long)]
    sources: bool,
    #[arg(long)]
    history: bool,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when nobody, or several, are known by the id, or they cannot be read.
pub async fn run(args: Show, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let ask = question(&args, run)?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let Known { workspace, snapshot, .. } = args.as_of.known(workspace, run).await?;
    let engine = workspace.engine(snapshot, now_us)?;
    let view = engine.customer(&ask).await?;
    drop(working);
    match run.format {
        Format::Json => render::print_json(&view.json(run.language), run)?,
        Format::Csv | Format::Parquet => {
            let report = Report { facts: Vec::new(), lists: vec![timeline(&view, true, run)] };
            render::print_report(&report, run)?;
        }
        Format::Table => {
            render::print_report(&shown(&view, args.sources, run), run)?;
            let (told, all) = (view.timeline.len(), view.entries);
            if (told as u64) < all {
                run.note(&Message::new("cli.customer.more").with("shown", told).with("all", all));
            }
            view.notes.iter().for_each(|note| run.warn(note));
        }
    }
    Ok(Exit::Done)
}

fn question(args: &Show, run: &Run) -> Result<CustomerQuery, CliError> {
    let read = |flag, text: &Option<String>| text.as_deref().map(|text| day(flag, text)).transpose();
    let (from, to) = (read("--from", &args.from)?, read("--to", &args.to)?);
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return Err(CliError::Usage(Message::new("cli.error.range").with("from", from).with("to", to)));
    }
    Ok(CustomerQuery {
        id: args.id.clone().unwrap_or_default(),
        subject: args.subject.as_deref().and_then(|subject| subject.parse().ok()),
        from,
        to,
        tables: args.tables.clone(),
        // Only a person is spared the rest; a program gets what it asked for.
        limit: args.limit.or((run.format == Format::Table).then_some(SHOWN)),
        history: args.history,
    })
}

/// The view for a person.
fn shown(view: &CustomerView, sources: bool, run: &Run) -> Report {
    let mut report = Report::default();
    who(view, &mut report, run);
    let language = run.language;
    let clock = &Clock::of(view, run);
    report.fact("standing", Cell::text(standing(&view.state, clock, run)), language);
    let numbers = &view.numbers;
    let facts = [
        ("first_seen", clock.maybe(numbers.first_seen_us)),
        ("customer_since", clock.maybe(numbers.customer_since_us)),
        ("last_contact", clock.maybe(numbers.last_contact_us)),
        ("orders", Cell::count(numbers.orders)),
        ("revenue", money(numbers.revenue)),
        ("mrr", money(numbers.mrr)),
        ("lifetime_value", money(numbers.lifetime_value)),
        ("open_tickets", Cell::count(numbers.open_tickets)),
        ("nps", score(numbers.nps.as_ref(), clock, run)),
        ("csat", score(numbers.csat.as_ref(), clock, run)),
        ("time_zone", Cell::text(&view.time_zone)),
        ("snapshot", Cell::text(&view.snapshot)),
    ];
    for (key, cell) in facts {
        if cell != Cell::Null {
            report.fact(key, cell, language);
        }
    }
    report.lists = vec![ids(view, run), people(view, run), timeline(view, sources, run), history(view, run)];
    report
}

fn who(view: &CustomerView, report: &mut Report, run: &Run) {
    let profile = &view.profile;
    let key = if view.subject == Subject::Account { "account" } else { "customer" };
    report.fact(key, Cell::text(&view.id), run.language);
    let known = [
        ("name", &profile.name),
        ("email", &profile.email),
        ("phone", &profile.phone),
        ("owner", &profile.owner),
        ("plan", &profile.plan),
    ];
    for (key, value) in known {
        if let Some(value) = value {
            report.fact(key, Cell::text(value), run.language);
        }
    }
    if let Some(account) = &profile.account {
        let name = account.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        report.fact("account", Cell::text(format!("{}{name}", account.id)), run.language);
    }
    if !profile.attributes.is_empty() {
        let pairs = profile.attributes.iter().map(|(name, value)| format!("{name}={value}"));
        report.fact("attributes", Cell::text(pairs.collect::<Vec<_>>().join(", ")), run.language);
    }
}

fn standing(state: &State, clock: &Clock, run: &Run) -> String {
    let message = match state.since_us {
        Some(since_us) => Message::new("cli.customer.since").with("since", clock.read(since_us)),
        None => Message::new("cli.customer.standing"),
    };
    let message = message.with_message("standing", state.standing.message());
    let standing = message.with_message("basis", render::basis(state.basis));
    match state.known_to_us {
        Some(known_to_us) => {
            let known = Message::new("cli.customer.known_to").with_message("standing", standing);
            run.say(&known.with("known_to", clock.read(known_to_us)))
        }
        None => run.say(&standing),
    }
}

fn score(score: Option<&Score>, clock: &Clock, run: &Run) -> Cell {
    let Some(score) = score else { return Cell::Null };
    let key = if score.scale_max.is_some() { "cli.customer.score_of" } else { "cli.customer.score" };
    let message = Message::new(key)
        .with("score", &score.score)
        .with("most", score.scale_max.as_deref().unwrap_or_default())
        .with("at", clock.read(score.at_us));
    Cell::text(run.say(&message))
}

fn money(money: Option<Money>) -> Cell {
    money.map_or(Cell::Null, Cell::Money)
}

fn ids(view: &CustomerView, run: &Run) -> List {
    let columns = ["id", "known_at", "evidence", "link"];
    let mut list = List::new("ids", &columns, run.language).titled(Message::new("cli.customer.ids"), run.language);
    list.rows = view.ids.iter().map(|id| id_cells(id, &Clock::of(view, run), run)).collect();
    list
}

fn id_cells(id: &KnownId, clock: &Clock, run: &Run) -> Vec<Cell> {
    let (evidence, link) = match &id.link {
        None => (Message::new("engine.evidence.seen").say(run.language), Cell::Null),
        Some(link) => {
            let words = Message::new(format!("engine.evidence.{}", link.evidence)).say(run.language);
            let record = link.record.as_ref().map(|record| format!(" ({record})")).unwrap_or_default();
            (format!("{words}{record}"), Cell::Count(link.number))
        }
    };
    vec![Cell::text(&id.id), clock.cell(id.known_at_us), Cell::text(evidence), link]
}

fn people(view: &CustomerView, run: &Run) -> List {
    let columns = ["customer", "name", "standing"];
    let mut list =
        List::new("people", &columns, run.language).titled(Message::new("cli.customer.people"), run.language);
    let clock = Clock::of(view, run);
    let row = |person: &engine::Person| {
        let name = person.name.as_ref().map_or(Cell::Null, Cell::text);
        vec![Cell::text(&person.id), name, Cell::text(standing(&person.state, &clock, run))]
    };
    list.rows = view.people.iter().map(row).collect();
    list
}

/// What happened, newest first.
fn timeline(view: &CustomerView, sources: bool, run: &Run) -> List {
    let of_account = view.subject == Subject::Account;
    let mut columns = vec!["at"];
    columns.extend(of_account.then_some("customer"));
    columns.extend(["table", "what", "amount"]);
    if sources {
        columns.extend(["file", "line"]);
    }
    let files = run.format != Format::Table;
    if files {
        columns.extend(["kind", "id", "ended_at", "rows", "corrected"]);
    }
    let mut list =
        List::new("timeline", &columns, run.language).titled(Message::new("cli.customer.timeline"), run.language);
    let clock = Clock::of(view, run);
    for entry in &view.timeline {
        let mut row = vec![clock.cell(entry.at_us)];
        row.extend(of_account.then(|| entry.customer.as_ref().map_or(Cell::Null, Cell::text)));
        row.extend([Cell::text(&entry.table), Cell::text(words(entry, run)), money(entry.amount)]);
        if sources {
            row.extend(place(entry));
        }
        if files {
            row.push(Cell::text(&entry.kind));
            row.push(entry.id.as_ref().map_or(Cell::Null, Cell::text));
            row.extend([clock.maybe(entry.ended_at_us), Cell::count(entry.rows), Cell::Flag(entry.corrected)]);
        }
        list.rows.push(row);
    }
    list
}

/// The entry's sentence with what somebody wrote to it, and whether it was corrected.
fn words(entry: &Entry, run: &Run) -> String {
    let mut words = run.say(&entry.message);
    if let Some(note) = entry.note() {
        words = run.say(&Message::new("cli.customer.noted").with("what", words).with("note", note));
    }
    if entry.corrected && run.format == Format::Table {
        words = run.say(&Message::new("cli.customer.corrected").with("what", words));
    }
    words
}

fn place(entry: &Entry) -> [Cell; 2] {
    if entry.file.is_empty() {
        return [Cell::Null, Cell::Null];
    }
    [Cell::text(&entry.file), Cell::Digits(entry.line.to_string())]
}

fn history(view: &CustomerView, run: &Run) -> List {
    let clock = Clock::of(view, run);
    let columns = ["table", "row", "known_from", "known_to", "import", "file", "line", "changes"];
    let mut list =
        List::new("history", &columns, run.language).titled(Message::new("cli.customer.history"), run.language);
    for version in &view.history {
        let none = || run.word("cli.word.none");
        let changes = version.changes.iter().map(|change| {
            let side = |value: &Option<String>| value.clone().unwrap_or_else(none);
            format!("{}: {} → {}", change.column, side(&change.old), side(&change.new))
        });
        let changes: Vec<String> = changes.collect();
        list.rows.push(vec![
            Cell::text(&version.table),
            // Eight digits tell the rows of one customer apart.
            Cell::text(version.row.get(..8).unwrap_or(&version.row)),
            clock.cell(version.known_from_us),
            clock.maybe(version.known_to_us),
            Cell::Count(version.import),
            Cell::text(&version.file),
            Cell::Digits(version.line.to_string()),
            if changes.is_empty() { Cell::Null } else { Cell::text(changes.join(", ")) },
        ]);
    }
    list
}
