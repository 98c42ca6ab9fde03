//! How well scores foretold what came later: told with every score, since a score that was never held against anything is a
//! guess.

use serde::Serialize;
use stats::score::{Scored, auc, auc_interval, bands, calibration};

use crate::Reason;
use crate::interval::LEVEL;

/// A score's model, and how it did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreModel {
    /// How scores are made: `points` or `logistic`.
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
    /// Why it could not be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
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

/// A fifth of the scale.
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
    /// A probability.
    Probability,
    /// Points of leads, and the higher the likelier; so many is the end of the scale.
    Leads { most: f64 },
}

impl ScoreScale {
    const fn kind(self) -> &'static str {
        match self {
            Self::Points | Self::Leads { .. } => "points",
            Self::Probability => "logistic",
        }
    }

    const fn highest(self) -> f64 {
        match self {
            Self::Points => 100.0,
            Self::Probability => 1.0,
            Self::Leads { most } => most,
        }
    }

    /// Higher for the likelier.
    fn likelihood(self, score: f64) -> f64 {
        match self {
            Self::Points => -score,
            Self::Probability | Self::Leads { .. } => score,
        }
    }
}

impl ScoreModel {
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
            reason: Some(reason),
        }
    }

    /// Holds scores against what happened to those who had them.
    pub fn judge(scale: ScoreScale, scored: &[Scored], (at, horizon_days): (Vec<String>, i64)) -> Self {
        let ranked: Vec<Scored> = scored.iter().map(|(score, it)| (scale.likelihood(*score), *it)).collect();
        let happened = scored.iter().filter(|(_, it)| *it).count() as u64;
        let area = auc(&ranked);
        let interval = auc_interval(&ranked, LEVEL).ok();
        Self {
            kind: scale.kind(),
            tested: Some(Tested { at, horizon_days, scores: scored.len() as u64, happened }),
            auc: area.ok(),
            auc_low: interval.map(|interval| interval.low),
            auc_high: interval.map(|interval| interval.high),
            lift: tenths(scale, &ranked),
            calibration: fifths(scale, scored),
            brier: match scale {
                ScoreScale::Probability => calibration(scored).ok().map(|found| found.brier),
                ScoreScale::Points | ScoreScale::Leads { .. } => None,
            },
            reason: area.err().map(Reason::from),
        }
    }
}

fn tenths(scale: ScoreScale, ranked: &[Scored]) -> Vec<Tenth> {
    let bands = bands(ranked, 10, LEVEL).unwrap_or_default();
    let told = bands.into_iter().enumerate().map(|(index, band)| Tenth {
        tenth: index + 1,
        customers: band.customers,
        score: scale.likelihood(band.foretold),
        happened: band.happened,
        low: band.interval.low,
        high: band.interval.high,
        lift: band.lift,
        captured: band.captured,
    });
    told.collect()
}

fn fifths(scale: ScoreScale, scored: &[Scored]) -> Vec<Fifth> {
    let width = scale.highest() / 5.0;
    let fifth = |index: u32| {
        let (from, to) = (f64::from(index) * width, f64::from(index + 1) * width);
        let is_last = index == 4;
        let within = |score: f64| score >= from && (score < to || is_last);
        let those: Vec<&Scored> = scored.iter().filter(|(score, _)| within(*score)).collect();
        let customers = those.len() as u64;
        let happened = those.iter().filter(|(_, it)| *it).count() as u64;
        let share = |count: f64| (customers > 0).then(|| count / customers as f64);
        let interval = stats::wilson(happened, customers, LEVEL).ok();
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

    #[test]
    fn low_points_foretell_leaving() {
        let scored: Vec<Scored> = (0..100).map(|i| (f64::from(i), i < 20)).collect();
        let found = ScoreModel::judge(ScoreScale::Points, &scored, (Vec::new(), 90));
        assert_eq!((found.auc, found.kind), (Some(1.0), "points"));
        assert_eq!((found.lift[0].score, found.lift[0].happened, found.lift[0].lift), (4.5, 1.0, 5.0));
        assert_eq!(found.lift[1].captured, 1.0);
        assert_eq!((found.calibration[0].happened, found.calibration[1].happened), (Some(1.0), Some(0.0)));
        assert_eq!(found.calibration[4].customers, 20);
        let nobody = ScoreModel::judge(ScoreScale::Points, &[(50.0, false)], (Vec::new(), 90));
        assert_eq!((nobody.auc, nobody.reason), (None, Some(Reason::TooFew)));
    }
}
