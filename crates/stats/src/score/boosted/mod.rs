//! The odds of an event as a sum of small trees: what depends on two features at once, or bends, is found without being named.
//!
//! Each tree is grown on what the trees before it left unsaid. How many there are, and how far they may be trusted, is found on customers held
//! back from them. What a tree says is shared out to the features by Shapley's values, so that a score's ledger is the score.

mod grow;
mod held_back;
mod tree;

use super::Ledger;
use super::logistic::probability;
use crate::Undefined;
use grow::Table;
use held_back::{Trusted, trust};
use tree::Tree;

/// One customer at one time.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// `None` where nothing is known.
    pub features: &'a [Option<f64>],
    pub outcome: bool,
    /// Whose it is: a customer's cases are all learnt from, or all held back.
    pub customer: u32,
}

/// Fitted trees.
#[derive(Clone, Debug, PartialEq)]
pub struct Boosted {
    /// The mean of the log-odds over the cases it was fitted to.
    pub base: f64,
    /// With what they say multiplied by what it is trusted.
    trees: Vec<Tree>,
    width: usize,
}

/// The customers of either outcome that a model needs: with fewer, those held back say nothing.
const FEWEST: usize = 10;

impl Boosted {
    /// Fits by gradient boosting of the log-likelihood: trees of at most three questions in a row, each counting for a tenth of
    /// what it would say alone. Customers are held back in five parts in turn: as many trees are grown as foretell those best, at most 100,
    /// and their log-odds are multiplied and shifted as fits those best. Where no tree foretells better than the share, there is none.
    ///
    /// Nothing is drawn: the same cases make the same model, with any number of threads.
    ///
    /// Source: Friedman (2001), Greedy function approximation, Annals of Statistics 29:1189; Chen and Guestrin (2016), XGBoost, KDD,
    /// sections 2 and 3.4, for the leaves and for what is unknown; Platt (1999), Probabilistic outputs for support vector machines, for the last step.
    ///
    /// # Errors
    /// [`Undefined::NoObservations`], [`Undefined::Lengths`]; [`Undefined::NotFinite`], also beyond 3.4e38, where single precision ends;
    /// [`Undefined::OneOutcome`], and [`Undefined::TooFew`] with fewer than ten customers of either outcome.
    ///
    /// # Example
    /// ```
    /// use stats::score::{Boosted, Case};
    ///
    /// // It happens to those who have one of two features and not the other: no sum of the two says so.
    /// let rows: Vec<([Option<f64>; 2], bool)> = (0..400)
    ///     .map(|i| ([Some(f64::from(i % 2)), Some(f64::from(i / 2 % 2))], (i % 2 != i / 2 % 2) != (i % 10 == 0)))
    ///     .collect();
    /// let cases: Vec<Case> =
    ///     (0..).zip(&rows).map(|(customer, (features, outcome))| Case { features, outcome: *outcome, customer }).collect();
    /// let model = Boosted::fit(&cases).unwrap();
    /// let risk = |a, b| model.ledger(&[Some(a), Some(b)]).unwrap().probability;
    /// assert!(risk(1.0, 0.0) > 0.75 && risk(0.0, 1.0) > 0.75 && risk(0.0, 0.0) < 0.25 && risk(1.0, 1.0) < 0.25);
    /// ```
    pub fn fit(cases: &[Case<'_>]) -> Result<Self, Undefined> {
        let table = Table::of(cases)?;
        let Trusted { rounds, slope, shift } = trust(&table, cases)?;
        let mut forest = grow::grow(&table, &table.all(), rounds)?;
        for tree in &mut forest.trees {
            table.rows().for_each(|row| tree.count(row));
            tree.multiply(slope);
        }
        let base = shift + slope * forest.start + forest.trees.iter().map(Tree::mean).sum::<f64>();
        if !base.is_finite() {
            return Err(Undefined::NotFinite);
        }
        Ok(Self { base, trees: forest.trees, width: table.width })
    }

    /// The score of a customer and what it is made of: how far each feature takes it from the base, on average over all orders in which
    /// the features could become known. A feature that is not known yet goes both ways, as often as the cases it was fitted to.
    ///
    /// Source: Shapley (1953), A value for n-person games; Lundberg et al. (2020), From local explanations to global understanding with
    /// explainable AI for trees, Nature Machine Intelligence 2:56, for the way through trees.
    ///
    /// # Errors
    /// [`Undefined::Lengths`], [`Undefined::NotFinite`].
    pub fn ledger(&self, features: &[Option<f64>]) -> Result<Ledger, Undefined> {
        if features.len() != self.width {
            return Err(Undefined::Lengths);
        }
        let row = features.iter().map(|value| grow::single(*value)).collect::<Result<Vec<_>, _>>()?;
        let mut points = vec![0.0; self.width];
        self.trees.iter().for_each(|tree| tree.share_out(&row, &mut points));
        let log_odds = self.base + points.iter().sum::<f64>();
        Ok(Ledger { base: self.base, points, probability: probability(log_odds) })
    }

    /// How many trees there are; none where nothing foretold better than the share.
    #[must_use]
    pub const fn trees(&self) -> usize {
        self.trees.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (Vec<Option<f64>>, bool);

    fn fit(rows: &[Row]) -> Result<Boosted, Undefined> {
        let case = |(customer, (features, outcome)): (u32, &Row)| (customer, features.clone(), *outcome);
        let owned: Vec<_> = (0..).zip(rows).map(case).collect();
        let cases: Vec<Case<'_>> = owned
            .iter()
            .map(|(customer, features, outcome)| Case { features, outcome: *outcome, customer: *customer })
            .collect();
        Boosted::fit(&cases)
    }

    /// Who has much of the first feature or nothing known of the second leaves, give or take.
    fn rows() -> Vec<Row> {
        let row = |i: u32| {
            let first = f64::from(i * 37 % 101);
            let second = (!i.is_multiple_of(3)).then(|| f64::from(i * 53 % 17));
            (vec![Some(first), second, Some(2.5)], (first > 60.0 || second.is_none()) != i.is_multiple_of(11))
        };
        (0..600).map(row).collect()
    }

    #[test]
    fn what_has_no_answer_says_why() {
        let one = |value: f64, outcome: bool| (vec![Some(value)], outcome);
        let many = |outcome: fn(u32) -> bool| (0..100).map(|i| one(f64::from(i), outcome(i))).collect::<Vec<_>>();
        assert_eq!(fit(&[]), Err(Undefined::NoObservations));
        assert_eq!(fit(&[one(1.0, true), (vec![], false)]), Err(Undefined::Lengths));
        assert_eq!(fit(&[one(f64::NAN, true), one(1.0, false)]), Err(Undefined::NotFinite));
        assert_eq!(fit(&[one(-1e39, true), one(1.0, false)]), Err(Undefined::NotFinite));
        assert_eq!(fit(&many(|_| true)), Err(Undefined::OneOutcome));
        assert_eq!(fit(&many(|i| i < 9)), Err(Undefined::TooFew));
        let model = fit(&many(|i| i < 20)).unwrap();
        assert_eq!(model.ledger(&[]), Err(Undefined::Lengths));
        assert_eq!(model.ledger(&[Some(f64::INFINITY)]), Err(Undefined::NotFinite));
    }

    #[test]
    fn what_tells_nothing_leaves_the_share() {
        let alike: Vec<Row> = (0..40).map(|i| (vec![Some(7.0), None], i % 4 == 0)).collect();
        for rows in [alike, (0..40).map(|i| (vec![], i % 4 == 0)).collect()] {
            let model = fit(&rows).unwrap();
            let ledger = model.ledger(&rows[0].0).unwrap();
            assert_eq!((model.trees(), ledger.points.iter().all(|points| *points == 0.0)), (0, true));
            assert!((ledger.probability - 0.25).abs() < 1e-12);
        }
    }

    /// Whatever tells the outcome exactly, in numbers however large, leaves probabilities within 0 and 1.
    #[test]
    fn what_tells_the_outcome_exactly_is_no_certainty() {
        let rows: Vec<Row> = (0..100).map(|i| (vec![Some(f64::from(i) * 3e36)], i < 50)).collect();
        let model = fit(&rows).unwrap();
        let risk = |value: f64| model.ledger(&[Some(value)]).unwrap().probability;
        assert!(risk(0.0) > 0.9 && risk(0.0) < 1.0, "{}", risk(0.0));
        assert!(risk(3e38) < 0.1 && risk(3e38) > 0.0, "{}", risk(3e38));
        assert!(model.ledger(&[None]).unwrap().probability.is_finite());
    }

    /// Base and points are sums of as many doubles as there are leaves, some 800: rounding takes 1e-12 or so.
    #[test]
    fn base_and_points_sum_to_what_the_trees_say() {
        let (rows, model) = (rows(), fit(&rows()).unwrap());
        assert!(model.trees() > 10, "{}", model.trees());
        let mean_of_trees: f64 = model.trees.iter().map(Tree::mean).sum();
        let mut sum = 0.0;
        for (features, _) in &rows {
            let row: Vec<f32> = features.iter().map(|value| grow::single(*value).unwrap()).collect();
            let said = model.base - mean_of_trees + model.trees.iter().map(|tree| tree.say(&row)).sum::<f64>();
            let ledger = model.ledger(features).unwrap();
            assert!((ledger.base + ledger.points.iter().sum::<f64>() - said).abs() < 1e-10);
            assert!((ledger.probability - 1.0 / (1.0 + (-said).exp())).abs() < 1e-10);
            // The third feature never varies.
            assert_eq!(ledger.points[2], 0.0);
            sum += said;
        }
        assert!((model.base - sum / rows.len() as f64).abs() < 1e-10, "the base is the mean");
    }

    #[test]
    fn probabilities_are_kept() {
        let (rows, model) = (rows(), fit(&rows()).unwrap());
        let scored: Vec<_> =
            rows.iter().map(|(features, outcome)| (model.ledger(features).unwrap().probability, *outcome)).collect();
        assert!(crate::score::auc(&scored).unwrap() > 0.85);
        for band in crate::score::bands(&scored, 5, 0.99).unwrap() {
            assert!(band.interval.low <= band.foretold && band.foretold <= band.interval.high, "{band:?}");
        }
    }

    /// Cases that happen to be in another order are the same cases; sums are only rounded otherwise.
    #[test]
    fn the_same_cases_make_the_same_model() {
        let rows = rows();
        assert_eq!(fit(&rows), fit(&rows));
    }
}
