//! Files that come over HTTP, imported by the command of that name.

use clap::FromArgMatches as _;
use ingest::IngestError;
use model::{Message, Role};
use serve::{Delivery, Progress, Refusal, RefusalKind, Told};

use super::catalogue::{self, Entry};
use super::{Served, instant, refusal, usage, words};
use crate::args::{Arguments, Command};
use crate::commands::import;
use crate::error::CliError;
use crate::render::Format;
use crate::run::Run;
use crate::workspace::Workspace;

/// How a file may be read. Its mapping is not among these: on a command line that is a file.
static IMPORT: Entry = Entry {
    name: "import",
    command: &["import"],
    given: &[],
    only: &[
        "table",
        "namespace",
        "delimiter",
        "time_zone",
        "encoding",
        "sheet",
        "no_header",
        "day_first",
        "month_first",
        "decimal_comma",
        "decimal_point",
        "complete_through",
        "max_bad",
        "retype",
        "dry_run",
    ],
    least: Role::Analyst,
    changes: true,
    impersonal: false,
};

/// The parameter that names a mapping of the workspace.
const MAP: &str = "map";

/// Imports a delivered file.
pub async fn import(served: &Served, delivery: Delivery, progress: Progress) -> Result<Told, Refusal> {
    let language = delivery.language;
    let refuse = |error: &CliError| refusal(error, language);
    let workspace = served.workspace().map_err(|error| refuse(&error))?;
    let arguments = arguments(&delivery, &workspace).map_err(|error| refuse(&error))?;
    let mut run = Run::kept(workspace, instant(delivery.now_us), Format::Json, language);
    run.progress = Some(progress);
    let read = catalogue::matches(&arguments, language).and_then(|found| Arguments::from_arg_matches(&found));
    let Command::Import(args) = read.map_err(|error| usage(&error, language))?.command else {
        return Err(refuse(&CliError::Stopped));
    };
    match import::deliver(args, delivery.called, &run).await {
        Ok(None) => {
            let said = run.said();
            Ok(Told { body: said.data, notes: said.notes })
        }
        Ok(Some(problem)) => Err(Refusal { kind: RefusalKind::BelowBar, problem }),
        Err(error) => {
            let refused = refuse(&error);
            Err(if is_of_the_file(&error) { Refusal { kind: RefusalKind::Question, ..refused } } else { refused })
        }
    }
}

/// Whether an import failed by what was sent and not by what keeps it.
fn is_of_the_file(error: &CliError) -> bool {
    match error {
        CliError::Ingest(IngestError::Sink(_) | IngestError::Arrow(_) | IngestError::Fault { .. }) => false,
        CliError::Ingest(_) => true,
        _ => false,
    }
}

/// The command line of a delivery.
fn arguments(delivery: &Delivery, workspace: &Workspace) -> Result<Vec<String>, CliError> {
    let (maps, mut params): (Vec<_>, Vec<_>) = delivery.params.iter().cloned().partition(|(name, _)| name == MAP);
    params.retain(|(name, _)| name != "table");
    params.push(("table".to_owned(), delivery.table.clone()));
    let mut words = words::of(&IMPORT, &params, delivery.language)?;
    for (_, name) in maps {
        let path = workspace.folder.join("mappings").join(plain(&name)?).with_extension("yaml");
        words.insert(2, format!("--map={}", path.display()));
    }
    // Behind `--` and the table.
    words.push(delivery.file.display().to_string());
    Ok(words)
}

/// The name of a mapping, which is not a way to other files.
fn plain(name: &str) -> Result<&str, CliError> {
    let name = name.strip_suffix(".yaml").unwrap_or(name);
    let is_plain = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    if !name.is_empty() && name.chars().all(is_plain) {
        Ok(name)
    } else {
        Err(CliError::Usage(Message::new("cli.error.mapping_name").with("name", name)))
    }
}
