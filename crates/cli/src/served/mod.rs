//! The commands as the service asks them: a question's words become the arguments that a terminal would give, and the
//! command runs with its output kept.

mod arrow;
pub mod catalogue;
mod import;
mod words;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use clap::FromArgMatches;
use engine::EngineError;
use jiff::Timestamp;
use lake::{IdentityRules, Lake};
use model::{Language, Micros};
use serve::{Ask, Delivery, Format, Progress, Question, Questions, Refusal, RefusalKind, Told};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::args::Arguments;
use crate::commands;
use crate::error::CliError;
use crate::exit::Exit;
use crate::problem;
use crate::render;
use crate::run::Run;
use crate::workspace::Workspace;
use catalogue::Entry;

/// A workspace that is asked over HTTP. Its settings and catalog are read anew when their files change.
#[derive(Clone)]
pub struct Served {
    folder: PathBuf,
    lake: Lake,
    /// As last read.
    workspace: Arc<Mutex<Workspace>>,
}

impl Served {
    pub fn new(workspace: Workspace, lake: Lake) -> Self {
        let folder = workspace.folder.clone();
        Self { folder, workspace: Arc::new(Mutex::new(workspace.over(lake.clone()))), lake }
    }

    /// The workspace as its files stand now.
    fn workspace(&self) -> Result<Workspace, CliError> {
        let known = self.workspace.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.is_as_written()? {
            return Ok(known);
        }
        let read = Workspace::open(&self.folder)?.over(self.lake.clone());
        *self.workspace.lock().unwrap_or_else(PoisonError::into_inner) = read.clone();
        Ok(read)
    }

    /// By which rules customers are taken for one, as the settings say now; as they last said when they cannot be read.
    pub fn identity_rules(&self) -> IdentityRules {
        let last = || self.workspace.lock().unwrap_or_else(PoisonError::into_inner).clone();
        engine::identity_rules(&self.workspace().unwrap_or_else(|_| last()).settings)
    }

    async fn answer(&self, entry: &'static Entry, ask: &Ask) -> Result<Told, Refusal> {
        let refuse = |error: &CliError| refusal(error, ask.language);
        let arguments = arguments(entry, ask).map_err(|error| refuse(&error))?;
        let workspace = self.workspace().map_err(|error| refuse(&error))?;
        let run = Run::kept(workspace, instant(ask.now_us), format(ask.format), ask.language);
        let read = catalogue::matches(&arguments, ask.language).and_then(|found| Arguments::from_arg_matches(&found));
        let command = read.map_err(|error| usage(&error, ask.language))?.command;
        commands::run(command, &run).await.map_err(|error| refuse(&error))?;
        let said = run.said();
        let body = match ask.format {
            Format::Arrow => arrow::of_parquet(said.data).map_err(|error| refuse(&error))?,
            Format::Json | Format::Csv | Format::Parquet => said.data,
        };
        Ok(Told { body, notes: said.notes })
    }
}

#[async_trait]
impl Questions for Served {
    fn all(&self, language: Language) -> Vec<Question> {
        questions(language)
    }

    async fn state(&self) -> Result<String, Refusal> {
        let refuse = |error: &CliError| refusal(error, Language::English);
        let workspace = self.workspace().map_err(|error| refuse(&error))?;
        let snapshot = self.lake.snapshot(None).await.map_err(|error| refuse(&error.into()))?;
        Ok(format!("{}-{}", snapshot.id(), workspace.definitions.hash()))
    }

    async fn import(&self, delivery: Delivery, progress: Progress) -> Result<Told, Refusal> {
        let (served, runtime, language) = (self.clone(), Handle::current(), delivery.language);
        let work = move || runtime.block_on(import::import(&served, delivery, progress));
        let told = tokio::task::spawn_blocking(work).await;
        told.unwrap_or_else(|_| Err(refusal(&CliError::Stopped, language)))
    }

    /// The work is done on a thread of its own, so that it keeps nobody else waiting, and given up when nobody waits for
    /// the answer any more.
    async fn ask(&self, ask: Ask) -> Result<Told, Refusal> {
        let language = ask.language;
        let Some(entry) = catalogue::find(&ask.question) else {
            return Err(refusal(&catalogue::unknown(&ask.question), language));
        };
        let (waiting, gone) = oneshot::channel::<()>();
        let (served, runtime) = (self.clone(), Handle::current());
        let work = move || {
            runtime.block_on(async {
                // What changes something is ended, whoever waits for it.
                if entry.changes {
                    return served.answer(entry, &ask).await;
                }
                tokio::select! {
                    told = served.answer(entry, &ask) => told,
                    _ = gone => Err(refusal(&CliError::Stopped, language)),
                }
            })
        };
        let told = tokio::task::spawn_blocking(work).await;
        drop(waiting);
        told.unwrap_or_else(|_| Err(refusal(&CliError::Stopped, language)))
    }
}

/// Everything that can be asked of any workspace, described in one language.
pub fn questions(language: Language) -> Vec<Question> {
    catalogue::ENTRIES.iter().map(|entry| catalogue::described(entry, language)).collect()
}

/// The command line of a question.
fn arguments(entry: &'static Entry, ask: &Ask) -> Result<Vec<String>, CliError> {
    let params = match &ask.rule {
        Some(rule) => words::within(rule, &ask.params)?,
        None => ask.params.clone(),
    };
    words::of(entry, &params, ask.language)
}

fn usage(error: &clap::Error, language: Language) -> Refusal {
    Refusal { kind: RefusalKind::Question, problem: problem::usage_object(error, language) }
}

fn refusal(error: &CliError, language: Language) -> Refusal {
    let kind = match error.exit() {
        _ if matches!(error, CliError::Engine(EngineError::Memory(_))) => RefusalKind::TooMuch,
        Exit::Usage => RefusalKind::Question,
        Exit::BelowBar => RefusalKind::BelowBar,
        Exit::Done | Exit::Failed => RefusalKind::Failed,
    };
    Refusal { kind, problem: problem::object(error, language) }
}

fn instant(now_us: Micros) -> Timestamp {
    Timestamp::from_microsecond(now_us).unwrap_or_default()
}

fn format(format: Format) -> render::Format {
    match format {
        Format::Json => render::Format::Json,
        Format::Csv => render::Format::Csv,
        Format::Parquet | Format::Arrow => render::Format::Parquet,
    }
}
