//! One run of the command line: how to speak, where the workspace is, what time it is.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::{Language, Message, Micros};

use crate::args::Global;
use crate::error::CliError;
use crate::moment;
use crate::render::Format;

/// What every command knows of its surroundings.
pub struct Run {
    pub format: Format,
    pub language: Language,
    pub quiet: bool,
    /// The folder of `-C`.
    pub folder: Option<PathBuf>,
    now: Option<String>,
    started: Timestamp,
}

impl Run {
    pub fn new(global: &Global, language: Language) -> Self {
        Self {
            format: global.format,
            language,
            quiet: global.quiet,
            folder: global.workspace.clone(),
            now: global.now.clone(),
            started: Timestamp::now(),
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
        Self::tell(&self.say(message));
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

    /// Whether a person reads stdout as it is written.
    pub fn to_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Whether a person sees stderr and did not ask for silence.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }
}
