//! What most questions have in common on the command line: the days, whom they are about, and the workspace, as it was
//! known at some moment, that they are put to.

use engine::{Basis, Engine, Population, Subject};
use jiff::civil::Date;
use lake::Snapshot;
use model::{Grain, Message, Micros};

use crate::error::CliError;
use crate::known::{AsOf, Known};
use crate::progress::Spinner;
use crate::run::Run;
use crate::workspace::Workspace;

/// How many periods a question is about that names none.
const PERIODS: usize = 12;

/// The days a question is about.
#[derive(clap::Args)]
pub struct Range {
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
}

/// Whose numbers count, and when somebody counts as active.
#[derive(clap::Args)]
pub struct Whom {
    #[arg(long = "where", value_name = "CONDITION")]
    pub filter: Option<String>,
    #[arg(long, value_parser = ["subscription", "purchase", "usage"])]
    basis: Option<String>,
    #[arg(long, value_parser = ["customer", "account"], default_value = "customer")]
    subject: String,
}

/// A workspace at one state of knowledge, at work on a question.
pub struct Asked {
    pub workspace: Workspace,
    pub snapshot: Snapshot,
    pub now_us: Micros,
    working: Spinner,
}

impl Range {
    /// Whether days were named at all.
    pub fn is_given(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// The days named, `[from, to)`; without any, those of the newest whole periods for which there is data.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a text that is no day, for one of the two alone, and for days that are none.
    pub fn days(&self, grain: Grain, asked: &Asked) -> Result<(Date, Date), CliError> {
        self.days_or((grain, PERIODS), asked)
    }

    /// The days named, `[from, to)`; without any, those of so many of the newest whole periods for which there is data.
    ///
    /// # Errors
    /// As [`Range::days`].
    pub fn days_or(&self, usual: (Grain, usize), asked: &Asked) -> Result<(Date, Date), CliError> {
        let (from, to) = match (&self.from, &self.to) {
            (None, None) => return Ok(back(usual, asked.last_day()?, &asked.workspace)),
            (Some(from), Some(to)) => (day("--from", from)?, day("--to", to)?),
            _ => return Err(CliError::Usage(Message::new("cli.error.half_range"))),
        };
        if from >= to {
            return Err(CliError::Usage(Message::new("cli.error.range").with("from", from).with("to", to)));
        }
        Ok((from, to))
    }
}

impl Whom {
    /// In place of the workspace's activity basis.
    pub fn basis(&self) -> Option<Basis> {
        self.basis.as_deref().and_then(Basis::find)
    }

    pub fn subject(&self) -> Subject {
        self.subject.parse().unwrap_or_default()
    }

    /// The population of an analysis, cut by these attributes.
    pub fn population(&self, by: &[String]) -> Population {
        Population { by: by.to_vec(), filter: self.filter.clone(), basis: self.basis(), subject: self.subject() }
    }
}

impl Asked {
    /// Finds the workspace, and what was known of it at the moment asked for.
    ///
    /// # Errors
    /// As [`Workspace::find`] and [`AsOf::known`].
    pub async fn open(as_of: &AsOf, run: &Run) -> Result<Self, CliError> {
        let workspace = Workspace::find(run)?;
        let now_us = run.now_us(workspace.zone())?;
        let working = Spinner::new(&Message::new("cli.progress.computing"), run);
        let Known { workspace, snapshot, .. } = as_of.known(workspace, run).await?;
        Ok(Self { workspace, snapshot, now_us, working })
    }

    /// An engine over what was known.
    ///
    /// # Errors
    /// As [`Workspace::engine`].
    pub fn engine(&self) -> Result<Engine, CliError> {
        self.workspace.engine(self.snapshot.clone(), self.now_us)
    }

    /// The newest day that some source reaches.
    ///
    /// # Errors
    /// As [`last_day`].
    pub fn last_day(&self) -> Result<Date, CliError> {
        last_day(&self.workspace, &self.snapshot, self.now_us)
    }

    /// What to say of days that do not fill whole periods: the whole periods that hold them are told.
    pub fn widened(&self, (from, to): (Date, Date), grain: Grain) -> Option<Message> {
        let periods = self.workspace.calendar.periods(from, to, grain).ok()?;
        let (first, last) = (periods.first()?.start, periods.last()?.end);
        let message = Message::new("cli.query.widened").with("from", from).with("to", to);
        ((first, last) != (from, to)).then(|| message.with("first", first).with("last", last))
    }

    /// Takes the sign of life away, so that the answer can be printed; the workspace is still needed for its names.
    pub fn done(self) -> Workspace {
        drop(self.working);
        self.workspace
    }
}

/// The newest whole periods for which there is data.
///
/// # Errors
/// As [`last_day`].
pub fn recent(
    grain: Grain,
    workspace: &Workspace,
    snapshot: &Snapshot,
    now_us: Micros,
) -> Result<(Date, Date), CliError> {
    Ok(back((grain, PERIODS), last_day(workspace, snapshot, now_us)?, workspace))
}

/// So many whole periods before a day.
fn back((grain, periods): (Grain, usize), day: Date, workspace: &Workspace) -> (Date, Date) {
    let to = workspace.calendar.floor(day, grain);
    let mut from = to;
    for _ in 0..periods {
        from = workspace.calendar.floor(from.saturating_sub(jiff::Span::new().days(1)), grain);
    }
    (from, to)
}

/// The day a flag names.
///
/// # Errors
/// A usage error that names the flag.
pub fn day(flag: &'static str, text: &str) -> Result<Date, CliError> {
    text.parse().map_err(|_| CliError::Usage(Message::new("cli.error.date").with("flag", flag).with("text", text)))
}

/// The newest day that some source reaches: the usual periods end there, and say for themselves whether they are complete.
/// What is refused or read otherwise where a source is behind asks the engine how far its own sources are known.
///
/// # Errors
/// A usage error for data outside the years tenure knows.
fn last_day(workspace: &Workspace, snapshot: &Snapshot, now_us: Micros) -> Result<Date, CliError> {
    let known_us = snapshot.sources().iter().filter_map(|source| source.watermark_us).max();
    workspace.day_of(known_us.map_or(now_us, |known| known.min(now_us)))
}
