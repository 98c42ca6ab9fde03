//! `tenure mrr`: the bridge of recurring revenue under a profile of rules, and why two profiles differ.

use catalog::MrrRules;
use engine::{Behind, CustomerMovements, MOVEMENTS, Movements, MrrBasis, MrrBridge, MrrQuery, MrrReconciliation};
use model::{Grain, Message, Money, Period};

use crate::asked::{Asked, Range};
use crate::error::CliError;
use crate::exit::Exit;
use crate::known::AsOf;
use crate::render::{self, Cell, List, Report, analysis};
use crate::run::Run;

const PROFILES: [&str; 5] = ["tenure", "snapshot", "chartmogul", "stripe", "profitwell"];

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    range: Range,
    #[arg(long, value_parser = ["day", "week", "month", "quarter", "year"], default_value = "month")]
    grain: String,
    #[arg(long, value_parser = PROFILES)]
    profile: Option<String>,
    #[arg(long, num_args = 2, value_names = ["A", "B"], value_parser = PROFILES, conflicts_with = "profile")]
    reconcile: Vec<String>,
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',', conflicts_with = "reconcile")]
    by: Vec<String>,
    #[arg(long)]
    customers: bool,
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    #[command(flatten)]
    as_of: AsOf,
}

/// # Errors
/// [`CliError`] when the question is none, or cannot be answered.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    if let [first, second] = args.reconcile.as_slice()
        && first == second
    {
        return Err(CliError::Usage(Message::new("cli.error.reconcile_same").with("profile", first)));
    }
    let asked = Asked::open(&args.as_of, run).await?;
    let query = question(&args, &asked)?;
    let own = asked.workspace.settings.mrr.clone();
    let engine = asked.engine()?;
    let rules = |name: &str| if name == own.profile { own.clone() } else { MrrRules::profile(name) };
    let mut behind = None;
    let report = match args.reconcile.as_slice() {
        [first, second] => {
            let found = engine.mrr_reconcile(&query, [&rules(first), &rules(second)]).await?;
            reconciled(&found, args.customers, run)
        }
        _ => {
            let profile = args.profile.as_deref().unwrap_or(&own.profile);
            let bridge = engine.mrr(&query, &rules(profile)).await?;
            behind = bridge.behind.as_ref().map(Behind::message);
            bridged(&bridge, &args.by, args.customers, run)
        }
    };
    let widened = query.grain.and_then(|grain| asked.widened((query.from, query.to), grain));
    asked.done();
    widened.iter().for_each(|widened| run.note(widened));
    if let Some(behind) = &behind {
        run.note(behind);
    }
    render::print_report(&report, run)?;
    Ok(Exit::Done)
}

fn question(args: &Args, asked: &Asked) -> Result<MrrQuery, CliError> {
    let grain = args.grain.parse::<Grain>().unwrap_or(Grain::Month);
    let (from, to) = args.range.days(grain, asked)?;
    Ok(MrrQuery { from, to, grain: Some(grain), filter: args.filter.clone(), by: args.by.clone() })
}

/// The bridge of every period; under it that of each part, and with the customers theirs.
fn bridged(bridge: &MrrBridge, by: &[String], with_customers: bool, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("profile", Cell::text(&bridge.profile), run.language);
    state(&mut report, &bridge.basis, run);
    let mut columns = vec!["start", "end"];
    columns.extend(MOVEMENTS);
    columns.push("complete");
    let mut movements = List::new("movements", &columns, run.language);
    for period in &bridge.periods {
        let mut row = days(&period.period);
        match period.known {
            true => row.extend(amounts(&period.total, &bridge.basis)),
            false => row.extend(MOVEMENTS.map(|_| Cell::Null)),
        }
        row.push(Cell::Flag(period.complete));
        movements.rows.push(row);
    }
    report.lists.push(movements);
    if !by.is_empty() {
        // Nobody moves between parts that do not change with time.
        let moves = by.iter().any(|cut| cut.ends_with("@time"));
        let (closing, before) = (MOVEMENTS[MOVEMENTS.len() - 1], &MOVEMENTS[..MOVEMENTS.len() - 1]);
        let head = ["start", "end"].into_iter().chain(by.iter().map(String::as_str)).chain(before.iter().copied());
        let mut columns: Vec<&str> = head.collect();
        columns.extend(moves.then_some(["moved_in", "moved_out"]).into_iter().flatten());
        columns.push(closing);
        let mut parts = List::new("parts", &columns, run.language).titled(Message::new("cli.mrr.parts"), run.language);
        for period in bridge.periods.iter().filter(|period| period.known) {
            for part in &period.parts {
                let mut row = days(&period.period);
                row.extend(analysis::cells(&part.by));
                let mut cells: Vec<Cell> = amounts(&part.movements, &bridge.basis).collect();
                let closing = cells.pop();
                let moved = [part.moved_in, part.moved_out].into_iter().filter(|_| moves);
                cells.extend(moved.map(|amount| money(amount, &bridge.basis)));
                row.extend(cells.into_iter().chain(closing));
                parts.rows.push(row);
            }
        }
        analysis::finest(parts, &mut report, run);
    }
    if with_customers {
        let mut list = customers(&["start", "end", "customer_id"], run);
        for period in &bridge.periods {
            list.rows.extend(rows(&days(&period.period), &period.customers, &bridge.basis));
        }
        analysis::finest(list, &mut report, run);
    }
    report
}

/// What each rule in which the profiles differ does; with the customers, to whom.
fn reconciled(found: &MrrReconciliation, with_customers: bool, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("profile", Cell::text(&found.profiles[0]), run.language);
    report.fact("profile_compared", Cell::text(&found.profiles[1]), run.language);
    state(&mut report, &found.basis, run);
    let mut columns = vec!["start", "end", "rule"];
    columns.extend(MOVEMENTS);
    let mut rules = List::new("rules", &columns, run.language).titled(Message::new("cli.mrr.rules"), run.language);
    let mut list = customers(&["start", "end", "rule", "customer_id"], run);
    for part in &found.rules {
        let mut head = days(&part.period);
        head.push(Cell::text(part.rule));
        list.rows.extend(rows(&head, &part.customers, &found.basis));
        head.extend(amounts(&part.total, &found.basis));
        rules.rows.push(head);
    }
    let mut columns = vec!["start", "end", "profile"];
    columns.extend(MOVEMENTS);
    let mut totals = List::new("totals", &columns, run.language).titled(Message::new("cli.mrr.totals"), run.language);
    for (period, sides) in &found.totals {
        for (profile, movements) in found.profiles.iter().zip(sides) {
            let mut row = days(period);
            row.push(Cell::text(profile));
            row.extend(amounts(movements, &found.basis));
            totals.rows.push(row);
        }
    }
    report.lists = vec![rules, totals];
    if with_customers {
        analysis::finest(list, &mut report, run);
    }
    report
}

fn state(report: &mut Report, basis: &MrrBasis, run: &Run) {
    report.fact("currency", Cell::text(basis.currency.as_str()), run.language);
    report.fact("time_zone", Cell::text(&basis.time_zone), run.language);
    report.fact("as_of", Cell::text(&basis.as_of), run.language);
    report.fact("snapshot", Cell::text(&basis.snapshot), run.language);
}

fn customers(head: &[&str], run: &Run) -> List {
    let columns: Vec<&str> = head.iter().copied().chain(MOVEMENTS).collect();
    List::new("customers", &columns, run.language).titled(Message::new("cli.mrr.customers"), run.language)
}

fn rows(head: &[Cell], customers: &[CustomerMovements], basis: &MrrBasis) -> Vec<Vec<Cell>> {
    let row = |customer: &CustomerMovements| {
        let mut row = head.to_vec();
        row.push(Cell::text(&customer.customer));
        row.extend(amounts(&customer.movements, basis));
        row
    };
    customers.iter().map(row).collect()
}

fn days(period: &Period) -> Vec<Cell> {
    vec![Cell::Day(period.start), Cell::Day(period.end)]
}

fn amounts(movements: &Movements, basis: &MrrBasis) -> impl Iterator<Item = Cell> {
    movements.amounts().into_iter().map(move |amount| money(amount, basis))
}

fn money(ten_thousandths: i128, basis: &MrrBasis) -> Cell {
    Cell::Money(Money { ten_thousandths, currency: basis.currency })
}
