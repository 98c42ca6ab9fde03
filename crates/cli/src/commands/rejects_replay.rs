//! Brings corrected rows in: each is read as the row in quarantine was, closes it if it is good now, and stays if it is not.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use ingest::correct::{self, Corrected, CorrectedRow, Correction};
use ingest::{Report, Spotted};
use lake::StoredReject;
use model::{IDENTITIES, MappingText, Message, Place, Recipe, Reject, RejectId, Rule};

use crate::commands::import_account as account;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, List};
use crate::run::Run;
use crate::workspace::Workspace;

/// The shape whose rows make one order together.
const ORDER_LINES: &str = "order_lines";

/// A file of corrections.
pub struct Sheet<'a> {
    pub path: &'a Path,
    pub encoding: Option<&'a str>,
    /// What its rows name as their file, where that is not its path.
    pub called: Option<&'a str>,
}

/// # Errors
/// [`CliError`] when the file cannot be read or its rows cannot be kept.
pub async fn run(sheet: Sheet<'_>, workspace: &Workspace, run: &Run) -> Result<Exit, CliError> {
    let corrected = sheet.read()?;
    let stored = stored(&corrected, workspace).await?;
    let mut sorted = Sorted { skipped: corrected.unreadable, ..Sorted::default() };
    let mut mappings = Mappings { workspace, known: BTreeMap::new(), changed: Vec::new() };
    for row in corrected.rows {
        sorted.put(row, &corrected.header, &stored, &mut mappings);
    }
    for mapping in &mappings.changed {
        run.note(&Message::new("cli.rejects.mapping").with("file", mapping));
    }
    let report = if sorted.corrections.is_empty() {
        None
    } else {
        let now_us = run.now_us(workspace.zone())?;
        let sink = workspace.lake(run).await?.import(now_us).await?;
        Some(correct::replay(sorted.corrections, now_us, Box::new(sink)).await?)
    };
    tell(report.as_ref(), sorted.before, &sorted.skipped, run)?;
    Ok(Exit::Done)
}

impl Sheet<'_> {
    fn read(&self) -> Result<Corrected, CliError> {
        let mut corrected = correct::read(self.path, self.encoding)?;
        if let Some(called) = self.called {
            let path = self.path.display().to_string();
            let rows = corrected.rows.iter_mut().map(|row| &mut row.place);
            for place in rows.chain(corrected.unreadable.iter_mut().map(|row| &mut row.place)) {
                place.file = place.file.replacen(&path, called, 1);
            }
        }
        Ok(corrected)
    }
}

/// The rows that the file names, and those that took their place since, by id.
async fn stored(corrected: &Corrected, workspace: &Workspace) -> Result<HashMap<RejectId, StoredReject>, CliError> {
    let ids: HashSet<RejectId> = corrected.rows.iter().filter_map(|row| row.reject.parse().ok()).collect();
    let found = workspace.snapshot(None).await?.rejects_named(&ids).await?;
    Ok(found.into_iter().map(|reject| (reject.id, reject)).collect())
}

/// The rows of the file by what can be done with them.
#[derive(Default)]
struct Sorted {
    corrections: Vec<Correction>,
    /// Where each row in quarantine was corrected first.
    places: HashMap<RejectId, Place>,
    /// Rows whose corrections are in already, as they are in the file.
    before: u64,
    skipped: Vec<Spotted>,
}

impl Sorted {
    fn put(
        &mut self,
        row: CorrectedRow,
        header: &[String],
        stored: &HashMap<RejectId, StoredReject>,
        mappings: &mut Mappings<'_>,
    ) {
        let unknown = || Message::new("cli.rejects.unknown").with("id", &row.reject);
        let Some(id) = row.reject.parse::<RejectId>().ok().filter(|id| stored.contains_key(id)) else {
            return self.skip(row.place.clone(), unknown());
        };
        let Some(reject) = newest(id, stored) else { return self.skip(row.place.clone(), unknown()) };
        if let Some(first) = self.places.get(&reject.id) {
            let message = Message::new("cli.rejects.twice").with("line", first.line);
            return self.skip(row.place, message);
        }
        let (Some(recipe), Some(rule), Some(table)) = (
            reject.recipe.as_deref(),
            Rule::ALL.into_iter().find(|rule| rule.id() == reject.rule),
            model::tables::find(&reject.table).or((reject.table == IDENTITIES.name).then_some(&IDENTITIES)),
        ) else {
            return self.skip(row.place.clone(), Message::new("cli.rejects.by_file").with("place", &reject.place));
        };
        // It was not laid out for correcting, and a sheet that names it all the same says nothing about the rows around it.
        if recipe.header.is_empty() {
            let key = if recipe.target == ORDER_LINES { "cli.rejects.by_order" } else { "cli.rejects.by_file" };
            return self.skip(row.place.clone(), Message::new(key).with("place", &reject.place));
        }
        let cells = header.iter().zip(row.cells).filter_map(|(name, text)| Some((name.clone(), text?)));
        let correction = Correction {
            id: reject.id,
            cells: cells.collect(),
            extra: row.extra,
            raw: row.raw,
            reject: Reject {
                table: table.name,
                place: row.place.clone(),
                rule,
                message: reject.message.clone(),
                raw: reject.raw.clone(),
                recipe: mappings.present(recipe),
                replaces: None,
            },
            place: row.place,
            again: reject.closed_at_us.is_some(),
        };
        // What came in once is there; only another correction of the row is news.
        let is_news =
            || correction.is_changed() && reject.corrected_to.is_some_and(|known| known != correction.content());
        if correction.again && !is_news() {
            self.before += 1;
            return;
        }
        self.places.insert(reject.id, correction.place.clone());
        self.corrections.push(correction);
    }

    fn skip(&mut self, place: Place, message: Message) {
        self.skipped.push(Spotted { place, message });
    }
}

/// What stands now for the row that was exported: itself, or the last correction in vain. It is closed where a correction came
/// in.
fn newest(id: RejectId, stored: &HashMap<RejectId, StoredReject>) -> Option<&StoredReject> {
    let mut present = stored.get(&id)?;
    while let Some(heir) = stored.values().find(|reject| reject.replaces == Some(present.id)) {
        present = heir;
    }
    Some(present)
}

/// Mappings as they are now, where they are still there; else as they were.
struct Mappings<'a> {
    workspace: &'a Workspace,
    known: BTreeMap<MappingText, Option<MappingText>>,
    /// The files of those that are not what they were.
    changed: Vec<String>,
}

impl Mappings<'_> {
    fn present(&mut self, recipe: &Recipe) -> Arc<Recipe> {
        let mut recipe = recipe.clone();
        if let Some(old) = &recipe.mapping {
            if !self.known.contains_key(old) {
                let now = self.read(old);
                if now.is_some() {
                    self.changed.push(old.file.clone());
                }
                self.known.insert(old.clone(), now);
            }
            if let Some(now) = self.known.get(old).cloned().flatten() {
                recipe.mapping = Some(now);
            }
        }
        Arc::new(recipe)
    }

    /// The mapping under its old name, else that of its name in the workspace, if it has changed.
    fn read(&self, old: &MappingText) -> Option<MappingText> {
        let path = Path::new(&old.file);
        let own = path.file_name().map(|name| self.workspace.folder.join("mappings").join(name));
        let text = std::fs::read_to_string(path).ok().or_else(|| std::fs::read_to_string(own?).ok())?;
        (text != old.text).then(|| MappingText { file: old.file.clone(), text })
    }
}

fn tell(report: Option<&Report>, before: u64, skipped: &[Spotted], run: &Run) -> Result<(), CliError> {
    let mut told = match report {
        Some(report) => account::of(report, run),
        None => render::Report::default(),
    };
    told.fact("done_before", Cell::count(before), run.language);
    told.fact("skipped", Cell::count(skipped.len() as u64), run.language);
    let mut list = List::new("skipped_rows", &["file", "line", "message"], run.language)
        .titled(Message::new("cli.rejects.skipped"), run.language);
    list.rows = skipped
        .iter()
        .map(|Spotted { place, message }| {
            vec![Cell::text(&place.file), Cell::Digits(place.line.to_string()), Cell::text(run.say(message))]
        })
        .collect();
    told.lists.push(list);
    render::print_report(&told, run)
}
