//! `tenure import --interactive`: asks which column is which, writes a mapping, shows what it does and offers to import.
//!
//! Questions go to stderr and answers come from stdin, so that they can be piped.

mod ask;
mod columns;
mod draft;

use std::path::{Path, PathBuf};

use ingest::{IngestError, Inspection, Request, Target};
use model::{DayOrder, DecimalSign, Kind, Message};

use crate::commands::import;
use crate::error::CliError;
use crate::render::Format;
use crate::run::Run;
use crate::workspace::Workspace;
use ask::Ask;
use draft::Draft;

/// Asks, and gives the import that is to be done; none where it is not wanted.
///
/// # Errors
/// [`CliError`] when files cannot be read or written, or the answers end too early.
pub async fn run(mut request: Request, workspace: &Workspace, run: &Run) -> Result<Option<Request>, CliError> {
    let target = Target::find(&request.table)?;
    if request.files.is_empty() || request.files.iter().any(|file| file.as_os_str() == ingest::STDIN) {
        return Err(CliError::Usage(Message::new("cli.wizard.needs_files")));
    }
    let mut ask = Ask::new(run);
    let source = inspect(&mut request, &mut ask)?;
    columns::introduce(&source, &target, run);
    let mut draft = Draft::new(&request, &source);
    draft.columns = columns::ask(&target, &source, &request, &mut ask)?;
    about_all(&target, &mut draft, workspace, &mut ask)?;
    draft.filter = columns::condition(&source, &request, &mut ask)?;
    draft.file = ask.or(&Message::new("cli.wizard.file"), &draft.file)?;
    let path = place(&draft, workspace, &mut ask)?;
    let tried = loop {
        let text = draft.yaml(&target, run);
        let tried = match ingest::parse_mapping(&shown(&path).display().to_string(), &text) {
            Ok(mapping) => {
                request.mapping = Some(mapping);
                try_it(&request, run).await
            }
            Err(error) => Err(error.into()),
        };
        match tried {
            Err(CliError::Ingest(IngestError::AmbiguousDates { column, value, .. })) if draft.day_order.is_none() => {
                let question = Message::new("cli.wizard.day_first").with("column", column).with("value", value);
                let first = ask.yes(&question, None)?;
                draft.day_order = Some(if first { DayOrder::DayFirst } else { DayOrder::MonthFirst });
            }
            Err(CliError::Ingest(IngestError::AmbiguousNumbers { column, value, .. }))
                if draft.decimal_sign.is_none() =>
            {
                let question = Message::new("cli.wizard.decimal_comma").with("column", column).with("value", value);
                let comma = ask.yes(&question, None)?;
                draft.decimal_sign = Some(if comma { DecimalSign::Comma } else { DecimalSign::Point });
            }
            tried => break tried,
        }
    };
    let refused = match tried {
        Ok(refused) => refused,
        Err(error) => {
            // What was answered is worth keeping for whoever wants to correct it by hand, but not unasked.
            ask.tell(&Message::new("cli.error.line").with("what", error.say(run.language)));
            if !ask.yes(&Message::new("cli.wizard.keep_unproven"), Some(false))? {
                return Err(error);
            }
            write(&path, &draft.yaml(&target, run), run)?;
            return Ok(None);
        }
    };
    write(&path, &draft.yaml(&target, run), run)?;
    Ok(ask.yes(&Message::new("cli.wizard.import"), Some(!refused))?.then_some(request))
}

/// Looks at the first file, asking where it leaves something open.
fn inspect(request: &mut Request, ask: &mut Ask<'_>) -> Result<Inspection, CliError> {
    loop {
        match ingest::inspect(request) {
            Ok(source) => match &source.encoding {
                Some(guess) if request.options.encoding.is_none() => {
                    let question = Message::new("cli.wizard.encoding").with("file", &source.file);
                    request.options.encoding = Some(ask.or(&question, guess)?);
                }
                _ => return Ok(source),
            },
            Err(IngestError::HeaderEncoding { file, guess }) => {
                let question = Message::new("cli.wizard.encoding").with("file", file);
                request.options.encoding = Some(ask.or(&question, guess)?);
            }
            Err(error @ IngestError::Encoding { .. }) => {
                ask.tell(&error.message());
                request.options.encoding = None;
            }
            Err(IngestError::NoHeader { file }) => {
                let question = Message::new("cli.wizard.header").with("file", file);
                request.options.header = Some(ask.yes(&question, Some(false))?);
            }
            Err(IngestError::SeveralSheets { file, sheets }) => {
                let question = Message::new("cli.wizard.sheet").with("file", file);
                request.options.sheet = Some(ask.one_of(&question, &sheets)?);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Asks what holds for all rows: zone, currency, namespace.
fn about_all(target: &Target, draft: &mut Draft, workspace: &Workspace, ask: &mut Ask<'_>) -> Result<(), CliError> {
    let column = |kind: Kind| target.columns.iter().filter(move |column| column.kind == kind).map(|column| column.name);
    let maps = |draft: &Draft, name: &str| draft.columns.iter().any(|(column, _)| column == name);
    if column(Kind::Time).any(|name| maps(draft, name)) {
        let own = workspace.settings.time_zone.clone();
        draft.time_zone = Some(loop {
            let zone = ask.or(&Message::new("cli.wizard.time_zone"), &own)?;
            if jiff::tz::TimeZone::get(&zone).is_ok() {
                break zone;
            }
            ask.tell(&Message::new("ingest.error.time_zone").with("zone", zone));
        });
    }
    let open = column(Kind::Currency).find(|name| !maps(draft, name));
    if let Some(name) = open.filter(|_| column(Kind::Money).any(|money| maps(draft, money))) {
        let own = workspace.settings.currency.clone();
        loop {
            let code = ask.or(&Message::new("cli.wizard.currency"), &own)?;
            match code.parse::<model::Currency>() {
                Ok(currency) => {
                    draft.columns.push((name.to_owned(), format!("'{}'", currency.as_str())));
                    break;
                }
                Err(_) => ask.tell(&Message::new("cli.wizard.no_currency").with("code", code)),
            }
        }
    }
    let namespace = draft.namespace.clone().unwrap_or_else(|| "main".to_owned());
    draft.namespace = Some(ask.or(&Message::new("cli.wizard.namespace"), &namespace)?);
    Ok(())
}

/// Where the mapping goes: where nothing is, or where it may be written over.
fn place(draft: &Draft, workspace: &Workspace, ask: &mut Ask<'_>) -> Result<PathBuf, CliError> {
    let folder = workspace.folder.join("mappings");
    loop {
        let name = ask.or(&Message::new("cli.wizard.name"), &draft.name())?;
        let path = folder.join(format!("{}.yaml", draft::file_name(&name)));
        let over = Message::new("cli.wizard.overwrite").with("path", shown(&path).display());
        if !path.exists() || ask.yes(&over, Some(false))? {
            return Ok(path);
        }
    }
}

fn write(path: &Path, text: &str, run: &Run) -> Result<(), CliError> {
    let failed = |source| CliError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, text).map_err(failed)?;
    run.warn(&Message::new("cli.wizard.written").with("path", shown(path).display()));
    Ok(())
}

/// A path as it is said: from the present folder where it lies there.
fn shown(path: &Path) -> &Path {
    let present = std::env::current_dir().ok();
    present.and_then(|present| path.strip_prefix(present).ok()).unwrap_or(path)
}

/// Shows what the mapping makes of the files; whether so many rows are bad that they would be refused.
async fn try_it(request: &Request, run: &Run) -> Result<bool, CliError> {
    let refused = match run.format {
        Format::Table => import::show(request, run).await?,
        // A program is given one report, that of the import.
        _ => ingest::preview(request, 0, &ingest::Quiet).await?.refused,
    };
    if refused {
        run.warn(&Message::new("cli.import.would_be_refused"));
    }
    Ok(refused)
}
