//! What changed in reported numbers between two states of knowledge, and why.
//!
//! The question is answered in the earlier state, then with one kind of change after another made, in the order of
//! [`Cause::ALL`], until the later state is reached. What a cause did to a number is the difference of two successive
//! answers, so the parts sum to the whole change exactly, for shares and medians as for counts.

mod cause;
mod difference;
mod exact;
mod origin;
mod replay;

use std::collections::BTreeMap;

pub use cause::Cause;
pub use difference::{BroughtBy, ChangedCell, ChangedRow, DiffQuery, Difference, KnownState, Part};

use crate::answer::Row;
use crate::engine::Engine;
use crate::{Answer, EngineError};
use origin::Origin;
use replay::{Replay, Step};

/// Compares the answers of two engines over one lake: `before` over an earlier snapshot and the definitions of that
/// time, `after` over a later one.
///
/// # Errors
/// [`EngineError`] when either state cannot answer. A metric that only one of the two catalogs has is no error; one
/// that neither has is.
pub async fn diff(before: &Engine, after: &Engine, ask: &DiffQuery) -> Result<Difference, EngineError> {
    let replay = Replay::new(before, after, &ask.query).await?;
    let mut difference = Difference {
        from: before.known_state(),
        to: after.known_state(),
        order: Cause::ALL.to_vec(),
        cells: Vec::new(),
        unchanged: 0,
    };
    for (metric, steps) in replay.steps().await? {
        let origin = Origin::new(&replay, &metric)?;
        for (key, values) in cells(&steps) {
            let cell = cell(&metric, &key, &steps, &values);
            if cell.parts.is_empty() || !exact::moves(cell.before, cell.after) {
                difference.unchanged += 1;
                if !ask.every {
                    continue;
                }
            }
            difference.cells.push(origin.trace(cell, ask).await?);
        }
    }
    Ok(difference)
}

impl Engine {
    fn known_state(&self) -> KnownState {
        KnownState {
            as_of: crate::rows::told(self.as_of_us()),
            snapshot: self.snapshot.id().to_owned(),
            definitions: self.definitions.clone(),
        }
    }
}

/// Start, end and parts of a cell.
type Key = (String, String, Vec<(String, Option<String>)>);

/// Each cell that any step has, with its row in every step.
fn cells(steps: &[Step]) -> BTreeMap<Key, Vec<Option<&Row>>> {
    let mut cells: BTreeMap<Key, Vec<Option<&Row>>> = BTreeMap::new();
    for (index, step) in steps.iter().enumerate() {
        for row in step.answer.iter().flat_map(|answer| &answer.rows) {
            let key = (row.start.clone(), row.end.clone(), row.by.clone());
            cells.entry(key).or_insert_with(|| vec![None; steps.len()])[index] = Some(row);
        }
    }
    cells
}

fn cell(metric: &str, key: &Key, steps: &[Step], rows: &[Option<&Row>]) -> ChangedCell {
    let numbers: Vec<_> = rows.iter().map(|row| row.and_then(|row| row.value)).collect();
    let numbers = exact::aligned(&numbers);
    let (before, after) = (numbers.first().copied().flatten(), numbers.last().copied().flatten());
    let parts = numbers.windows(2).zip(&steps[1..]).filter(|(pair, _)| exact::moves(pair[0], pair[1]));
    let parts = parts.map(|(pair, step)| Part {
        cause: step.cause,
        together_with: step.together_with.clone(),
        change: exact::change(pair[0], pair[1]),
        rows: 0,
        brought_by: Vec::new(),
        shown: Vec::new(),
    });
    let complete = |row: Option<&Option<&Row>>| row.copied().flatten().is_some_and(|row| row.complete);
    let answers = || steps.iter().rev().filter_map(|step| step.answer.as_ref());
    let (start, end, by) = key.clone();
    ChangedCell {
        metric: metric.to_owned(),
        unit: answers().next().map_or(crate::Unit::Count, |answer: &Answer| answer.unit),
        start,
        end,
        by,
        before,
        after,
        change: exact::change(before, after),
        complete_before: complete(rows.first()),
        complete_after: complete(rows.last()),
        parts: parts.collect(),
    }
}
