//! Calls that say somebody has a new id: the previous one is a customer's where the source knows one by it, else a visitor's.

use std::collections::{BTreeSet, HashSet};

use datafusion::prelude::SessionContext;
use futures::TryStreamExt;

use super::columns::{Places, texts};
use super::sightings::NEW_EVENTS;
use crate::identity::{Evidence, NewLink, Tie};
use crate::import::Import;
use crate::{LakeError, OutsideId};

/// The links between customers, and apart from them the visitors that were named as previous ids.
pub(super) async fn find(
    import: &mut Import,
    context: &SessionContext,
) -> Result<(Vec<NewLink>, BTreeSet<String>), LakeError> {
    let sql = format!(
        "select namespace, previous_id, customer_id, source_file, source_line from {NEW_EVENTS}
         where previous_id is not null and customer_id is not null order by ts, event_id, row_id"
    );
    let state = import.writing.state.clone();
    let (mut links, mut visitors) = (Vec::new(), BTreeSet::new());
    let mut met = HashSet::new();
    let mut batches = context.sql(&sql).await?.execute_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        let (namespaces, previous, customers) = (texts(&batch, 0)?, texts(&batch, 1)?, texts(&batch, 2)?);
        let places = Places::new(&batch, 3)?;
        for row in 0..batch.num_rows() {
            let (namespace, id) = (namespaces.value(row), previous.value(row));
            let Some(key) = import.keys.find(&state, namespace, id)? else {
                import.keys.visitor(&state, id)?;
                visitors.insert(id.to_owned());
                continue;
            };
            let with = import.keys.key(&state, namespace, customers.value(row))?;
            if key == with || !met.insert((key, with)) {
                continue;
            }
            if !state.were_linked(key, with)? {
                links.push(NewLink {
                    outside: OutsideId { namespace: namespace.to_owned(), id: id.to_owned() },
                    key,
                    with,
                    with_visitor: false,
                    evidence: Evidence::Alias,
                    record: Some(places.at(row)),
                    tie: Tie::Always,
                    refused: false,
                });
            }
        }
    }
    Ok((links, visitors))
}
