//! Imports corrected rows the way the rows in quarantine were read, and says of each whether it is in now.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Int64Type;
use model::{Bar, CanonicalBatch, Micros, Place, Recipe, Reject, RejectId, Rule, Sink, digest, system};

use super::cells::{Cell, Cells};
use crate::account::Account;
use crate::failure::Failure;
use crate::job::{Job, Outcome, Setup, zone};
use crate::mapping::{Way, parse_mapping};
use crate::source::{BATCH_ROWS, Flaw, Format, Header, Layout, Raw, SourceBatch};
use crate::styles::Told;
use crate::{FileReport, IngestError, Report, Target, import};

/// A row in quarantine and what was made of it.
#[derive(Clone, Debug)]
pub struct Correction {
    pub id: RejectId,
    /// Where the corrected row stands.
    pub place: Place,
    /// What was wrong with the old one.
    pub reject: Reject,
    /// The corrected cells by the names of their columns.
    pub cells: HashMap<String, String>,
    /// Fields beyond the header.
    pub extra: Vec<String>,
    /// The corrected raw text of a row that could not be cut into cells.
    pub raw: Option<String>,
    /// Whether a correction of the row came in before. A row that nothing but its content identifies is not taken in a second
    /// time: it would stand beside the first.
    pub again: bool,
}

impl Correction {
    /// A digest of what the row is corrected to.
    #[must_use]
    pub fn content(&self) -> [u8; 16] {
        let mut bytes = Vec::new();
        let cells: BTreeMap<&String, &String> = self.cells.iter().filter(|(_, text)| !text.is_empty()).collect();
        for text in cells.into_iter().flat_map(|(name, text)| [name, text]).chain(&self.extra).chain(&self.raw) {
            digest::put(text.as_bytes(), &mut bytes);
        }
        digest::digest(&bytes).to_le_bytes()
    }

    /// Whether anything is other than it was in quarantine.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        let recipe = &self.reject.recipe;
        let Some(old) = Cells::cut(recipe, &self.reject.raw) else {
            return self.raw.as_ref().is_some_and(|raw| *raw != self.reject.raw);
        };
        let new = recipe.header.iter().map(|name| self.cells.get(name).map_or("", String::as_str));
        !texts(&old).eq(new) || old.extra != self.extra
    }
}

/// Imports corrected rows, all of them at once. The report is that of an import whose rows they are: what is still bad
/// is `quarantined`. A row of a query's file is, for it cannot be read without the others.
///
/// # Errors
/// [`IngestError`] where a mapping does not fit any more, and as of an import.
pub async fn replay(
    corrections: Vec<Correction>,
    now_us: Micros,
    mut sink: Box<dyn Sink>,
) -> Result<Report, IngestError> {
    let mut report = Report { read: corrections.len() as u64, ..Report::default() };
    for correction in &corrections {
        match report.files.iter_mut().find(|file| file.name == correction.place.file) {
            Some(file) => file.rows += 1,
            None => report.files.push(FileReport {
                name: correction.place.file.clone(),
                layout: layout(Format::Separated),
                rows: 1,
            }),
        }
    }
    let mut by_recipe: BTreeMap<Arc<Recipe>, Vec<Correction>> = BTreeMap::new();
    for correction in corrections {
        by_recipe.entry(Arc::clone(&correction.reject.recipe)).or_default().push(correction);
    }
    let mut targets: Vec<Target> = Vec::new();
    for (recipe, corrections) in by_recipe {
        let Some(mut job) = job(&recipe, now_us)? else {
            corrections.iter().for_each(|correction| note(&mut report, again(correction)));
            continue;
        };
        for some in corrections.chunks(BATCH_ROWS) {
            let (outcome, stays) = take(&mut job, &recipe, some)?;
            hand_over(some, outcome, stays, &mut report, sink.as_mut()).await?;
        }
        for batch in job.release()? {
            sink.write(batch).await?;
        }
        report.filtered += job.account.filtered;
        job.file_columns().into_iter().for_each(|columns| sink.file_columns(columns));
        if !targets.iter().any(|target| target.name == job.target.name) {
            targets.push(job.target);
        }
    }
    report.table = targets.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
    report.receipt = sink.commit(Bar { most_bad_share: 1.0, rows_read: report.read }).await?;
    report.notes = Account::of_corrections(&report.receipt);
    import::count(&mut report, &targets);
    Ok(report)
}

/// What reads rows of a recipe; none for rows that cannot be read apart from their file.
fn job(recipe: &Recipe, now_us: Micros) -> Result<Option<Job>, IngestError> {
    let mapping = recipe.mapping.as_ref().map(|mapping| parse_mapping(&mapping.file, &mapping.text)).transpose()?;
    if recipe.header.is_empty() || mapping.as_ref().is_some_and(|mapping| matches!(mapping.inner.way, Way::Query(_))) {
        return Ok(None);
    }
    let mut job = Job::new(Setup {
        target: Target::find(&recipe.target)?,
        mapping,
        namespace: recipe.namespace.clone(),
        source: recipe.source.clone(),
        zone: zone(&recipe.time_zone)?,
        told: Told { day_order: recipe.day_order, decimal_sign: recipe.decimal_sign },
        now_us,
        currency: recipe.currency.as_deref().and_then(|code| code.parse().ok()),
    })?;
    job.reads_apart(recipe);
    Ok(Some(job))
}

/// What became of corrections, and those that stay in quarantine as they are.
fn take(job: &mut Job, recipe: &Recipe, corrections: &[Correction]) -> Result<(Outcome, Vec<Reject>), IngestError> {
    let format = match recipe.delimiter {
        Some(_) => Format::Separated,
        None if recipe.mapping.is_some() => Format::JsonLines,
        // The rows of a query may say where they come from, which is no data.
        None => Format::Query,
    };
    // A row that is bad again is read a third time by what this batch says of its layout.
    let delimiter = recipe.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
    let header = Arc::new(Header { names: recipe.header.clone(), layout: Layout { delimiter, ..layout(format) } });
    let mut rows: Vec<(u64, Cells, String)> = Vec::new();
    let (mut flaws, mut stays) = (Vec::new(), Vec::new());
    for correction in corrections {
        match corrected(correction, recipe) {
            Made::Row(cells, raw) => rows.push((correction.place.line, cells, raw)),
            Made::Flaw(failure, raw) => flaws.push(Flaw { line: correction.place.line, failure, raw }),
            Made::Same => stays.push(again(correction)),
        }
    }
    let column = |position: usize| -> ArrayRef {
        Arc::new(
            rows.iter()
                .map(|(_, cells, _)| cells.own[position].as_ref().map(|cell| &cell.text))
                .collect::<StringArray>(),
        )
    };
    let bare = |position: usize| -> BooleanArray {
        rows.iter().map(|(_, cells, _)| Some(cells.own[position].as_ref().is_some_and(|cell| cell.bare))).collect()
    };
    let (mut bytes, mut spans) = (Vec::new(), Vec::new());
    for (_, _, raw) in &rows {
        let start = bytes.len();
        bytes.extend_from_slice(raw.as_bytes());
        spans.push((start, bytes.len()));
    }
    let batch = SourceBatch {
        file: corrections.first().map(|correction| correction.place.file.as_str()).unwrap_or_default().into(),
        columns: (0..header.names.len()).map(column).collect(),
        bare: recipe.delimiter.is_none().then(|| (0..header.names.len()).map(bare).collect()),
        header,
        lines: rows.iter().map(|(line, _, _)| *line).collect(),
        row_files: None,
        raw: Raw::Text { bytes, spans },
        flaws,
        remarks: Vec::new(),
    };
    Ok((job.take(batch)?, stays))
}

/// What a correction is.
enum Made {
    Row(Cells, String),
    /// A row that cannot be one.
    Flaw(Failure, String),
    /// As bad as it was.
    Same,
}

fn corrected(correction: &Correction, recipe: &Recipe) -> Made {
    let Correction { reject: Reject { rule, raw: old_raw, .. }, cells, extra, .. } = correction;
    let old = Cells::cut(recipe, old_raw);
    let Some(old) = old.or_else(|| Cells::cut(recipe, correction.raw.as_deref()?)) else { return Made::Same };
    let own = recipe.header.iter().zip(&old.own).map(|(name, old)| {
        let text = cells.get(name).filter(|text| !text.is_empty())?;
        Some(Cell::corrected(old.as_ref(), text.clone()))
    });
    let from_raw = Cells::cut(recipe, old_raw).is_none();
    let new = if from_raw { old.clone() } else { Cells { own: own.collect(), extra: extra.clone() } };
    let same = !from_raw && texts(&old).eq(texts(&new)) && old.extra == new.extra;
    if !new.extra.is_empty() {
        let (found, expected) = (new.own.len() + new.extra.len(), new.own.len());
        let ragged = Failure::new(Rule::Ragged, |message| message.with("found", found).with("expected", expected));
        let raw = if same { old_raw.clone() } else { new.join(recipe) };
        return Made::Flaw(ragged, raw);
    }
    // Fields that were missing would be taken for empty ones; what was cut off is not there.
    let lost = match rule {
        Rule::Ragged => same,
        Rule::Encoding => texts(&new).any(|text| text.contains(char::REPLACEMENT_CHARACTER)),
        _ => same && old_raw.len() >= Reject::MOST_RAW_BYTES,
    };
    if lost {
        return Made::Same;
    }
    let raw = if same { old_raw.clone() } else { new.join(recipe) };
    Made::Row(new, raw)
}

/// The texts of the header's cells; an empty cell is as good as none.
fn texts(cells: &Cells) -> impl Iterator<Item = &str> {
    cells.own.iter().map(|cell| cell.as_ref().map_or("", |cell| cell.text.as_str()))
}

/// The reject as it is, told at its new place.
fn again(correction: &Correction) -> Reject {
    Reject { place: correction.place.clone(), ..correction.reject.clone() }
}

/// Writes the rows that are good, and rejects those that are bad in a way they were not before.
async fn hand_over(
    corrections: &[Correction],
    outcome: Outcome,
    stays: Vec<Reject>,
    report: &mut Report,
    sink: &mut dyn Sink,
) -> Result<(), IngestError> {
    let mut open: BTreeMap<u64, &Correction> =
        corrections.iter().map(|correction| (correction.place.line, correction)).collect();
    for batch in outcome.batches {
        let (batch, left_out) = by_identity(batch, &open)?;
        for line in left_out {
            if let Some(correction) = open.remove(&line) {
                note(report, again(correction));
            }
        }
        sink.write(batch).await?;
    }
    for deletions in outcome.deletions {
        sink.delete(deletions).await?;
    }
    for reject in stays {
        open.remove(&reject.place.line);
        note(report, reject);
    }
    let mut rejects = Vec::new();
    for mut reject in outcome.rejects {
        let Some(correction) = open.remove(&reject.place.line) else { continue };
        if reject.rule != correction.reject.rule || reject.raw != correction.reject.raw {
            reject.replaces = Some(correction.id);
            rejects.push(reject.clone());
        }
        note(report, reject);
    }
    for correction in open.into_values() {
        sink.corrects(correction.place.clone(), correction.id, correction.content());
    }
    if !rejects.is_empty() {
        sink.reject(rejects).await?;
    }
    Ok(())
}

/// The rows that may be taken in, and the lines of those that may not: corrected before, and identified by their content.
fn by_identity(
    batch: CanonicalBatch,
    open: &BTreeMap<u64, &Correction>,
) -> Result<(CanonicalBatch, Vec<u64>), IngestError> {
    let lines = batch.rows.column_by_name(system::SOURCE_LINE).map(|lines| lines.as_primitive::<Int64Type>().clone());
    let identity: Vec<&ArrayRef> =
        batch.table.identity.iter().filter_map(|name| batch.rows.column_by_name(name)).collect();
    let mut left_out = Vec::new();
    let keep: BooleanArray = (0..batch.rows.num_rows())
        .map(|row| {
            let line = lines.as_ref().and_then(|lines| u64::try_from(lines.value(row)).ok()).unwrap_or_default();
            let doubles = open.get(&line).is_some_and(|correction| correction.again)
                && identity.iter().any(|column| column.is_null(row));
            if doubles {
                left_out.push(line);
            }
            Some(!doubles)
        })
        .collect();
    Ok((CanonicalBatch { table: batch.table, rows: filter_record_batch(&batch.rows, &keep)? }, left_out))
}

fn note(report: &mut Report, reject: Reject) {
    report.quarantined += 1;
    *report.by_rule.entry(reject.rule).or_default() += 1;
    if report.first_rejects.len() < crate::account::FIRST_REJECTS {
        report.first_rejects.push(reject);
    }
}

fn layout(format: Format) -> Layout {
    Layout { header: Some(true), ..Layout::of(format) }
}
