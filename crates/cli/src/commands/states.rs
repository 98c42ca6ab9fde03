//! The states of knowledge of a workspace, oldest first: what `--as-of` and `tenure diff` can name.

use lake::{Lake, Snapshot};
use model::{Message, Micros};

use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;

/// Where the names of the definitions that tenure ships begin.
const BUILTIN: &str = "builtin/";

/// Writes one row per state: an import, links made or undone by hand, or other definitions.
///
/// # Errors
/// [`CliError::Lake`] when the lake cannot be read.
pub async fn print(lake: &Lake, snapshot: &Snapshot, run: &Run) -> Result<Exit, CliError> {
    let columns = ["at", "event", "number", "tables", "files", "rows", "new_rows"];
    let mut list = List::new("states", &columns, run.language);
    let until_us = snapshot.as_of_us().unwrap_or(Micros::MAX);
    let mut states = imports(snapshot, run);
    states.extend(links(snapshot, run)?);
    states.extend(definitions(lake, until_us, run).await?);
    // Of one instant, the import comes before what was learnt from it.
    states.sort_by_key(|(at_us, order, _)| (*at_us, *order));
    list.rows = states.into_iter().map(|(_, _, row)| row).collect();
    render::print_report(&Report { facts: Vec::new(), lists: vec![list] }, run)?;
    Ok(Exit::Done)
}

/// A row with its instant and its place among those of the same instant.
type State = (Micros, u8, Vec<Cell>);

fn imports(snapshot: &Snapshot, run: &Run) -> Vec<State> {
    let row = |import: lake::ImportRow| {
        let each = |of: fn(&lake::FileRow) -> &String| in_order(import.files.iter().map(of)).join(", ");
        let sum = |of: fn(&lake::FileRow) -> u64| Cell::count(import.files.iter().map(of).sum());
        let cells = vec![
            Cell::Instant(import.at_us),
            event("import", run),
            Cell::Count(import.import),
            Cell::text(each(|file| &file.table)),
            Cell::text(each(|file| &file.file)),
            sum(|file| file.rows),
            sum(|file| file.accepted),
        ];
        (import.at_us, 0, cells)
    };
    snapshot.imports().into_iter().map(row).collect()
}

/// Links that came with no import: those that people made and undid.
fn links(snapshot: &Snapshot, run: &Run) -> Result<Vec<State>, CliError> {
    let imported: Vec<Micros> = snapshot.imports().iter().map(|import| import.at_us).collect();
    let mut states: Vec<State> = Vec::new();
    for change in snapshot.link_changes()?.into_iter().filter(|change| !imported.contains(&change.at_us)) {
        let ids = change.ids.map(|outside| format!("{}:{}", outside.namespace, outside.id)).join(if change.undone {
            " ≠ "
        } else {
            " = "
        });
        let mut cells = vec![Cell::Instant(change.at_us), event("links", run), Cell::Count(change.link.0)];
        cells.extend([Cell::text("identities"), Cell::text(ids), Cell::Count(1), Cell::Null]);
        states.push((change.at_us, 1, cells));
    }
    Ok(states)
}

async fn definitions(lake: &Lake, until_us: Micros, run: &Run) -> Result<Vec<State>, CliError> {
    let mut changes = lake.definition_changes().await?;
    let mut states = Vec::new();
    for kept in lake.definitions().await?.into_iter().filter(|kept| kept.at_us <= until_us) {
        let mut files = changes.remove(&kept.number).unwrap_or_default();
        let all = files.len();
        files.retain(|name| !name.starts_with(BUILTIN));
        if files.len() < all || kept.number == 1 {
            files.push(run.say(&Message::new("cli.states.tenure").with("version", &kept.tenure)));
        }
        let mut cells = vec![Cell::Instant(kept.at_us), event("definitions", run), Cell::Count(kept.number)];
        cells.extend([Cell::Null, Cell::text(files.join(", ")), Cell::Null, Cell::Null]);
        states.push((kept.at_us, 2, cells));
    }
    Ok(states)
}

/// What happened: a word for a person, the stable one for a program.
fn event(name: &'static str, run: &Run) -> Cell {
    let key = match name {
        "import" => "cli.states.import",
        "links" => "cli.states.links",
        _ => "cli.states.definitions",
    };
    if run.format == Format::Table { Cell::text(run.word(key)) } else { Cell::text(name) }
}

fn in_order<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if !seen.contains(&name.as_str()) {
            seen.push(name);
        }
    }
    seen
}
