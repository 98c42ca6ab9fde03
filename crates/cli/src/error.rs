//! Why a command did not do what it was asked to.

use std::io;
use std::path::PathBuf;

use engine::EngineError;
use ingest::IngestError;
use model::{Language, Message};

use crate::exit::Exit;

/// Everything that can end a run early. Displays as its message in English.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The command line asks for something that cannot be.
    #[error("{0}")]
    Usage(Message),
    /// Neither the folder nor any above it is a workspace.
    #[error("{}", self.message())]
    NoWorkspace {
        folder: PathBuf,
        /// Whether the folders above it were looked at too.
        above: bool,
    },
    /// A file or folder that would be overwritten.
    #[error("{}", self.message())]
    Exists { path: PathBuf },
    /// A file that cannot be read or written.
    #[error("{}", self.message())]
    File { path: PathBuf, source: io::Error },
    /// Stdout cannot be written.
    #[error("{}", self.message())]
    Stdout(#[source] io::Error),
    /// The machine would not give what a run needs.
    #[error("{}", self.message())]
    Machine(#[from] io::Error),
    /// Rows cannot be written as JSON, CSV or Parquet.
    #[error("{}", self.message())]
    Render(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A task of the runtime was stopped before it ended.
    #[error("{}", self.message())]
    Stopped,
    /// The demo company could not be made.
    #[error("{}", self.message())]
    Demo(#[from] crate::demo::DemoError),
    /// Definitions of an earlier moment that this tenure cannot read.
    #[error("{}", self.message())]
    OldDefinitions {
        /// From when they held.
        at: String,
        /// The tenure that read them.
        tenure: String,
        source: Box<catalog::CatalogErrors>,
    },
    /// A file of the catalog or `tenure.yaml` is wrong.
    #[error("{0}")]
    Catalog(#[from] catalog::CatalogErrors),
    #[error("{0}")]
    Ingest(#[from] IngestError),
    #[error("{0}")]
    Lake(#[from] lake::LakeError),
    #[error("{0}")]
    Engine(#[from] EngineError),
    #[error("{0}")]
    Serve(#[from] serve::ServeError),
}

impl CliError {
    /// What went wrong, in words.
    pub fn say(&self, language: Language) -> String {
        self.message().say(language)
    }

    /// What to do about it, in words.
    pub fn help(&self, language: Language) -> Option<String> {
        let key = match self {
            Self::NoWorkspace { .. } => "cli.remedy.no_workspace",
            Self::Exists { .. } => "cli.remedy.exists",
            Self::OldDefinitions { .. } => "cli.remedy.old_definitions",
            Self::Ingest(error) => return error.advice().map(|advice| advice.say(language)),
            _ => return None,
        };
        Some(Message::new(key).say(language))
    }

    /// The stable name of the error, for programs.
    pub fn code(&self) -> String {
        let code = match self {
            Self::Usage(message) => return code_of("cli", message),
            Self::NoWorkspace { .. } => "cli::no_workspace",
            Self::Exists { .. } => "cli::exists",
            Self::File { .. } => "cli::file",
            Self::Stdout(_) => "cli::stdout",
            Self::Machine(_) => "cli::machine",
            Self::Render(_) => "cli::render",
            Self::Stopped => "cli::stopped",
            Self::Demo(_) => "cli::demo",
            Self::OldDefinitions { .. } => "cli::old_definitions",
            Self::Lake(error) | Self::Engine(EngineError::Lake(error)) => return code_of("lake", &error.message()),
            Self::Engine(error @ EngineError::Calendar(_)) => return format!("engine::{}", error.code()),
            Self::Engine(error) => return code_of("engine", &of_engine(error)),
            Self::Catalog(_) => "catalog::errors",
            Self::Ingest(error) => return code_of("ingest", &error.message()),
            Self::Serve(error) => return error.code(),
        };
        code.to_owned()
    }

    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Engine(EngineError::Question(_) | EngineError::Calendar(_)) => Exit::Usage,
            Self::Ingest(IngestError::TooManyBad { .. }) => Exit::BelowBar,
            _ => Exit::Failed,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Usage(message) => message.clone(),
            Self::NoWorkspace { folder, above } => {
                let key = if *above { "cli.error.no_workspace" } else { "cli.error.not_workspace" };
                Message::new(key).with("folder", folder.display())
            }
            Self::Exists { path } => Message::new("cli.error.exists").with("path", path.display()),
            Self::File { path, source } => {
                Message::new("cli.error.file").with("path", path.display()).with_message("why", source.into())
            }
            Self::OldDefinitions { at, tenure, source } => old_definitions(at, tenure, source),
            Self::Stdout(why) => Message::new("cli.error.stdout").with_message("why", why.into()),
            Self::Machine(why) => Message::new("cli.error.machine").with_message("why", why.into()),
            Self::Render(why) => Message::new("cli.error.render").with("why", why),
            Self::Catalog(error) => error.message(),
            Self::Stopped => Message::new("cli.error.stopped"),
            Self::Demo(error) => error.message(),
            Self::Ingest(error) => error.message(),
            Self::Lake(error) => error.message(),
            Self::Engine(error) => of_engine(error),
            Self::Serve(error) => error.message(),
        }
    }
}

fn old_definitions(at: &str, tenure: &str, why: &catalog::CatalogErrors) -> Message {
    let message = Message::new("cli.error.old_definitions").with("at", at).with("tenure", tenure);
    message.with_message("why", why.message())
}

fn of_engine(error: &EngineError) -> Message {
    match error {
        EngineError::Question(message)
        | EngineError::Definition(message)
        | EngineError::RateMissing(message)
        | EngineError::Memory(message) => message.clone(),
        EngineError::Sql { message, .. } => message.clone(),
        EngineError::Lake(error) => error.message(),
        EngineError::Calendar(why) => Message::new("cli.error.calendar").with("why", why),
    }
}

/// The code of an error that is known by the key of its message.
pub fn code_of(area: &str, message: &Message) -> String {
    let name = message.key().rsplit('.').next().unwrap_or_default();
    // The same mistake has one code, whether or not a near name was found.
    format!("{area}::{}", name.trim_end_matches("_near"))
}
