//! Files that come over HTTP, brought in by the commands `import` and `rejects --replay`.

use clap::FromArgMatches as _;
use ingest::IngestError;
use model::{Message, Role};
use serve::{Delivered, Delivery, Progress, Refusal, RefusalKind, Told};

use super::catalogue::{self, Entry};
use super::{Served, instant, refusal, usage, words};
use crate::args::{Arguments, Command};
use crate::commands::{import, rejects};
use crate::error::CliError;
use crate::render::Format;
use crate::run::Run;
use crate::workspace::Workspace;

/// How a file may be read. Its mapping is not among these: on a command line that is a file.
static IMPORT: Entry = Entry {
    name: "import",
    command: &["import"],
    given: &[],
    only: Some(&[
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
    ]),
    least: Role::Analyst,
    changes: true,
    impersonal: false,
};

/// How corrections of rows in quarantine may be read.
static REPLAY: Entry = Entry {
    name: "rejects_replay",
    command: &["rejects"],
    given: &[],
    only: Some(&["encoding"]),
    least: Role::Analyst,
    changes: true,
    impersonal: false,
};

/// The parameter that names a mapping of the workspace.
const MAP: &str = "map";

/// Brings in a delivered file.
pub async fn import(served: &Served, delivery: Delivery, progress: Progress) -> Result<Told, Refusal> {
    let language = delivery.language;
    let refuse = |error: &CliError| refusal(error, language);
    let workspace = served.workspace().map_err(|error| refuse(&error))?;
    let arguments = match &delivery.holds {
        Delivered::Rows(table) => arguments(table, &delivery, &workspace),
        Delivered::Corrections => corrections(&delivery),
    };
    let arguments = arguments.map_err(|error| refuse(&error))?;
    let mut run = Run::kept(workspace, instant(delivery.now_us), Format::Json, language);
    run.progress = Some(progress);
    let read = catalogue::matches(&arguments, language).and_then(|found| Arguments::from_arg_matches(&found));
    let done = match read.map_err(|error| usage(&error, language))?.command {
        Command::Import(args) => import::deliver(args, delivery.called, &run).await,
        Command::Rejects(args) => rejects::deliver(&args, &delivery.called, &run).await.map(|()| None),
        _ => return Err(refuse(&CliError::Stopped)),
    };
    match done {
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

/// The command line of corrections.
fn corrections(delivery: &Delivery) -> Result<Vec<String>, CliError> {
    let mut words = words::of(&REPLAY, &delivery.params, delivery.language)?;
    words.push(format!("--replay={}", delivery.file.display()));
    Ok(words)
}

/// The command line of rows of a table.
fn arguments(table: &str, delivery: &Delivery, workspace: &Workspace) -> Result<Vec<String>, CliError> {
    let (maps, mut params): (Vec<_>, Vec<_>) = delivery.params.iter().cloned().partition(|(name, _)| name == MAP);
    params.retain(|(name, _)| name != "table");
    params.push(("table".to_owned(), table.to_owned()));
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
