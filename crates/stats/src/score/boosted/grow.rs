//! Growing trees: the one place that knows the library that does it.

use hessboost::config::{TrainingParams, TreeMethod};
use hessboost::data::DMatrix;
use hessboost::error::HessboostError;
use hessboost::objective::{CustomLoss, GradPair, Objective};
use hessboost::tree::RegTree;

use super::Case;
use super::tree::{Kind, Node, Tree};
use crate::Undefined;
use crate::score::logistic::probability;

/// Questions in a row: more than two features that matter together are rare, and more questions find chance.
const DEPTH: usize = 3;
/// What a tree counts of what it would say alone.
const RATE: f64 = 0.1;

/// Cases in single precision, as trees are grown on them.
pub(super) struct Table {
    /// Row by row; no number where nothing is known.
    values: Vec<f32>,
    pub outcomes: Vec<bool>,
    pub width: usize,
}

/// Trees, and the log-odds that they start from.
pub(super) struct Forest {
    pub start: f64,
    pub trees: Vec<Tree>,
}

impl Table {
    /// # Errors
    /// [`Undefined::NoObservations`], [`Undefined::Lengths`], [`Undefined::NotFinite`], [`Undefined::OneOutcome`].
    pub fn of(cases: &[Case<'_>]) -> Result<Self, Undefined> {
        let Some(first) = cases.first() else {
            return Err(Undefined::NoObservations);
        };
        let width = first.features.len();
        if cases.iter().any(|case| case.features.len() != width) {
            return Err(Undefined::Lengths);
        }
        let values = cases.iter().flat_map(|case| case.features).map(|value| single(*value));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        if cases.iter().all(|case| case.outcome == first.outcome) {
            return Err(Undefined::OneOutcome);
        }
        Ok(Self { values, outcomes: cases.iter().map(|case| case.outcome).collect(), width })
    }

    pub fn row(&self, place: usize) -> &[f32] {
        &self.values[place * self.width..(place + 1) * self.width]
    }

    pub fn rows(&self) -> impl Iterator<Item = &[f32]> {
        (0..self.outcomes.len()).map(|place| self.row(place))
    }

    /// The places of all cases.
    pub fn all(&self) -> Vec<usize> {
        (0..self.outcomes.len()).collect()
    }
}

impl Forest {
    /// The log-odds after no tree, after the first, and so on.
    pub fn log_odds<'a>(&'a self, row: &'a [f32]) -> impl Iterator<Item = f64> + 'a {
        let mut sum = self.start;
        let after = self.trees.iter().map(move |tree| {
            sum += tree.say(row);
            sum
        });
        std::iter::once(self.start).chain(after)
    }
}

/// A value in single precision; no number where nothing is known.
///
/// # Errors
/// [`Undefined::NotFinite`].
pub(super) fn single(value: Option<f64>) -> Result<f32, Undefined> {
    match value.map(|value| value as f32) {
        None => Ok(f32::NAN),
        Some(value) if value.is_finite() => Ok(value),
        Some(_) => Err(Undefined::NotFinite),
    }
}

/// Grows so many trees on the cases at these places.
///
/// # Errors
/// [`Undefined::OneOutcome`].
pub(super) fn grow(table: &Table, places: &[usize], rounds: usize) -> Result<Forest, Undefined> {
    let happened = places.iter().filter(|place| table.outcomes[**place]).count();
    if happened == 0 || happened == places.len() {
        return Err(Undefined::OneOutcome);
    }
    let start = (happened as f64 / (places.len() - happened) as f64).ln();
    let trees = if rounds == 0 || table.width == 0 {
        Vec::new()
    } else {
        // What reaches the library was looked at before; whatever it refuses all the same is no number to go on.
        trained(table, places, (start, rounds)).map_err(|_| Undefined::Parameter)?
    };
    Ok(Forest { start, trees })
}

fn trained(table: &Table, places: &[usize], (start, rounds): (f64, usize)) -> Result<Vec<Tree>, HessboostError> {
    let model = hessboost::training::train(&params(start)?, &matrix(table, places)?, rounds)?;
    Ok(model.trees().iter().map(tree).collect())
}

fn matrix(table: &Table, places: &[usize]) -> Result<DMatrix, HessboostError> {
    let values: Vec<f32> = places.iter().flat_map(|place| table.row(*place)).copied().collect();
    let labels: Vec<f32> = places.iter().map(|place| f32::from(u8::from(table.outcomes[*place]))).collect();
    DMatrix::from_dense_vec(values, places.len(), table.width)?.with_labels(&labels)
}

fn params(start: f64) -> Result<TrainingParams, HessboostError> {
    TrainingParams::builder()
        .objective(Objective::custom(CustomLoss::new("log-likelihood", 1, gradient).with_base_margin(start as f32)))
        .tree_method(TreeMethod::Hist)
        .max_depth(DEPTH)
        .eta(RATE)
        .build()
}

/// Written out rather than the library's own, whose kernels round otherwise from processor to processor.
fn gradient(margins: &[f32], labels: &[f32], _: Option<&[f32]>, out: &mut [GradPair]) {
    for ((pair, margin), label) in out.iter_mut().zip(margins).zip(labels) {
        let p = probability(f64::from(*margin));
        *pair = GradPair::new((p - f64::from(*label)) as f32, (p * (1.0 - p)).max(1e-16) as f32);
    }
}

fn tree(grown: &RegTree) -> Tree {
    let node = |node: &hessboost::tree::Node| {
        // A leaf has no children, which would be negative places.
        let kind = match (usize::try_from(node.left), usize::try_from(node.right)) {
            (Ok(low), Ok(high)) => Kind::Split {
                feature: node.split_feature as usize,
                below: node.split_cond,
                unknown_is_low: node.default_left,
                low,
                high,
            },
            _ => Kind::Leaf { says: f64::from(node.leaf_value) },
        };
        Node { kind, cases: 0.0 }
    };
    Tree { nodes: grown.nodes().iter().map(node).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough cells that the library shares its work out.
    fn table() -> Table {
        let (rows, width) = (60_000_u32, 6);
        let value = |i: u32| match i.wrapping_mul(2_654_435_761) >> 12 {
            hash if hash % 19 == 0 => f32::NAN,
            hash => (hash % 9_973) as f32 / 7.0,
        };
        let values: Vec<f32> = (0..rows * width).map(value).collect();
        let outcome = |row: &[f32]| row[0] > 700.0 && row[1] < 500.0 || row[2] > 1_300.0;
        let outcomes = values.chunks(width as usize).map(outcome).collect();
        Table { values, outcomes, width: width as usize }
    }

    fn grown(table: &Table) -> Vec<Tree> {
        grow(table, &table.all(), 5).unwrap().trees
    }

    #[test]
    fn any_number_of_threads_grows_the_same_trees() {
        let table = table();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| grown(&table))
        };
        let alone = with(1);
        assert!(alone.len() == 5 && alone.iter().all(|tree| tree.nodes.len() > 7), "{alone:?}");
        assert_eq!(alone, with(1));
        assert_eq!(alone, with(4));
        assert_eq!(alone, with(7));
        assert_eq!(alone, grown(&table));
    }

    /// Our way through a tree is the library's.
    #[test]
    fn trees_say_what_the_library_foretells() {
        let table = table();
        let places: Vec<usize> = (0..2_000).collect();
        let forest = grow(&table, &places, 20).unwrap();
        let data = matrix(&table, &places).unwrap();
        let model = hessboost::training::train(&params(forest.start).unwrap(), &data, 20).unwrap();
        let margins = model.predict_margin(&data, hessboost::model::Iterations::Best).unwrap();
        for place in places {
            let said = forest.start + forest.trees.iter().map(|tree| tree.say(table.row(place))).sum::<f64>();
            // The library adds up in single precision.
            assert!((said - f64::from(*margins.get(place, 0).unwrap())).abs() < 1e-5);
        }
    }
}
