//! What an import does to the quarantine: rows that its corrections stand for are closed, new rejects are added.

use std::sync::Arc;

use datafusion::logical_expr::JoinType;
use datafusion::prelude::SessionContext;
use model::{Reject, system};

use super::Import;
use super::commit::{column, instant};
use super::staging::staged;
use crate::LakeError;
use crate::delta::Attempt;
use crate::functions::superseded;
use crate::snapshot::PinnedTable;
use crate::state::Published;
use crate::stored::{QUARANTINE, Stored};

/// Writes the rejects that came and those of the sink's own; none where nothing changes.
pub(super) async fn write(
    import: &mut Import,
    own: &[Reject],
    attempt: &Attempt<'_>,
) -> Result<Option<Published>, LakeError> {
    import.stage_rejects(own)?;
    let stored = Stored::quarantine();
    let published = import.writing.state.published()?.get(QUARANTINE).copied();
    let known = published
        .map(|published| Arc::new(PinnedTable::new(import.writing.tables.clone(), stored.clone(), Some(published))));
    let closed = match &known {
        Some(known) => close(import, attempt, known).await?,
        None => None,
    };
    let added = add(import, attempt, known.as_ref()).await?;
    Ok(match (closed, added) {
        (None, None) => None,
        (Some((version, rows)), None) => Some(Published { version, live_rows: -rows, closed_rows: rows }),
        (None, Some((version, rows))) => Some(Published { version, live_rows: rows, closed_rows: 0 }),
        (Some((_, closed)), Some((version, added))) => {
            Some(Published { version, live_rows: added - closed, closed_rows: closed })
        }
    })
}

/// Closes the rows whose corrections came; the new version and how many they were.
async fn close(
    import: &Import,
    attempt: &Attempt<'_>,
    known: &Arc<PinnedTable>,
) -> Result<Option<(u64, i64)>, LakeError> {
    if import.quarantine.closing().is_empty() {
        return Ok(None);
    }
    let closing = Arc::new(import.quarantine.closing().clone());
    let waiting = || column(system::SUPERSEDED_AT).is_null().and(superseded(&closing, column(system::ROW_ID)));
    let rows = attempt.context.read_table(known.clone())?.filter(waiting())?.count().await?;
    if rows == 0 {
        return Ok(None);
    }
    let set = (system::SUPERSEDED_AT, instant(import.at_us));
    let version = import.writing.tables.update(&Stored::quarantine(), waiting(), set, attempt).await?;
    Ok(Some((version, rows as i64)))
}

/// Appends the rejects that the quarantine does not have, waiting or closed: a row that was corrected once is not
/// taken in again with the next import of the file it came from.
async fn add(
    import: &mut Import,
    attempt: &Attempt<'_>,
    known: Option<&Arc<PinnedTable>>,
) -> Result<Option<(u64, i64)>, LakeError> {
    let context: &SessionContext = attempt.context;
    if import.staging.rows(QUARANTINE) == 0 {
        return Ok(None);
    }
    import.staging.register(context, QUARANTINE).await?;
    let mut rows = context.table(staged(QUARANTINE)).await?;
    if let Some(known) = known {
        let known = context.read_table(known.clone())?.select(vec![column(system::ROW_ID)])?;
        rows = rows.join(known, JoinType::LeftAnti, &[system::ROW_ID], &[system::ROW_ID], None)?;
    }
    let fresh = rows.clone().count().await?;
    if fresh == 0 {
        return Ok(None);
    }
    let version = import.writing.tables.append(&Stored::quarantine(), rows.into_unoptimized_plan(), attempt).await?;
    Ok(Some((version, fresh as i64)))
}
