//! A state of knowledge as a user names it, and what held then: its rows, and the definitions that were in force.

use catalog::Definitions;
use lake::{DefinitionsRow, ImportRow, Lake, Snapshot};
use model::{Message, Micros};

use crate::error::CliError;
use crate::moment;
use crate::render;
use crate::run::Run;
use crate::workspace::Workspace;

/// The flags of every command that can be asked as of an earlier moment.
#[derive(Default, clap::Args)]
pub struct AsOf {
    #[arg(long, value_name = "STATE")]
    as_of: Option<String>,
    #[arg(long, value_name = "WHOSE", value_parser = ["then", "now"], requires = "as_of")]
    definitions: Option<String>,
}

/// A workspace as it was at one state of knowledge.
pub struct Known {
    /// With the settings and the catalog of that state.
    pub workspace: Workspace,
    pub snapshot: Snapshot,
    /// The instant asked for; none for what is known now.
    pub as_of_us: Option<Micros>,
}

impl AsOf {
    /// Whether a state was named at all.
    pub fn is_given(&self) -> bool {
        self.as_of.is_some()
    }

    /// What held at the state that was asked for; what holds now where none was.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a text that names no state, [`CliError::OldDefinitions`] when the definitions of that
    /// state cannot be read by this tenure.
    pub async fn known(&self, workspace: Workspace, run: &Run) -> Result<Known, CliError> {
        let lake = workspace.lake(run).await?;
        let as_of_us = match &self.as_of {
            Some(text) => state("--as-of", text, &workspace, &lake).await?,
            None => None,
        };
        let held_us = as_of_us.filter(|_| self.definitions.as_deref() != Some("now"));
        let (workspace, held) = at(&workspace, &lake, held_us).await?;
        if let Some(held) = held {
            run.note(&Message::new("cli.known.then").with("at", render::instant(held.at_us)));
        }
        Ok(Known { snapshot: lake.snapshot(as_of_us).await?, workspace, as_of_us })
    }
}

/// The workspace under the definitions that were in force at an instant, and which these are where today's are others.
///
/// # Errors
/// [`CliError::OldDefinitions`] when this tenure cannot read them.
pub async fn at(
    workspace: &Workspace,
    lake: &Lake,
    at_us: Option<Micros>,
) -> Result<(Workspace, Option<DefinitionsRow>), CliError> {
    let held = match at_us {
        Some(at_us) => lake.definitions_at(at_us).await?,
        None => None,
    };
    let Some(held) = held.filter(|held| held.hash != workspace.definitions.hash()) else {
        return Ok((workspace.clone(), None));
    };
    let unreadable = |source| CliError::OldDefinitions {
        at: render::instant(held.at_us),
        tenure: held.tenure.clone(),
        source: Box::new(source),
    };
    let definitions = Definitions::of_files(lake.definition_files(&held.hash).await?);
    Ok((workspace.under(definitions).map_err(unreadable)?, Some(held)))
}

/// The state that a text names: `now`, the number of an import, or an instant. None is what is known now.
///
/// # Errors
/// [`CliError::Usage`] that names the flag when the text is none of these.
pub async fn state(
    flag: &'static str,
    text: &str,
    workspace: &Workspace,
    lake: &Lake,
) -> Result<Option<Micros>, CliError> {
    if text == "now" {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(number) => numbered(flag, number, &lake.snapshot(None).await?.imports()).map(Some),
        Err(_) => moment::read(flag, text, workspace.zone()).map(Some),
    }
}

fn numbered(flag: &'static str, number: i64, imports: &[ImportRow]) -> Result<Micros, CliError> {
    let found = imports.iter().find(|import| import.import == number);
    found.map(|import| import.at_us).ok_or_else(|| {
        let last = imports.last().map_or(0, |import| import.import);
        CliError::Usage(
            Message::new("cli.error.no_import").with("flag", flag).with("number", number).with("last", last),
        )
    })
}
