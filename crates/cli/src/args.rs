//! The command line: what every command takes, and the commands.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, FromArgMatches, Parser, Subcommand};
use model::Language;

use crate::commands::{
    affinity, backup, check, churn, completions, customer, customers, demo, diff, drivers, experiment, explain,
    forecast, funnel, health, import, init, leads, maintain, metrics, mrr, paths, query, rejects, report, restore,
    retention, segments, serve, sql, status, survival, users, value,
};
use crate::help;
use crate::render::Format;
use crate::workspace;

/// Everything the user asked for.
#[derive(Parser)]
#[command(name = "tenure", version, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes, before or after its name.
#[derive(Args)]
pub struct Global {
    #[arg(short = 'C', long, global = true, value_name = "FOLDER")]
    pub workspace: Option<PathBuf>,
    #[arg(long, global = true, value_enum, default_value = "table")]
    pub format: Format,
    #[arg(long, global = true, env = "TENURE_LANG", hide_env_values = true, value_name = "TAG", value_parser = ["en", "zh-CN"])]
    pub lang: Option<String>,
    #[arg(long, global = true, env = "TENURE_NOW", hide_env_values = true, value_name = "TIME")]
    pub now: Option<String>,
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// What tenure can do, in the order its help lists it.
#[derive(Subcommand)]
pub enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Import(import::Args),
    Rejects(rejects::Args),
    Status(status::Args),
    Check(check::Args),
    Metrics(metrics::Args),
    Query(query::Args),
    Explain(explain::Args),
    Drivers(drivers::Args),
    Forecast(forecast::Args),
    Affinity(affinity::Args),
    Retention(retention::Args),
    Funnel(funnel::Args),
    Paths(paths::Args),
    Survival(survival::Args),
    Value(value::Args),
    Mrr(mrr::Args),
    Segments(segments::Args),
    Health(health::Args),
    Churn(churn::Args),
    Leads(leads::Args),
    Experiment(experiment::Args),
    Report(report::Args),
    Customers(customers::Args),
    Customer(customer::Args),
    Diff(diff::Args),
    Sql(sql::Args),
    Serve(serve::Args),
    Users(users::Args),
    Maintain(maintain::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Completions(completions::Args),
}

impl Arguments {
    /// Reads the command line, with help in the language given.
    ///
    /// # Errors
    /// What clap has to say, which includes the help that was asked for.
    pub fn read(words: &[OsString], language: Language) -> Result<Self, clap::Error> {
        let matches = help::command(language).try_get_matches_from(words)?;
        Self::from_arg_matches(&matches)
    }
}

/// The language to speak: of `--lang`, else of the environment's `TENURE_LANG`, else of the workspace. Help and
/// usage errors need it before the command line is read in full.
pub fn language_of(words: &[OsString]) -> Language {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let told = given(&words, "--lang").or_else(|| std::env::var("TENURE_LANG").ok());
    if let Some(language) = told.and_then(|tag| tag.parse().ok()) {
        return language;
    }
    let folder = given(&words, "-C").or_else(|| given(&words, "--workspace")).map(PathBuf::from);
    workspace::language(folder.as_deref()).unwrap_or_default()
}

/// What follows a flag, as the next word or behind it: `--lang zh-CN`, `--lang=zh-CN`, `-Cacme`.
fn given(words: &[Cow<'_, str>], flag: &str) -> Option<String> {
    words.iter().enumerate().find_map(|(index, word)| match word.strip_prefix(flag)? {
        "" => words.get(index + 1).map(ToString::to_string),
        rest if flag.starts_with("--") => rest.strip_prefix('=').map(ToOwned::to_owned),
        rest => Some(rest.trim_start_matches('=').to_owned()),
    })
}
