//! Which links keep two ids together: those that must be undone for them to be two customers.

use super::parts::Parts;
use super::{Link, Survivors, Tie};

/// The links to undo so that `a` and `b` are nobody in common; none where they are not. Of the ways from one to the
/// other each is cut at its latest link: what was known first stays.
pub(crate) fn between(live: &[Link], a: u32, b: u32) -> Vec<Link> {
    if apart(live, a, b) {
        return Vec::new();
    }
    // A device that both used makes nobody one: the links of visitors count only where a visitor is asked about.
    let own = |link: &Link| link.tie == Tie::Always || link.key == a || link.key == b;
    let cut = latest(live.iter().filter(|link| own(link)), a, b);
    let left: Vec<Link> = live.iter().filter(|link| !cut.contains(link)).copied().collect();
    if apart(&left, a, b) { cut } else { latest(live.iter(), a, b) }
}

fn apart(live: &[Link], a: u32, b: u32) -> bool {
    let survivors = Survivors::new(live.iter().copied());
    let (of_a, of_b) = (survivors.everybody(a), survivors.everybody(b));
    of_a.iter().all(|key| !of_b.contains(key))
}

/// Takes links from the first made on, and leaves out each that would bring the two together.
fn latest<'a>(links: impl Iterator<Item = &'a Link>, a: u32, b: u32) -> Vec<Link> {
    let mut links: Vec<&Link> = links.collect();
    links.sort_unstable_by_key(|link| link.number);
    let mut parts = Parts::default();
    let mut cut = Vec::new();
    for link in links {
        let ends = [parts.root(link.key), parts.root(link.with)];
        if ends.contains(&parts.root(a)) && ends.contains(&parts.root(b)) {
            cut.push(*link);
        } else {
            parts.join(link.key, link.with);
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(number: i64, key: u32, with: u32) -> Link {
        Link { number, key, with, tie: Tie::Always, named: (true, true) }
    }

    fn numbers(links: &[Link], a: u32, b: u32) -> Vec<i64> {
        between(links, a, b).iter().map(|link| link.number).collect()
    }

    #[test]
    fn every_way_is_cut_at_its_latest_link() {
        // 1-2-3 and 1-4-3: the direct link would be cut alone.
        let links = [link(1, 1, 2), link(2, 3, 2), link(3, 1, 4), link(4, 4, 3), link(5, 8, 9)];
        assert_eq!(numbers(&links, 1, 3), [2, 4]);
        assert_eq!(numbers(&links, 3, 1), [2, 4]);
        assert_eq!(numbers(&links, 1, 8), [0; 0]);
        assert_eq!(numbers(&[link(7, 1, 3), link(8, 1, 2)], 1, 3), [7]);
    }

    #[test]
    fn a_visitor_is_cut_from_one_of_its_customers() {
        let seen = |number, with, at| Link { tie: Tie::Seen(at), named: (false, true), ..link(number, 0, with) };
        let links = [seen(1, 5, 10), seen(2, 6, 20), seen(3, 5, 30)];
        assert_eq!(numbers(&links, 0, 5), [1, 3]);
        assert_eq!(numbers(&links, 5, 6), [0; 0], "a shared device is not cut between its customers");
        let merged = [links.as_slice(), &[link(4, 5, 6)]].concat();
        assert_eq!(numbers(&merged, 5, 6), [4]);
    }
}
