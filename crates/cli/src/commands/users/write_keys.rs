//! Write keys: those there are, making one, and revoking one.

use lake::{NewWriteKey, SecretKind, WriteKey};
use serve::{ServeError, drawn};

use super::Desk;
use super::tokens::{Revoke, shown_once};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, List, Report};
use crate::run::Run;

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
    #[arg(long)]
    namespace: String,
}

pub fn run(args: Args, desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    match args.command.unwrap_or(Command::List) {
        Command::List => print(&desk.access.write_keys()?, None, run),
        Command::Add(args) => {
            let secret = drawn(SecretKind::WriteKey).map_err(ServeError::Random)?;
            let key = NewWriteKey { name: &args.name, namespace: &args.namespace };
            let key = desk.access.add_write_key(&key, &secret, &desk.actor())?;
            print(&[key], Some(secret.text()), run)
        }
        Command::Revoke(args) => {
            desk.access.revoke_write_key(args.number, &desk.actor())?;
            let keys = desk.access.write_keys()?;
            print(&keys.into_iter().filter(|key| key.number == args.number).collect::<Vec<_>>(), None, run)
        }
    }
}

fn print(keys: &[WriteKey], secret: Option<&str>, run: &Run) -> Result<Exit, CliError> {
    let columns = ["number", "name", "prefix", "namespace", "made_at", "used_at", "revoked_at"];
    let mut list = List::new("write_keys", &columns, run.language);
    list.rows = keys
        .iter()
        .map(|key| {
            vec![
                Cell::Count(key.number),
                Cell::text(&key.name),
                Cell::text(&key.prefix),
                Cell::text(&key.namespace),
                Cell::Instant(key.made_at_us),
                Cell::instant(key.used_at_us),
                Cell::instant(key.revoked_at_us),
            ]
        })
        .collect();
    render::print_report(&Report { facts: shown_once(secret, run), lists: vec![list] }, run)?;
    Ok(Exit::Done)
}
