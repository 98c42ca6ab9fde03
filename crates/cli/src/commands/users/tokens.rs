//! Tokens: those there are, making one, and revoking one.

use lake::{NewToken, SecretKind, Token};
use model::{Message, Micros};
use serve::{ServeError, drawn};

use super::{Desk, role, rule};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, Fact, List, Report};
use crate::run::Run;

const DAY_US: Micros = 24 * 3_600 * 1_000_000;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    List,
    Add(Add),
    Revoke(Revoke),
}

#[derive(clap::Args)]
pub struct Add {
    name: String,
    #[arg(long, value_parser = ["viewer", "analyst", "admin"])]
    role: String,
    #[arg(long, value_name = "CONDITION")]
    rule: Option<String>,
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    #[arg(long, value_name = "DAYS")]
    days: Option<u16>,
}

#[derive(clap::Args)]
pub struct Revoke {
    pub number: i64,
}

pub fn run(args: Args, desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    match args.command.unwrap_or(Command::List) {
        Command::List => print(&desk.access.tokens()?, None, run),
        Command::Add(args) => add(&args, desk, run),
        Command::Revoke(args) => {
            desk.access.revoke_token(args.number, &desk.actor())?;
            let tokens = desk.access.tokens()?;
            let revoked: Vec<_> = tokens.into_iter().filter(|token| token.number == args.number).collect();
            print(&revoked, None, run)
        }
    }
}

fn add(args: &Add, desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    let token = NewToken {
        name: &args.name,
        owner: args.user.as_deref(),
        role: role(&args.role),
        rule: args.rule.as_deref().map(rule).transpose()?,
        expires_at_us: args.days.map(|days| desk.now_us + i64::from(days) * DAY_US),
    };
    let secret = drawn(SecretKind::Token).map_err(ServeError::Random)?;
    let token = desk.access.add_token(&token, &secret, &desk.actor())?;
    print(&[token], Some(secret.text()), run)
}

fn print(tokens: &[Token], secret: Option<&str>, run: &Run) -> Result<Exit, CliError> {
    let columns =
        ["number", "name", "prefix", "role", "rule", "user", "made_at", "expires_at", "used_at", "revoked_at"];
    let mut list = List::new("tokens", &columns, run.language);
    list.rows = tokens
        .iter()
        .map(|token| {
            vec![
                Cell::Count(token.number),
                Cell::text(&token.name),
                Cell::text(&token.prefix),
                Cell::text(token.role.as_str()),
                token.rule.as_ref().map_or(Cell::Null, Cell::text),
                token.owner.as_ref().map_or(Cell::Null, |owner| Cell::text(&owner.name)),
                Cell::Instant(token.made_at_us),
                Cell::instant(token.expires_at_us),
                Cell::instant(token.used_at_us),
                Cell::instant(token.revoked_at_us),
            ]
        })
        .collect();
    render::print_report(&Report { facts: shown_once(secret, run), lists: vec![list] }, run)?;
    Ok(Exit::Done)
}

/// The secret as a fact of the report, and the word that it is not shown again.
pub fn shown_once(secret: Option<&str>, run: &Run) -> Vec<Fact> {
    let mut report = Report::default();
    if let Some(secret) = secret {
        report.fact("secret", Cell::text(secret), run.language);
        run.note(&Message::new("cli.users.shown_once"));
    }
    report.facts
}
