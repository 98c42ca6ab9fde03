//! What an import's rows say about who is who: the links that they are evidence for.

mod aliases;
mod columns;
mod records;
mod rules;
mod sightings;

use datafusion::prelude::SessionContext;
use model::tables::{CUSTOMERS, EVENTS};
use model::{IDENTITIES, TableReceipt};

use super::Import;
use super::commit::ByTable;
use crate::LakeError;
use crate::identity::NewLink;

/// The links an import makes, and the numbers of those it undoes.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub links: Vec<NewLink>,
    pub undone: Vec<i64>,
    /// What became of imported statements; none where there are none.
    pub stated: Option<TableReceipt>,
}

/// Looks for evidence in everything that is staged. May give out further keys.
pub(super) async fn find(
    import: &mut Import,
    context: &SessionContext,
    classified: &ByTable,
) -> Result<Found, LakeError> {
    let mut found = Found::default();
    if let Some((_, stated)) = classified.get(IDENTITIES.name) {
        found.stated = Some(records::find(import, context, stated, &mut found).await?);
    }
    if let Some((_, events)) = classified.get(EVENTS.name).filter(|_| import.staging.rows(EVENTS.name) > 0) {
        sightings::find(import, context, &events.left_out, &mut found).await?;
    }
    if let Some((_, customers)) = classified.get(CUSTOMERS.name).filter(|_| import.staging.rows(CUSTOMERS.name) > 0) {
        rules::find(import, context, customers, &mut found).await?;
    }
    Ok(found)
}
