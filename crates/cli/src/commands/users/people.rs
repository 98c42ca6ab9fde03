//! Users: those there are, adding one, and changing what one may do.

use lake::{NewUser, User, UserChange};
use serve::hash_password;

use super::{Desk, role, rule, secret_read};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, List, Report};
use crate::run::Run;

#[derive(clap::Args)]
pub struct Add {
    name: String,
    #[arg(long, value_parser = ["viewer", "analyst", "admin"])]
    role: String,
    #[arg(long, value_name = "CONDITION")]
    rule: Option<String>,
    #[arg(long, value_name = "TAG", value_parser = ["en", "zh-CN"])]
    language: Option<String>,
    #[arg(long)]
    password: bool,
}

#[derive(clap::Args)]
pub struct Change {
    name: String,
    #[arg(long, value_parser = ["viewer", "analyst", "admin"])]
    role: Option<String>,
    #[arg(long, value_name = "CONDITION", conflicts_with = "no_rule")]
    rule: Option<String>,
    #[arg(long)]
    no_rule: bool,
    #[arg(long, value_name = "TAG", value_parser = ["en", "zh-CN"])]
    language: Option<String>,
    #[arg(long)]
    password: bool,
}

#[derive(clap::Args)]
pub struct Named {
    name: String,
}

pub fn list(desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    print(&desk.access.users()?, run)
}

pub fn add(args: &Add, desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    let rule = args.rule.as_deref().map(rule).transpose()?;
    let password = password(args.password, run)?;
    let user = NewUser {
        name: &args.name,
        password: password.as_deref(),
        role: role(&args.role),
        rule,
        language: args.language.as_deref(),
    };
    print(&[desk.access.add_user(&user, &desk.actor())?], run)
}

pub fn change(args: &Change, desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    let rule = args.rule.as_deref().map(rule).transpose()?;
    let password = password(args.password, run)?;
    let change = UserChange {
        password: password.as_deref(),
        role: args.role.as_deref().map(role),
        rule: if args.no_rule { Some(None) } else { rule.map(Some) },
        language: args.language.as_deref(),
        disabled: None,
    };
    print(&[desk.access.change_user(&args.name, &change, &desk.actor())?], run)
}

pub fn disable(args: &Named, disabled: bool, desk: &Desk, run: &Run) -> Result<Exit, CliError> {
    let change = UserChange { disabled: Some(disabled), ..UserChange::default() };
    print(&[desk.access.change_user(&args.name, &change, &desk.actor())?], run)
}

fn password(wanted: bool, run: &Run) -> Result<Option<String>, CliError> {
    if !wanted {
        return Ok(None);
    }
    let text = secret_read::password(run)?;
    hash_password(&text).map(Some).map_err(|error| CliError::Usage(error.message()))
}

fn print(users: &[User], run: &Run) -> Result<Exit, CliError> {
    let columns = ["name", "role", "rule", "language", "password", "made_at", "disabled_at"];
    let mut list = List::new("users", &columns, run.language);
    let text = |text: &Option<String>| text.as_ref().map_or(Cell::Null, Cell::text);
    list.rows = users
        .iter()
        .map(|user| {
            vec![
                Cell::text(&user.name),
                Cell::text(user.role.as_str()),
                text(&user.rule),
                text(&user.language),
                Cell::Flag(user.password.is_some()),
                Cell::Instant(user.made_at_us),
                Cell::instant(user.disabled_at_us),
            ]
        })
        .collect();
    render::print_report(&Report { facts: Vec::new(), lists: vec![list] }, run)?;
    Ok(Exit::Done)
}
