//! The commands, one a file: what each takes (`Args`) and what it does (`run`).

pub mod affinity;
pub mod backup;
pub mod check;
mod check_lists;
pub mod churn;
pub mod completions;
pub mod customer;
pub mod customers;
pub mod demo;
pub mod diff;
mod diff_report;
pub mod drivers;
pub mod experiment;
pub mod explain;
pub mod forecast;
pub mod funnel;
pub mod health;
pub mod import;
mod import_account;
mod import_preview;
pub mod init;
pub mod leads;
pub mod maintain;
pub mod metrics;
pub mod mrr;
pub mod paths;
pub mod query;
pub mod rejects;
mod rejects_export;
mod rejects_replay;
pub mod report;
pub mod restore;
pub mod retention;
pub mod segments;
mod segments_movement;
mod segments_report;
pub mod serve;
pub mod sql;
mod states;
pub mod status;
pub mod survival;
pub mod users;
pub mod value;

use crate::args::Command;
use crate::error::CliError;
use crate::exit::Exit;
use crate::run::Run;

/// Does what the user asked for.
///
/// # Errors
/// [`CliError`] with what kept it from being done.
pub async fn run(command: Command, run: &Run) -> Result<Exit, CliError> {
    match command {
        Command::Demo(args) => demo::run(args, run).await,
        Command::Init(args) => init::run(&args, run),
        Command::Import(args) => import::run(args, run).await,
        Command::Rejects(args) => rejects::run(args, run).await,
        Command::Status(args) => status::run(args, run).await,
        Command::Check(args) => check::run(args, run).await,
        Command::Metrics(args) => metrics::run(&args, run).await,
        Command::Query(args) => query::run(args, run).await,
        Command::Explain(args) => explain::run(args, run).await,
        Command::Funnel(args) => funnel::run(args, run).await,
        Command::Survival(args) => survival::run(args, run).await,
        Command::Paths(args) => paths::run(args, run).await,
        Command::Affinity(args) => affinity::run(args, run).await,
        Command::Drivers(args) => drivers::run(args, run).await,
        Command::Forecast(args) => forecast::run(args, run).await,
        Command::Value(args) => value::run(args, run).await,
        Command::Retention(args) => retention::run(args, run).await,
        Command::Mrr(args) => mrr::run(args, run).await,
        Command::Segments(args) => segments::run(args, run).await,
        Command::Churn(args) => churn::run(args, run).await,
        Command::Leads(args) => leads::run(args, run).await,
        Command::Health(args) => health::run(args, run).await,
        Command::Experiment(args) => experiment::run(args, run).await,
        Command::Report(args) => report::run(args, run).await,
        Command::Customers(args) => customers::run(args, run).await,
        Command::Customer(args) => customer::run(args, run).await,
        Command::Diff(args) => diff::run(args, run).await,
        Command::Backup(args) => backup::run(args, run).await,
        Command::Restore(args) => restore::run(args, run).await,
        Command::Maintain(args) => maintain::run(args, run).await,
        Command::Sql(args) => sql::run(args, run).await,
        Command::Serve(args) => serve::run(args, run).await,
        Command::Users(args) => users::run(args, run).await,
        Command::Completions(args) => completions::run(&args, run),
    }
}
