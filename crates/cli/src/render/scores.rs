//! What scores of every kind show alike: how well they foretold.

use engine::ScoreModel;
use model::Message;

use super::analysis::share;
use super::{Cell, List, Report};
use crate::run::Run;

/// What scores foretell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foretold {
    Leaving,
    Winning,
}

impl Foretold {
    /// The keys of the columns that say who is counted, how many it came true of, which share, and how many of all.
    const fn keys(self) -> [&'static str; 4] {
        match self {
            Self::Leaving => ["customers", "left", "left_share", "left_captured"],
            Self::Winning => ["open_leads", "won", "won_share", "won_captured"],
        }
    }

    fn titles(self) -> [Message; 2] {
        match self {
            Self::Leaving => [Message::new("cli.score.left_lift"), Message::new("cli.score.left_calibration")],
            Self::Winning => [Message::new("cli.score.won_lift"), Message::new("cli.score.won_calibration")],
        }
    }
}

/// Adds whether all is known that scores are made of, and otherwise to which instant they are made.
pub fn known((complete, known_to): (bool, Option<&str>), report: &mut Report, run: &Run) {
    report.fact("complete", Cell::Flag(complete), run.language);
    if let (false, Some(known_to)) = (complete, known_to) {
        report.fact("known_until", Cell::text(known_to), run.language);
    }
}

/// A model's name for a person; of a kind that is none, the kind.
pub fn name(kind: &str, run: &Run) -> String {
    match kind {
        "logistic" => run.word("cli.score.logistic"),
        "boosted" => run.word("cli.score.boosted"),
        other => other.to_owned(),
    }
}

/// Adds in short what a score's test came to.
pub fn model((model, foretold): (&ScoreModel, Foretold), report: &mut Report, run: &Run) {
    if let Some(tested) = &model.tested {
        report.fact("tested_at", Cell::text(tested.at.join(", ")), run.language);
        report.fact("observed_for", Cell::Duration(tested.horizon_days.saturating_mul(86_400_000)), run.language);
        report.fact("tested", Cell::count(tested.scores), run.language);
        report.fact(foretold.keys()[1], Cell::count(tested.happened), run.language);
    }
    let number = |value: Option<f64>| value.map_or(Cell::Null, Cell::Number);
    report.fact("auc", number(model.auc), run.language);
    report.fact("auc_low", number(model.auc_low), run.language);
    report.fact("auc_high", number(model.auc_high), run.language);
    if model.brier.is_some() {
        report.fact("brier", number(model.brier), run.language);
    }
    if let Some(beside) = model.beside {
        report.fact("beside", Cell::text(name(beside.kind, run)), run.language);
        report.fact("beside_auc", number(beside.auc), run.language);
        report.fact("beside_auc_low", number(beside.auc_low), run.language);
        report.fact("beside_auc_high", number(beside.auc_high), run.language);
        report.fact("beside_brier", number(beside.brier), run.language);
    }
    if let Some(reason) = model.reason {
        report.fact("reason", Cell::text(run.say(&reason.message())), run.language);
    }
}

/// The tests in full: by tenths of the customers and by fifths of the scale.
pub fn tests((model, foretold): (&ScoreModel, Foretold), run: &Run) -> Vec<List> {
    let ([counted, _, happened, captured], [lift, calibration]) = (foretold.keys(), foretold.titles());
    let is_probability = model.is_probability();
    let score = |value: f64| if is_probability { Cell::Share(value) } else { Cell::Tenths(value) };
    let columns = ["tenth", counted, "score", happened, "low", "high", "lift", captured];
    let mut tenths = List::new("lift", &columns, run.language).titled(lift, run.language);
    for tenth in &model.lift {
        tenths.rows.push(vec![
            Cell::count(tenth.tenth as u64),
            Cell::count(tenth.customers),
            score(tenth.score),
            Cell::Share(tenth.happened),
            Cell::Share(tenth.low),
            Cell::Share(tenth.high),
            Cell::Number(tenth.lift),
            Cell::Share(tenth.captured),
        ]);
    }
    let columns = ["score_from", "score_to", counted, "score", happened, "low", "high"];
    let mut fifths = List::new("calibration", &columns, run.language).titled(calibration, run.language);
    for fifth in &model.calibration {
        fifths.rows.push(vec![
            score(fifth.from),
            score(fifth.to),
            Cell::count(fifth.customers),
            fifth.score.map_or(Cell::Null, score),
            share(fifth.happened),
            share(fifth.low),
            share(fifth.high),
        ]);
    }
    [tenths, fifths].into_iter().filter(|list| !list.rows.is_empty()).collect()
}
