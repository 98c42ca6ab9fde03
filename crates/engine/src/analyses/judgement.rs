//! How well scores foretold what came later: told with every score, since a score that was never held against anything is a
//! guess.
//!
//! A customer may be scored on several days. Those scores resemble each other, and intervals are as wide as so many customers
//! make them, not so many scores.

use std::collections::BTreeSet;

use serde::Serialize;
use stats::score::{Scored, auc, bands, calibration, clustered_auc_interval};

use crate::Reason;
use crate::interval::LEVEL;

/// A score's model, and how it did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreModel {
    /// How scores are made: `points`, `logistic` or `boosted`.
    pub kind: &'static str,
    /// What it was held against; `None` where there was nothing yet.
    pub tested: Option<Tested>,
    /// The chance that somebody to whom it happened was ranked as likelier than somebody to whom it did not: 0.5 is a guess,
    /// 1 is never wrong.
    pub auc: Option<f64>,
    /// 95 % interval of `auc`.
    pub auc_low: Option<f64>,
    pub auc_high: Option<f64>,
    /// By tenths of the customers, the likeliest first.
    pub lift: Vec<Tenth>,
    /// By fifths of the scale.
    pub calibration: Vec<Fifth>,
    /// The mean squared error of probabilities; `None` where the scores are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brier: Option<f64>,
    /// How another model did on the same test, where that was cheap to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<ModelBeside>,
    /// Why it could not be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Another model, held against the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModelBeside {
    pub kind: &'static str,
    /// As of the model that it stands beside.
    pub auc: Option<f64>,
    pub auc_low: Option<f64>,
    pub auc_high: Option<f64>,
    pub brier: Option<f64>,
}

/// What scores were held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tested {
    /// The days at whose start customers were scored, with what was known then.
    pub at: Vec<String>,
    /// How many days later it was looked whether it had happened.
    pub horizon_days: i64,
    /// Scores held against what happened; a customer has one for each of the days.
    pub scores: u64,
    /// To how many it happened.
    pub happened: u64,
}

/// A tenth of the customers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tenth {
    /// 1 holds the likeliest.
    pub tenth: usize,
    pub customers: u64,
    /// The mean score.
    pub score: f64,
    /// The share to whom it happened, with its 95 % interval.
    pub happened: f64,
    pub low: f64,
    pub high: f64,
    /// `happened` over the share of all.
    pub lift: f64,
    /// The share of all to whom it happened who are in this tenth or a likelier one.
    pub captured: f64,
}

/// A fifth of the scale; the first also holds lower scores, the last higher ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fifth {
    pub from: f64,
    pub to: f64,
    pub customers: u64,
    /// The mean score of those in it; `None` where nobody is.
    pub score: Option<f64>,
    /// The share to whom it happened, with its 95 % interval.
    pub happened: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// What a score is, as far as it matters to what it foretells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ScoreScale {
    /// 0 to 100, and the lower the likelier.
    Points,
    /// A probability, of a model of this kind.
    Probability(&'static str),
    /// Points of leads, and the higher the likelier; so many is the end of the scale.
    Leads { most: f64 },
}

impl ScoreScale {
    const fn kind(self) -> &'static str {
        match self {
            Self::Points | Self::Leads { .. } => ScoreModel::POINTS,
            Self::Probability(kind) => kind,
        }
    }

    const fn highest(self) -> f64 {
        match self {
            Self::Points => 100.0,
            Self::Probability(_) => 1.0,
            Self::Leads { most } => most,
        }
    }

    /// Higher for the likelier.
    fn likelihood(self, score: f64) -> f64 {
        match self {
            Self::Points => -score,
            Self::Probability(_) | Self::Leads { .. } => score,
        }
    }
}

impl ScoreModel {
    /// The kind of scores that are sums of points by rules; the others are probabilities.
    const POINTS: &'static str = "points";

    /// Whether scores are probabilities.
    #[must_use]
    pub fn is_probability(&self) -> bool {
        self.kind != Self::POINTS
    }

    /// A model that could not be held against anything.
    pub fn untested(scale: ScoreScale, reason: Reason) -> Self {
        Self {
            kind: scale.kind(),
            tested: None,
            auc: None,
            auc_low: None,
            auc_high: None,
            lift: Vec::new(),
            calibration: Vec::new(),
            brier: None,
            beside: None,
            reason: Some(reason),
        }
    }

    /// Holds scores against what happened to those who had them; each with a number for whose it is.
    pub fn judge(scale: ScoreScale, owned: &[(u32, Scored)], (at, horizon_days): (Vec<String>, i64)) -> Self {
        let scored: Vec<Scored> = owned.iter().map(|(_, scored)| *scored).collect();
        let owners: Vec<u32> = owned.iter().map(|(owner, _)| *owner).collect();
        let ranked: Vec<Scored> = scored.iter().map(|(score, it)| (scale.likelihood(*score), *it)).collect();
        let happened = scored.iter().filter(|(_, it)| *it).count() as u64;
        let area = auc(&ranked);
        let interval = clustered_auc_interval(&ranked, &owners, LEVEL).ok();
        // Of scores that one customer has several of, so many tell as much as one.
        let customers = owners.iter().collect::<BTreeSet<_>>().len();
        let telling = customers as f64 / scored.len().max(1) as f64;
        Self {
            kind: scale.kind(),
            tested: Some(Tested { at, horizon_days, scores: scored.len() as u64, happened }),
            auc: area.ok(),
            auc_low: interval.map(|interval| interval.low),
            auc_high: interval.map(|interval| interval.high),
            lift: tenths(scale, &ranked, telling),
            calibration: fifths(scale, &scored, telling),
            brier: match scale {
                ScoreScale::Probability(_) => calibration(&scored).ok().map(|found| found.brier),
                ScoreScale::Points | ScoreScale::Leads { .. } => None,
            },
            beside: None,
            reason: area.err().map(Reason::from),
        }
    }
}

impl From<&ScoreModel> for ModelBeside {
    fn from(model: &ScoreModel) -> Self {
        let ScoreModel { kind, auc, auc_low, auc_high, brier, .. } = *model;
        Self { kind, auc, auc_low, auc_high, brier }
    }
}

fn tenths(scale: ScoreScale, ranked: &[Scored], telling: f64) -> Vec<Tenth> {
    let bands = bands(ranked, 10, LEVEL).unwrap_or_default();
    let told = bands.into_iter().enumerate().map(|(index, band)| {
        let interval = stats::wilson_share(band.happened.min(1.0), band.customers as f64 * telling, LEVEL);
        let interval = interval.unwrap_or(band.interval);
        Tenth {
            tenth: index + 1,
            customers: band.customers,
            score: scale.likelihood(band.foretold),
            happened: band.happened,
            low: interval.low,
            high: interval.high,
            lift: band.lift,
            captured: band.captured,
        }
    });
    told.collect()
}

fn fifths(scale: ScoreScale, scored: &[Scored], telling: f64) -> Vec<Fifth> {
    let width = scale.highest() / 5.0;
    let fifth = |index: u32| {
        let (from, to) = (f64::from(index) * width, f64::from(index + 1) * width);
        let is_last = index == 4;
        // Points of leads may be below zero, and above the most that rules bring once each.
        let within = |score: f64| (score >= from || index == 0) && (score < to || is_last);
        let those: Vec<&Scored> = scored.iter().filter(|(score, _)| within(*score)).collect();
        let customers = those.len() as u64;
        let happened = those.iter().filter(|(_, it)| *it).count() as u64;
        let share = |count: f64| (customers > 0).then(|| count / customers as f64);
        let interval =
            share(happened as f64).and_then(|own| stats::wilson_share(own, customers as f64 * telling, LEVEL).ok());
        Fifth {
            from,
            to,
            customers,
            score: share(those.iter().map(|(score, _)| score).sum()),
            happened: share(happened as f64),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }
    };
    if scored.is_empty() { Vec::new() } else { (0..5).map(fifth).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everybody's only score.
    fn each(scored: &[Scored]) -> Vec<(u32, Scored)> {
        (0..).zip(scored.iter().copied()).collect()
    }

    /// A hundred customers with the same score and the same end on each of four days: as sure as on one.
    #[test]
    fn four_scores_of_one_customer_are_as_sure_as_one() {
        let one: Vec<Scored> = (0..100).map(|i| (f64::from(i), i * 7 % 10 < 3)).collect();
        let four: Vec<(u32, Scored)> = each(&one).into_iter().cycle().take(400).collect();
        let judged = |owned: &[(u32, Scored)]| ScoreModel::judge(ScoreScale::Points, owned, (Vec::new(), 90));
        let (one, four) = (judged(&each(&one)), judged(&four));
        let close = |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs() < 1e-12;
        assert!(close(one.auc_low, four.auc_low) && close(one.auc_high, four.auc_high));
        for (one, four) in one.calibration.iter().zip(&four.calibration) {
            assert_eq!(four.customers, 4 * one.customers);
            assert!(close(one.low, four.low) && close(one.high, four.high));
        }
        let (one, four) = (one.lift[0], four.lift[0]);
        assert!(close(Some(one.low), Some(four.low)) && one.high - one.low > 0.1);
    }

    #[test]
    fn low_points_foretell_leaving() {
        let scored: Vec<Scored> = (0..100).map(|i| (f64::from(i), i < 20)).collect();
        let found = ScoreModel::judge(ScoreScale::Points, &each(&scored), (Vec::new(), 90));
        assert_eq!((found.auc, found.kind), (Some(1.0), "points"));
        assert_eq!((found.lift[0].score, found.lift[0].happened, found.lift[0].lift), (4.5, 1.0, 5.0));
        assert_eq!(found.lift[1].captured, 1.0);
        assert_eq!((found.calibration[0].happened, found.calibration[1].happened), (Some(1.0), Some(0.0)));
        assert_eq!(found.calibration[4].customers, 20);
        let below: Vec<Scored> = [-12.0, 3.0, 51.0, 240.0].map(|score| (score, score > 50.0)).to_vec();
        let leads = ScoreModel::judge(ScoreScale::Leads { most: 100.0 }, &each(&below), (Vec::new(), 90));
        let counts: Vec<u64> = leads.calibration.iter().map(|fifth| fifth.customers).collect();
        assert_eq!((counts, leads.calibration[0].score), (vec![2, 0, 1, 0, 1], Some(-4.5)));
        // Nobody left of whom it was foretold at a tenth: the error is known, how they are ranked is not.
        let stayed = [(0.1, false), (0.1, false)];
        let stayed = ScoreModel::judge(ScoreScale::Probability("logistic"), &each(&stayed), (Vec::new(), 90));
        assert!((stayed.brier.unwrap() - 0.01).abs() < 1e-12 && stayed.auc.is_none());
        let nobody = ScoreModel::judge(ScoreScale::Points, &[(1, (50.0, false))], (Vec::new(), 90));
        assert_eq!((nobody.auc, nobody.reason), (None, Some(Reason::TooFew)));
    }
}
