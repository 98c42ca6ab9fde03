//! Taking the rows out, making that count, and clearing away what held them before.

use std::sync::Arc;

use datafusion::common::Column;
use datafusion::logical_expr::{Expr, lit};
use model::{system, tables};

use super::rows::{FoundRows, find};
use super::whose::Whose;
use crate::LakeError;
use crate::delta::Attempt;
use crate::functions::{erased, superseded};
use crate::lake::Writing;
use crate::session;
use crate::state::{ErasurePublication, Published};
use crate::stored::{IDENTITIES, QUARANTINE, Stored};

/// Rewrites every table that holds rows of the customer without them, and makes that count.
pub(super) async fn erase(writing: &Writing, whose: &Whose, number: i64) -> Result<FoundRows, LakeError> {
    let context = session::writing(&writing.scratch)?;
    let mut found = find(&writing.state, &writing.tables, &context, whose).await?;
    let attempt = Attempt { context: &context, number: writing.state.begin_attempt()? };
    let mut publication = ErasurePublication { number, keys: whose.keys.clone(), ..ErasurePublication::default() };
    for (name, rows) in &mut found.tables {
        let Some(table) = tables::find(name) else { continue };
        let versions = Arc::new(std::mem::take(&mut rows.versions));
        let mut predicate = erased(&versions, column(system::ROW_ID), column(system::ROW_HASH));
        let stored = Stored::canonical(table);
        if let Some(within) = stored.within(&rows.months) {
            predicate = within.and(predicate);
        }
        let version = writing.tables.delete(&stored, predicate, &attempt).await?;
        let gone = |rows: u64| -i64::try_from(rows).unwrap_or(i64::MAX);
        let (live_rows, closed_rows) = (gone(rows.counts.rows), gone(rows.counts.earlier));
        publication.tables.insert((*name).to_owned(), Published { version, live_rows, closed_rows });
    }
    if !found.quarantine.is_empty() {
        let gone = |rows: u64| -i64::try_from(rows).unwrap_or(i64::MAX);
        let waiting = gone(found.waiting);
        let closed = gone(found.quarantine.len() as u64 - found.waiting);
        publication.rejects = found.quarantine.iter().copied().collect();
        let rows = Arc::new(std::mem::take(&mut found.quarantine));
        let predicate = superseded(&rows, column(system::ROW_ID));
        let version = writing.tables.delete(&Stored::quarantine(), predicate, &attempt).await?;
        let published = Published { version, live_rows: waiting, closed_rows: closed };
        publication.tables.insert(QUARANTINE.to_owned(), published);
    }
    let seen = column("link").is_null().and(column(system::CUSTOMER_KEY).in_list(keys(&whose.keys), false));
    let linked = column("link").in_list(found.links.iter().map(|link| lit(*link)).collect(), false);
    let version = writing.tables.delete(&Stored::identities(), seen.or(linked), &attempt).await?;
    let live_rows = -i64::try_from(whose.keys.len() + found.links.len()).unwrap_or(i64::MAX);
    publication.tables.insert(IDENTITIES.to_owned(), Published { version, live_rows, closed_rows: 0 });
    publication.links.clone_from(&found.links);
    publication.losses = std::mem::take(&mut found.losses);
    publication.things = std::mem::take(&mut found.things);
    publication.ids.clone_from(&whose.ids);
    writing.state.publish_erasure(&publication)?;
    Ok(found)
}

fn keys(keys: &[u32]) -> Vec<Expr> {
    keys.iter().map(|key| lit(key.cast_signed())).collect()
}

fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}
