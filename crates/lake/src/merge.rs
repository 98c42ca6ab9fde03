//! Merging two customers by hand and undoing it: a link is made or closed, no row is rewritten.

use std::sync::Arc;

use arrow::array::{Int32Array, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::record_batch::RecordBatch;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::{Expr, lit};
use model::Micros;

use crate::delta::Attempt;
use crate::identity::{Evidence, NewLink};
use crate::lake::Writing;
use crate::state::{Publication, Published};
use crate::stored::{IDENTITIES, Stored};
use crate::{Lake, LakeError, LinkId, OutsideId, session};

impl Lake {
    /// Says that two outside ids are one customer. Where they already are linked to each other, that link is
    /// given back.
    ///
    /// # Errors
    /// [`LakeError::UnknownId`] when no row named one of them, [`LakeError::SameId`] when both are one id.
    pub async fn merge(&self, a: &OutsideId, b: &OutsideId, now_us: Micros) -> Result<LinkId, LakeError> {
        let writing = self.write().await?;
        let (key, with) = (key_of(&writing, a)?, key_of(&writing, b)?);
        if key == with {
            return Err(LakeError::SameId { namespace: a.namespace.clone(), id: a.id.clone() });
        }
        for (from, to) in [(key, with), (with, key)] {
            if let Some(link) = writing.state.links_of(from)?.into_iter().find(|link| link.live && link.with == to) {
                return Ok(LinkId(link.number));
            }
        }
        let heads = writing.state.heads()?;
        let mut publication = Publication {
            at_us: now_us.max(heads.known_at_us),
            first_key: heads.next_key,
            first_link: heads.next_link,
            links: vec![NewLink { outside: a.clone(), key, with, evidence: Evidence::Merge }],
            ..Publication::default()
        };
        let context = session::writing(&writing.scratch)?;
        let attempt = Attempt { context: &context, number: writing.state.begin_attempt()? };
        append(&writing, &mut publication, &attempt).await?;
        writing.state.publish(&publication)?;
        Ok(LinkId(heads.next_link))
    }

    /// Undoes a link, whoever made it. Other links stand as they are, whatever the order.
    ///
    /// # Errors
    /// [`LakeError::UnknownLink`] when there is no such link, [`LakeError::UndoneLink`] when it was undone before.
    pub async fn undo_merge(&self, link: LinkId, now_us: Micros) -> Result<(), LakeError> {
        let writing = self.write().await?;
        match writing.state.link_is_live(link.0)? {
            None => return Err(LakeError::UnknownLink { link: link.0 }),
            Some(false) => return Err(LakeError::UndoneLink { link: link.0 }),
            Some(true) => {}
        }
        let at_us = now_us.max(writing.state.heads()?.known_at_us);
        let context = session::writing(&writing.scratch)?;
        let attempt = Attempt { context: &context, number: writing.state.begin_attempt()? };
        let predicate = Expr::Column(Column::from_name("link")).eq(lit(link.0));
        let undone_at = lit(ScalarValue::TimestampMicrosecond(Some(at_us), Some("UTC".into())));
        let version =
            writing.tables.update(&Stored::identities(), predicate, ("undone_at", undone_at), &attempt).await?;
        let mut publication = Publication { at_us, undone: Some(link.0), ..Publication::default() };
        publication.tables.insert(IDENTITIES.to_owned(), Published { version, ..Published::default() });
        writing.state.publish(&publication)
    }
}

/// Appends a publication's new identities and links to the table of who is who.
pub(crate) async fn append(
    writing: &Writing,
    publication: &mut Publication,
    attempt: &Attempt<'_>,
) -> Result<(), LakeError> {
    if publication.identities.is_empty() && publication.links.is_empty() {
        return Ok(());
    }
    let stored = Stored::identities();
    let plan = attempt.context.read_batch(batch(publication, &stored)?)?.into_unoptimized_plan();
    let version = writing.tables.append(&stored, plan, attempt).await?;
    let live_rows = (publication.identities.len() + publication.links.len()) as i64;
    publication.tables.insert(IDENTITIES.to_owned(), Published { version, live_rows, closed_rows: 0 });
    Ok(())
}

/// Link, outside id, key, evidence.
type Row<'a> = (Option<i64>, &'a OutsideId, u32, Evidence);

fn batch(publication: &Publication, stored: &Stored) -> Result<RecordBatch, LakeError> {
    let seen = (publication.first_key..).zip(&publication.identities);
    let linked = (publication.first_link..).zip(&publication.links);
    let rows: Vec<Row<'_>> = seen
        .map(|(key, outside)| (None, outside, key, Evidence::Seen))
        .chain(linked.map(|(number, link)| (Some(number), &link.outside, link.with, link.evidence)))
        .collect();
    let text = |of: fn(&Row<'_>) -> String| rows.iter().map(of).map(Some).collect::<StringArray>();
    let loaded_at = TimestampMicrosecondArray::from(vec![publication.at_us; rows.len()]).with_timezone("UTC");
    let undone_at = TimestampMicrosecondArray::from(vec![None; rows.len()]).with_timezone("UTC");
    Ok(RecordBatch::try_new(
        stored.schema.clone(),
        vec![
            Arc::new(rows.iter().map(|row| row.0).collect::<Int64Array>()),
            Arc::new(text(|row| row.1.namespace.clone())),
            Arc::new(text(|row| row.1.id.clone())),
            Arc::new(rows.iter().map(|row| Some(row.2.cast_signed())).collect::<Int32Array>()),
            Arc::new(text(|row| row.3.as_str().to_owned())),
            Arc::new(loaded_at),
            Arc::new(undone_at),
        ],
    )?)
}

fn key_of(writing: &Writing, outside: &OutsideId) -> Result<u32, LakeError> {
    let key = writing.state.key_of(&outside.namespace, &outside.id)?;
    key.ok_or_else(|| LakeError::UnknownId { namespace: outside.namespace.clone(), id: outside.id.clone() })
}
