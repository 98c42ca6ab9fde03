//! What a person says about who is who: two customers are one, or are not. Links are made or closed, no row is
//! rewritten.

use model::Micros;

use super::{Evidence, Link, NewLink, Tie, append, cut};
use crate::delta::Attempt;
use crate::lake::Writing;
use crate::state::Publication;
use crate::{Lake, LakeError, LinkId, OutsideId, session};

/// Two ids, and what speaks for their being one customer's.
type Pair = (OutsideId, OutsideId, Evidence);

impl Lake {
    /// Says that two outside ids are one customer. Where they already are linked to each other, that link is
    /// given back.
    ///
    /// # Errors
    /// [`LakeError::UnknownId`] when no row named one of them, [`LakeError::SameId`] when both are one id.
    pub async fn merge(&self, a: &OutsideId, b: &OutsideId, now_us: Micros) -> Result<LinkId, LakeError> {
        let writing = self.write().await?;
        let (key, with) = two(&writing, a, b)?;
        for (from, to) in [(key, with), (with, key)] {
            let known = writing.state.links_of(from)?;
            if let Some(link) = known.into_iter().find(|link| link.live && link.with == to && link.tie == Tie::Always) {
                return Ok(LinkId(link.number));
            }
        }
        let link = said(a, b, (key, with), Evidence::Merge);
        let first = change(&writing, now_us, vec![link], Vec::new()).await?;
        Ok(LinkId(first))
    }

    /// Says that two outside ids are not one customer: closes the links that make them one, the latest that do
    /// so, whoever made them, and keeps rules from making them one again. Gives the links that were closed.
    ///
    /// # Errors
    /// As [`Lake::merge`]; [`LakeError::NotMerged`] when they are two customers already.
    pub async fn unmerge(&self, a: &OutsideId, b: &OutsideId, now_us: Micros) -> Result<Vec<LinkId>, LakeError> {
        let writing = self.write().await?;
        let (key, with) = two(&writing, a, b)?;
        let undone = cut::between(&writing.state.live_links(Micros::MAX)?, key, with);
        if undone.is_empty() {
            return Err(LakeError::NotMerged { a: a.to_string(), b: b.to_string() });
        }
        let numbers = undone.iter().map(|link| link.number).collect();
        let mut refused = refusals(&writing, &undone)?;
        let keeps_apart = undone.iter().any(|link| [(key, with), (with, key)].contains(&(link.key, link.with)));
        refused.extend((!keeps_apart).then(|| refusal(a, b, (key, with))));
        change(&writing, now_us, refused, numbers).await?;
        Ok(undone.into_iter().map(|link| LinkId(link.number)).collect())
    }

    /// Decides about pairs that rules bring up, all at once: accepted ones are one customer, and refused ones no rule
    /// links from now on.
    ///
    /// # Errors
    /// As [`Lake::merge`].
    pub async fn decide(&self, accepted: &[Pair], refused: &[Pair], now_us: Micros) -> Result<(), LakeError> {
        let writing = self.write().await?;
        let mut links = Vec::with_capacity(accepted.len() + refused.len());
        for (pairs, refused) in [(accepted, false), (refused, true)] {
            for (a, b, evidence) in pairs {
                let keys = two(&writing, a, b)?;
                links.push(NewLink { refused, ..said(a, b, keys, *evidence) });
            }
        }
        change(&writing, now_us, links, Vec::new()).await.map(|_| ())
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
        let undone: Vec<Link> =
            writing.state.live_links(Micros::MAX)?.into_iter().filter(|known| known.number == link.0).collect();
        change(&writing, now_us, refusals(&writing, &undone)?, vec![link.0]).await.map(|_| ())
    }
}

/// What a person refuses by undoing links. A link that is closed says so itself, but for a sighting: one is closed as well
/// where too many share a device, which is no word about anybody.
fn refusals(writing: &Writing, undone: &[Link]) -> Result<Vec<NewLink>, LakeError> {
    let mut refused: Vec<NewLink> = Vec::new();
    for link in undone.iter().filter(|link| matches!(link.tie, Tie::Seen(_))) {
        if refused.iter().any(|known| (known.key, known.with) == (link.key, link.with)) {
            continue;
        }
        if let [visitor, customer] = writing.state.outside_ids(&[link.key, link.with], u32::MAX)?.as_slice() {
            refused.push(refusal(visitor, customer, (link.key, link.with)));
        }
    }
    Ok(refused)
}

fn refusal(a: &OutsideId, b: &OutsideId, keys: (u32, u32)) -> NewLink {
    NewLink { refused: true, ..said(a, b, keys, Evidence::Merge) }
}

/// The keys of two different ids.
fn two(writing: &Writing, a: &OutsideId, b: &OutsideId) -> Result<(u32, u32), LakeError> {
    let key = |outside: &OutsideId| {
        let key = writing.state.key_of(&outside.namespace, &outside.id)?;
        key.ok_or_else(|| LakeError::UnknownId { namespace: outside.namespace.clone(), id: outside.id.clone() })
    };
    let keys = (key(a)?, key(b)?);
    if keys.0 == keys.1 {
        return Err(LakeError::SameId { namespace: a.namespace.clone(), id: a.id.clone() });
    }
    Ok(keys)
}

fn said(a: &OutsideId, b: &OutsideId, keys: (u32, u32), evidence: Evidence) -> NewLink {
    NewLink {
        outside: a.clone(),
        key: keys.0,
        with: keys.1,
        with_visitor: b.is_visitor(),
        evidence,
        record: None,
        tie: Tie::Always,
        refused: false,
    }
}

/// Makes and closes links, durably; gives the number of the first that was made.
async fn change(writing: &Writing, now_us: Micros, links: Vec<NewLink>, undone: Vec<i64>) -> Result<i64, LakeError> {
    let heads = writing.state.heads()?;
    let mut publication = Publication {
        at_us: now_us.max(heads.known_at_us),
        first_key: heads.next_key,
        first_link: heads.next_link,
        links,
        undone,
        ..Publication::default()
    };
    let context = session::writing(&writing.scratch)?;
    let attempt = Attempt { context: &context, number: writing.state.begin_attempt()? };
    append(writing, &mut publication, &attempt).await?;
    writing.state.publish(&publication)?;
    Ok(heads.next_link)
}
