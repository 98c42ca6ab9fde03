//! Paths gathered into a tree: at each node how many came, how many went on where, and how many ended there.

use std::collections::BTreeMap;

use serde::Serialize;

/// One step of many paths.
///
/// `customers = ended + beyond + customers of all children`, at every node.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathNode {
    /// The event; `None` where the less common ones are gathered.
    pub event: Option<String>,
    /// How many different events are gathered here; `None` for one event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gathered: Option<u64>,
    /// Customers whose path has come here.
    pub customers: u64,
    /// Of those at the node before, and of all; 0 to 1.
    pub share: f64,
    pub share_of_all: f64,
    /// Those who did nothing more (before an end: nothing earlier) within the window.
    pub ended: u64,
    /// Those who went on in ways that are not followed: deeper than asked for, or behind gathered events.
    pub beyond: u64,
    /// The most common first, the gathered last.
    pub children: Vec<PathNode>,
}

/// How far paths are followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Steps after the first node.
    pub depth: usize,
    /// Events told one by one at each node; at least 1.
    pub top: usize,
}

impl Reach {
    /// The tree of paths, each of which leads away from the event at its root, which is not part of it.
    pub fn tree(self, root: &str, paths: &[Vec<u32>], names: &[String]) -> PathNode {
        let paths: Vec<&[u32]> = paths.iter().map(Vec::as_slice).collect();
        let all = paths.len() as u64;
        let mut node = self.node(&paths, names, self.depth, all);
        node.event = Some(root.to_owned());
        node.share = if all == 0 { 0.0 } else { 1.0 };
        node.share_of_all = node.share;
        node
    }

    /// The node that these paths, without what led to it, have come to.
    fn node(self, paths: &[&[u32]], names: &[String], depth: usize, all: u64) -> PathNode {
        let ended = paths.iter().filter(|path| path.is_empty()).count() as u64;
        let mut node = PathNode {
            event: None,
            gathered: None,
            customers: paths.len() as u64,
            share: 0.0,
            share_of_all: 0.0,
            ended,
            beyond: 0,
            children: Vec::new(),
        };
        if depth == 0 {
            node.beyond = node.customers - ended;
            return node;
        }
        let mut next: BTreeMap<u32, Vec<&[u32]>> = BTreeMap::new();
        for path in paths {
            if let [first, rest @ ..] = path {
                next.entry(*first).or_default().push(rest);
            }
        }
        let mut branches: Vec<(u32, Vec<&[u32]>)> = next.into_iter().collect();
        // Events are numbered in the order of their names, so that equal branches come in that order.
        branches.sort_by(|one, other| other.1.len().cmp(&one.1.len()).then(one.0.cmp(&other.0)));
        let small = if branches.len() > self.top + 1 { branches.split_off(self.top) } else { Vec::new() };
        for (event, rest) in branches {
            let mut child = self.node(&rest, names, depth - 1, all);
            child.event = names.get(event as usize).cloned();
            node.children.push(child);
        }
        if !small.is_empty() {
            let rest: Vec<&[u32]> = small.iter().flat_map(|(_, rest)| rest.iter().copied()).collect();
            let gathered = Some(small.len() as u64);
            node.children.push(PathNode { gathered, ..self.node(&rest, names, 0, all) });
        }
        for child in &mut node.children {
            child.share = child.customers as f64 / node.customers as f64;
            child.share_of_all = child.customers as f64 / all as f64;
        }
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["add", "buy", "look", "search"];

    fn tree(depth: usize, top: usize, paths: &[&[u32]]) -> PathNode {
        let paths: Vec<Vec<u32>> = paths.iter().map(|path| path.to_vec()).collect();
        Reach { depth, top }.tree("visit", &paths, &NAMES.map(str::to_owned))
    }

    /// Whether the counts hold at every node.
    fn holds(node: &PathNode) -> bool {
        let children: u64 = node.children.iter().map(|child| child.customers).sum();
        node.customers == node.ended + node.beyond + children && node.children.iter().all(holds)
    }

    #[test]
    fn five_paths_by_hand() {
        let found = tree(2, 1, &[&[2, 0, 1], &[2, 0], &[2], &[3], &[0, 1], &[]]);
        assert_eq!((found.customers, found.ended, found.beyond), (6, 1, 0));
        let [look, rest] = found.children.as_slice() else { panic!("{found:?}") };
        assert_eq!((look.event.as_deref(), look.customers, look.ended), (Some("look"), 3, 1));
        assert_eq!((rest.event.as_deref(), rest.gathered), (None, Some(2)));
        assert_eq!((rest.customers, rest.ended, rest.beyond), (2, 1, 1));
        let [add] = look.children.as_slice() else { panic!("{look:?}") };
        assert_eq!((add.customers, add.ended, add.beyond, add.children.len()), (2, 1, 1, 0));
        assert!((add.share - 2.0 / 3.0).abs() < 1e-12 && (add.share_of_all - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn nobody_makes_a_root_alone() {
        let found = tree(3, 2, &[]);
        assert_eq!((found.customers, found.share, found.children.len()), (0, 0.0, 0));
    }

    /// Whatever the paths, who comes to a node ends there, goes beyond or comes to one of its children.
    #[test]
    fn at_every_node_the_parts_sum_to_it() {
        let mut state = 11_u64;
        let mut draw = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        for round in 0..200_usize {
            let paths: Vec<Vec<u32>> =
                (0..draw(60)).map(|_| (0..draw(7)).map(|_| u32::try_from(draw(4)).unwrap()).collect()).collect();
            let names = NAMES.map(str::to_owned);
            let reach = Reach { depth: round % 6, top: 1 + round % 4 };
            let found = reach.tree("visit", &paths, &names);
            assert!(holds(&found), "{round}: {found:?}");
            assert_eq!(found.customers, paths.len() as u64);
        }
    }
}
