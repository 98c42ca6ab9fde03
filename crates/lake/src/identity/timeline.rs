//! Whose a shared id was when: a visitor whom several customers used, a card that changed hands.

use model::Micros;

/// Who a key stands for over time: from each instant, up to the next one. The first begins with time itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timeline(Vec<(Micros, u32)>);

/// What is known of a shared id: each with the number of its link, by which ties are broken.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// At this instant it was seen to be this customer's.
    pub seen: Vec<(Micros, i64, u32)>,
    /// From and to, it was stated to be this customer's.
    pub stated: Vec<(Option<Micros>, Option<Micros>, i64, u32)>,
}

impl Timeline {
    /// Whose the id was at an instant.
    pub(crate) fn at(&self, at_us: Micros) -> u32 {
        let after = self.0.partition_point(|(from, _)| *from <= at_us);
        self.0[after.saturating_sub(1)].1
    }

    /// Everybody it ever stood for, in order of time.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().map(|(_, key)| *key)
    }

    /// The one it always stood for, where it was never shared.
    pub(super) fn only(&self) -> Option<u32> {
        let first = self.0[0].1;
        self.everybody().all(|key| key == first).then_some(first)
    }

    /// The same with every key replaced by the one that stands for it.
    pub(super) fn under(self, survivor: impl Fn(u32) -> u32) -> Self {
        Self(shortened(self.0.into_iter().map(|(from, key)| (from, survivor(key)))))
    }
}

impl Claims {
    /// The timeline of the id with this key. A statement counts for its span. Outside of statements the id is
    /// whose it was last seen to be, and before it was first seen, whose it was then; what nobody claims is its own.
    pub(super) fn timeline(mut self, own: u32) -> Timeline {
        self.seen.sort_unstable();
        let stated = self.stated.iter().flat_map(|(from, to, ..)| [*from, *to]).flatten();
        let mut instants: Vec<Micros> = self.seen.iter().map(|(at, ..)| *at).chain(stated).collect();
        instants.push(Micros::MIN);
        instants.sort_unstable();
        instants.dedup();
        Timeline(shortened(instants.into_iter().map(|at| (at, self.owner(at).unwrap_or(own)))))
    }

    fn owner(&self, at: Micros) -> Option<u32> {
        let covers = |(from, to): (Option<Micros>, Option<Micros>)| {
            from.is_none_or(|from| from <= at) && to.is_none_or(|to| at < to)
        };
        let stated = self.stated.iter().filter(|(from, to, ..)| covers((*from, *to)));
        if let Some((_, _, _, key)) = stated.max_by_key(|(from, _, number, _)| (*from, *number)) {
            return Some(*key);
        }
        let after = self.seen.partition_point(|(seen, ..)| *seen <= at);
        self.seen.get(after.saturating_sub(1)).map(|(_, _, key)| *key)
    }
}

/// Leaves out instants at which nothing changes.
fn shortened(steps: impl Iterator<Item = (Micros, u32)>) -> Vec<(Micros, u32)> {
    let mut kept: Vec<(Micros, u32)> = Vec::new();
    for step in steps {
        if kept.last().is_none_or(|last| last.1 != step.1) {
            kept.push(step);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: u32 = 99;

    fn steps(claims: Claims) -> Vec<(Micros, u32)> {
        claims.timeline(OWN).0
    }

    #[test]
    fn a_shared_device_is_whose_it_was_last_seen_to_be() {
        let seen = vec![(30, 3, 1), (10, 1, 1), (20, 2, 2), (15, 4, 1)];
        let timeline = Claims { seen, stated: Vec::new() }.timeline(OWN);
        assert_eq!(timeline.0, [(Micros::MIN, 1), (20, 2), (30, 1)]);
        assert_eq!([-5, 10, 19, 20, 29, 30, 99].map(|at| timeline.at(at)), [1, 1, 1, 2, 2, 1, 1]);
        assert_eq!(timeline.only(), None);
    }

    #[test]
    fn a_visitor_of_one_customer_is_that_customer_from_the_beginning() {
        let timeline = Claims { seen: vec![(10, 1, 7), (20, 2, 7)], stated: Vec::new() }.timeline(OWN);
        assert_eq!((timeline.only(), timeline.at(Micros::MIN)), (Some(7), 7));
        assert_eq!(Claims::default().timeline(OWN).only(), Some(OWN));
    }

    #[test]
    fn a_statement_counts_for_its_span_and_the_rest_is_the_ids_own() {
        let stated = vec![(Some(10), Some(20), 1, 1), (Some(20), None, 2, 2)];
        assert_eq!(steps(Claims { seen: Vec::new(), stated }), [(Micros::MIN, OWN), (10, 1), (20, 2)]);
        let stated = vec![(None, Some(20), 1, 1), (Some(10), Some(15), 2, 2)];
        let seen = vec![(5, 3, 3), (40, 4, 4)];
        assert_eq!(steps(Claims { seen, stated }), [(Micros::MIN, 1), (10, 2), (15, 1), (20, 3), (40, 4)]);
    }

    #[test]
    fn two_customers_seen_at_one_instant_are_told_apart_by_their_links() {
        let one = vec![(10, 1, 1), (10, 2, 2)];
        let other = vec![(10, 2, 2), (10, 1, 1)];
        let expected = [(Micros::MIN, 1), (10, 2)];
        assert_eq!(steps(Claims { seen: one, stated: Vec::new() }), expected);
        assert_eq!(steps(Claims { seen: other, stated: Vec::new() }), expected);
    }
}
