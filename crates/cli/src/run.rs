//! One run of the command line: how to speak, where the workspace is, what time it is.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::{Language, Message, Micros};

use crate::args::Global;
use crate::error::CliError;
use crate::moment;
use crate::render::Format;
use crate::workspace::Workspace;

/// What every command knows of its surroundings.
pub struct Run {
    pub format: Format,
    pub language: Language,
    pub quiet: bool,
    /// The folder of `-C`.
    pub folder: Option<PathBuf>,
    /// The workspace, where it is open already.
    pub workspace: Option<Workspace>,
    /// Told how far an import has come, where somebody wants to know.
    pub progress: Option<serve::Progress>,
    now: Option<String>,
    started: Timestamp,
    output: Output,
}

/// Where data and words go.
enum Output {
    /// To stdout and stderr.
    Terminal,
    /// Into memory, for whoever asked otherwise than on a terminal.
    Kept(Mutex<Kept>),
}

/// What a run had to say.
#[derive(Debug, Default)]
pub struct Kept {
    pub data: Vec<u8>,
    /// What was told beside the data, in its order.
    pub notes: Vec<String>,
}

impl Run {
    pub fn new(global: &Global, language: Language) -> Self {
        Self {
            format: global.format,
            language,
            quiet: global.quiet,
            folder: global.workspace.clone(),
            workspace: None,
            progress: None,
            now: global.now.clone(),
            started: Timestamp::now(),
            output: Output::Terminal,
        }
    }

    /// A run in an open workspace at a moment that keeps what it has to say.
    pub fn kept(workspace: Workspace, now: Timestamp, format: Format, language: Language) -> Self {
        Self {
            format,
            language,
            quiet: false,
            folder: Some(workspace.folder.clone()),
            workspace: Some(workspace),
            progress: None,
            now: None,
            started: now,
            output: Output::Kept(Mutex::default()),
        }
    }

    /// What a run of [`Run::kept`] had to say; nothing of one on a terminal.
    pub fn said(self) -> Kept {
        match self.output {
            Output::Terminal => Kept::default(),
            Output::Kept(kept) => kept.into_inner().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// The moment of `--now`, read in the workspace's zone, else that of the start of the run.
    ///
    /// # Errors
    /// A usage error when `--now` is no time.
    pub fn now_us(&self, zone: &TimeZone) -> Result<Micros, CliError> {
        match &self.now {
            Some(text) => moment::read("--now", text, zone),
            None => Ok(self.started.as_microsecond()),
        }
    }

    pub fn say(&self, message: &Message) -> String {
        message.say(self.language)
    }

    /// The words of a key that needs no values.
    pub fn word(&self, key: &'static str) -> String {
        Message::new(key).say(self.language)
    }

    /// Writes data to stdout. A reader that went away, as `head` does, is no error.
    ///
    /// # Errors
    /// [`CliError::Stdout`] when stdout cannot be written.
    pub fn print(&self, data: &[u8]) -> Result<(), CliError> {
        if let Output::Kept(kept) = &self.output {
            kept.lock().unwrap_or_else(PoisonError::into_inner).data.extend_from_slice(data);
            return Ok(());
        }
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(data).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Stdout(error)),
            _ => Ok(()),
        }
    }

    /// Tells the user something beside the data, on stderr, unless `--quiet`.
    pub fn note(&self, message: &Message) {
        if !self.quiet {
            self.warn(message);
        }
    }

    /// Tells the user, on stderr, something that `--quiet` does not silence.
    pub fn warn(&self, message: &Message) {
        let words = self.say(message);
        match &self.output {
            Output::Terminal => Self::tell(&words),
            Output::Kept(kept) => kept.lock().unwrap_or_else(PoisonError::into_inner).notes.push(words),
        }
    }

    /// Writes words that were made already to stderr.
    pub fn tell(text: &str) {
        // Where stderr itself cannot be written there is nobody left to tell.
        let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
    }

    /// The columns that a table may take, where `COLUMNS` says so.
    pub fn columns(&self) -> Option<u16> {
        std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok())
    }

    /// Whether it was started on a command line, where somebody may be asked.
    pub fn on_terminal(&self) -> bool {
        matches!(self.output, Output::Terminal)
    }

    /// Whether a person reads stdout as it is written.
    pub fn to_terminal(&self) -> bool {
        self.on_terminal() && std::io::stdout().is_terminal()
    }

    /// Whether a person sees stderr and did not ask for silence.
    pub fn shows_progress(&self) -> bool {
        self.on_terminal() && !self.quiet && std::io::stderr().is_terminal()
    }
}
