//! Rows that name two outside ids of one customer: an imported list of links, a column with another source's id.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::prelude::{SessionContext, col};
use futures::TryStreamExt;
use model::{IDENTITIES, TableReceipt, system};

use super::Found;
use super::columns::{Places, instant, instants, text, texts};
use crate::functions::kept;
use crate::identity::{Evidence, NewLink, Tie};
use crate::import::Import;
use crate::import::classify::Classified;
use crate::import::rows::SEQUENCE;
use crate::import::staging::staged;
use crate::state::KnownLink;
use crate::{LakeError, OutsideId};

/// A statement by the keys of its ids and the instant it begins.
type Statement = (u32, u32, Option<i64>);

/// Adds the links that the staged statements are evidence for, and counts what became of each.
pub(super) async fn find(
    import: &mut Import,
    context: &SessionContext,
    stated: &Classified,
    found: &mut Found,
) -> Result<TableReceipt, LakeError> {
    let columns = "outside_namespace, namespace, outside_id, with_namespace, with_outside_id, \"from\", \"to\"";
    let mut statements = context.table(staged(IDENTITIES.name)).await?;
    if !stated.left_out.is_empty() {
        statements = statements.filter(kept(&Arc::new(stated.left_out.clone()), col(SEQUENCE)))?;
    }
    context.register_table("statements", statements.into_view())?;
    let sql = format!(
        "select {columns}, {}, {} from statements order by {SEQUENCE}",
        system::SOURCE_FILE,
        system::SOURCE_LINE,
    );
    let state = import.writing.state.clone();
    let mut counts = TableReceipt { unchanged: stated.unchanged, ..TableReceipt::default() };
    let mut made: HashMap<Statement, Tie> = HashMap::new();
    let mut accepted: HashMap<String, u64> = HashMap::new();
    let mut batches = context.sql(&sql).await?.execute_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        let names = [0, 1, 2, 3, 4].map(|column| texts(&batch, column));
        let [own, usual, ids, others, other_ids] = names;
        let (own, usual, ids, others, other_ids) = (own?, usual?, ids?, others?, other_ids?);
        let (from, to, places) = (instants(&batch, 5)?, instants(&batch, 6)?, Places::new(&batch, 7)?);
        for row in 0..batch.num_rows() {
            let namespace = text(&own, row).unwrap_or(usual.value(row)).to_owned();
            let outside = OutsideId { namespace, id: ids.value(row).to_owned() };
            let other = OutsideId { namespace: others.value(row).to_owned(), id: other_ids.value(row).to_owned() };
            let key = import.keys.key(&state, &outside.namespace, &outside.id)?;
            let with = import.keys.key(&state, &other.namespace, &other.id)?;
            let (from_us, to_us) = (instant(&from, row), instant(&to, row));
            let tie = if from_us.is_none() && to_us.is_none() { Tie::Always } else { Tie::Between(from_us, to_us) };
            let mut known = import.keys.links_of(&state, key)?;
            known.retain(|link| link.with == with);
            let mut back = import.keys.links_of(&state, with)?;
            back.retain(|link| link.with == key && link.tie == Tie::Always);
            known.extend(back);
            let statement = (key, with, from_us);
            let verdict = if key == with || made.insert(statement, tie).is_some() {
                Verdict::Known
            } else {
                verdict(&known, tie)
            };
            match verdict {
                Verdict::Known => {
                    counts.unchanged += 1;
                    continue;
                }
                Verdict::New => {
                    counts.accepted += 1;
                    *accepted.entry(places.at(row).file).or_default() += 1;
                }
                Verdict::Replaces(number) => {
                    counts.updated += 1;
                    found.undone.push(number);
                }
            }
            found.links.push(NewLink {
                with_visitor: other.is_visitor(),
                outside,
                key,
                with,
                evidence: Evidence::Record,
                record: Some(places.at(row)),
                tie,
                refused: false,
            });
        }
    }
    context.deregister_table("statements")?;
    for ((table, _, file), count) in &mut import.files {
        if *table == IDENTITIES.name {
            count.accepted = accepted.get(file).copied().unwrap_or_default();
        }
    }
    Ok(counts)
}

/// What a statement is beside the links that its two ids have with each other.
enum Verdict {
    New,
    /// It says nothing new, or what a person has undone.
    Known,
    /// It ends at another instant than this link says.
    Replaces(i64),
}

fn verdict(known: &[KnownLink], tie: Tie) -> Verdict {
    if known.iter().any(|link| link.tie == tie && link.live) {
        return Verdict::Known;
    }
    let begins = |tie: Tie| match tie {
        Tie::Between(from, _) => Some(from),
        Tie::Always | Tie::Seen(_) => None,
    };
    let same_start =
        known.iter().find(|link| link.live && begins(link.tie).is_some() && begins(link.tie) == begins(tie));
    match same_start {
        Some(link) => Verdict::Replaces(link.number),
        // Once undone, only a person makes it again.
        None if known.iter().any(|link| !link.live) && known.iter().all(|link| !link.live) => Verdict::Known,
        None => Verdict::New,
    }
}
