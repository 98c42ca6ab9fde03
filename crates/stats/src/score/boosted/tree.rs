//! One tree: what it says of a customer, and how much of that each feature says.

/// Questions one after the other, up to a number. Nodes are named by their place; the first is the root.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    pub kind: Kind,
    /// How many cases have come by, once counted.
    pub cases: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Leaf { says: f64 },
    Split { feature: usize, below: f32, unknown_is_low: bool, low: usize, high: usize },
}

/// A feature that a way to a leaf asks for.
#[derive(Clone, Copy)]
struct Asked {
    feature: usize,
    /// Whether the customer's value goes this way at each of its questions.
    goes: bool,
    /// The share of cases that go this way, at each question of those that met it.
    share: f64,
}

impl Tree {
    /// What it says of a customer; no number where nothing is known.
    pub fn say(&self, row: &[f32]) -> f64 {
        let mut place = 0;
        loop {
            match self.nodes[place].kind {
                Kind::Leaf { says } => return says,
                Kind::Split { low, high, .. } => place = if self.is_low(place, row) { low } else { high },
            }
        }
    }

    /// Lets a case come by.
    pub fn count(&mut self, row: &[f32]) {
        let mut place = 0;
        loop {
            self.nodes[place].cases += 1.0;
            match self.nodes[place].kind {
                Kind::Leaf { .. } => return,
                Kind::Split { low, high, .. } => place = if self.is_low(place, row) { low } else { high },
            }
        }
    }

    pub fn multiply(&mut self, by: f64) {
        for node in &mut self.nodes {
            if let Kind::Leaf { says } = &mut node.kind {
                *says *= by;
            }
        }
    }

    /// What it says on average of the cases that came by.
    pub fn mean(&self) -> f64 {
        let all = self.nodes[0].cases.max(1.0);
        let part = |node: &Node| if let Kind::Leaf { says } = node.kind { says * (node.cases / all) } else { 0.0 };
        self.nodes.iter().map(part).sum()
    }

    /// Adds to each feature's points how far it takes the customer from the mean.
    pub fn share_out(&self, row: &[f32], points: &mut [f64]) {
        self.descend(0, row, &mut Vec::new(), points);
    }

    fn descend(&self, place: usize, row: &[f32], way: &mut Vec<Asked>, points: &mut [f64]) {
        let node = self.nodes[place];
        let Kind::Split { feature, low, high, .. } = node.kind else {
            if let Kind::Leaf { says } = node.kind {
                settle(says, way, points);
            }
            return;
        };
        let is_low = self.is_low(place, row);
        for (child, goes) in [(low, is_low), (high, !is_low)] {
            let share = self.nodes[child].cases / node.cases.max(1.0);
            match way.iter().position(|asked| asked.feature == feature) {
                Some(before) => {
                    let kept = way[before];
                    way[before] = Asked { feature, goes: kept.goes && goes, share: kept.share * share };
                    self.descend(child, row, way, points);
                    way[before] = kept;
                }
                None => {
                    way.push(Asked { feature, goes, share });
                    self.descend(child, row, way, points);
                    way.pop();
                }
            }
        }
    }

    fn is_low(&self, place: usize, row: &[f32]) -> bool {
        match self.nodes[place].kind {
            Kind::Split { feature, below, unknown_is_low, .. } => match row[feature] {
                value if value.is_nan() => unknown_is_low,
                value => value < below,
            },
            Kind::Leaf { .. } => false,
        }
    }
}

/// Shares out what one leaf says: with some features known and the others not, a customer is there with the product of what each
/// of them says of the way.
fn settle(says: f64, way: &[Asked], points: &mut [f64]) {
    for (place, own) in way.iter().enumerate() {
        let others: Vec<Asked> = way.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, o)| *o).collect();
        let mut sum = 0.0;
        for known in 0..1_u32 << others.len() {
            let part = |(index, asked): (usize, &Asked)| match known >> index & 1 {
                1 => f64::from(u8::from(asked.goes)),
                _ => asked.share,
            };
            sum +=
                weight(known.count_ones() as usize, way.len()) * others.iter().enumerate().map(part).product::<f64>();
        }
        points[own.feature] += says * (f64::from(u8::from(own.goes)) - own.share) * sum;
    }
}

/// The share of all orders of so many features in which so many come before one of them.
fn weight(before: usize, all: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(|i| i as f64).product::<f64>();
    factorial(before) * factorial(all - before - 1) / factorial(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(feature: usize, below: f32, low: usize, high: usize, cases: f64) -> Node {
        Node { kind: Kind::Split { feature, below, unknown_is_low: true, low, high }, cases }
    }

    fn leaf(says: f64, cases: f64) -> Node {
        Node { kind: Kind::Leaf { says }, cases }
    }

    /// Asks for the first feature, then on one side the second and there the first again, on the other the third.
    fn trees() -> Vec<Tree> {
        let one = vec![
            split(0, 5.0, 1, 2, 100.0),
            split(1, 1.0, 3, 4, 60.0),
            split(2, 0.0, 5, 6, 40.0),
            leaf(-1.0, 20.0),
            split(0, 2.0, 7, 8, 40.0),
            leaf(0.5, 30.0),
            leaf(2.0, 10.0),
            leaf(0.25, 10.0),
            leaf(3.0, 30.0),
        ];
        let other = vec![split(1, 0.5, 1, 2, 100.0), leaf(0.125, 75.0), leaf(-0.75, 25.0)];
        vec![Tree { nodes: one }, Tree { nodes: other }]
    }

    /// What is expected of a tree while only some features are known: the definition.
    fn expected(tree: &Tree, place: usize, row: &[f32], known: u32) -> f64 {
        let node = tree.nodes[place];
        match node.kind {
            Kind::Leaf { says } => says,
            Kind::Split { feature, low, high, .. } => {
                let of = |child: usize| expected(tree, child, row, known);
                if known >> feature & 1 == 1 {
                    of(if tree.is_low(place, row) { low } else { high })
                } else {
                    (tree.nodes[low].cases * of(low) + tree.nodes[high].cases * of(high)) / node.cases
                }
            }
        }
    }

    /// All orders of features, one by one.
    #[test]
    fn points_are_shapleys_values_by_brute_force() {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for row in [[1.0, 0.7, 3.0], [3.0, 2.0, -1.0], [9.0, 0.2, 4.0], [f32::NAN, 1.5, f32::NAN]] {
            let (mut points, mut brute) = ([0.0; 3], [0.0; 3]);
            for tree in &trees() {
                tree.share_out(&row, &mut points);
                for order in orders {
                    let mut known = 0;
                    for feature in order {
                        let before = expected(tree, 0, &row, known);
                        known |= 1 << feature;
                        brute[feature] += (expected(tree, 0, &row, known) - before) / 6.0;
                    }
                }
            }
            for (found, expected) in points.iter().zip(brute) {
                assert!((found - expected).abs() < 1e-12, "{row:?}: {points:?} is not {brute:?}");
            }
            let said: f64 = trees().iter().map(|tree| tree.say(&row) - tree.mean()).sum();
            assert!((points.iter().sum::<f64>() - said).abs() < 1e-12);
        }
    }
}
