//! An experiment for a person: the variants, then each treatment against the control. For a spreadsheet one row a variant.

use catalog::Unit;
use engine::{Experiment, Judged, OutcomeValue, Planned, Reason};

use crate::render::analysis;
use crate::render::{Cell, Format, List, Names, Report};
use crate::run::Run;

const VARIANT: [&str; 6] = ["variant", "exposed", "matured", "mean", "low", "high"];
const JUDGED: [&str; 10] = [
    "effect",
    "effect_low",
    "effect_high",
    "relative_effect",
    "p",
    "p_adjusted",
    "always_valid_p",
    "always_valid_low",
    "always_valid_high",
    "reason",
];
const ADJUSTED: [&str; 5] = ["adjusted_effect", "adjusted_low", "adjusted_high", "adjusted_p", "variance_removed"];

/// The variants, and what tells them apart.
pub fn report(answer: &Experiment, names: &Names<'_>, run: &Run) -> Report {
    let shown = Shown { answer, run };
    let mut report = Report::default();
    report.fact("experiment", Cell::text(&answer.experiment), run.language);
    report.fact("metric", Cell::text(names.title(&answer.metric)), run.language);
    report.fact("window", Cell::Duration(answer.window_days.saturating_mul(86_400_000)), run.language);
    report.fact("control", Cell::text(&answer.control), run.language);
    report.fact("split_as_meant", Cell::Flag(answer.sample_ratio.holds), run.language);
    report.fact("split_p", shown.p(Some(answer.sample_ratio.p)), run.language);
    report.fact("crossed_over", Cell::count(answer.crossed_over), run.language);
    report.fact("immature", Cell::count(answer.immature), run.language);
    report.fact("smallest_effect", shown.amount(answer.smallest_effect), run.language);
    analysis::provenance(&answer.provenance, &mut report, run);
    let is_table = run.format == Format::Table;
    let own: Vec<&str> =
        if is_table { VARIANT.to_vec() } else { VARIANT.iter().chain(&JUDGED).chain(&ADJUSTED).copied().collect() };
    let mut variants = List::new("variants", &own, run.language);
    for variant in &answer.variants {
        let mut row = vec![
            Cell::text(&variant.variant),
            Cell::count(variant.exposed),
            Cell::count(variant.n),
            shown.amount(variant.mean),
            shown.amount(variant.low),
            shown.amount(variant.high),
        ];
        if !is_table {
            let judged = answer.comparisons.iter().find(|one| one.variant == variant.variant);
            let judged = judged.map(|one| one.judged.clone()).unwrap_or_default();
            row.extend(shown.judged(&judged));
            row.extend(shown.adjusted(&judged));
        }
        variants.rows.push(row);
    }
    report.lists.push(variants);
    if is_table {
        report.lists.extend(shown.comparisons());
    }
    report
}

/// How large an experiment has to be.
pub fn planned(planned: &Planned, run: &Run) -> Report {
    let mut report = Report::default();
    let outcome = |value: f64| if planned.deviation.is_some() { Cell::Number(value) } else { Cell::Share(value) };
    report.fact("baseline", outcome(planned.baseline), run.language);
    report.fact("effect", outcome(planned.effect), run.language);
    report.fact("level", Cell::Share(planned.level), run.language);
    report.fact("power", Cell::Share(planned.power), run.language);
    report.fact("variants", Cell::count(planned.variants.into()), run.language);
    report.fact("customers_per_variant", Cell::count(planned.customers_per_variant), run.language);
    report.fact("customers", Cell::count(planned.customers), run.language);
    if let Some(days) = planned.days {
        report.fact("days_needed", Cell::count(days), run.language);
    }
    report
}

/// An answer in its unit.
struct Shown<'a> {
    answer: &'a Experiment,
    run: &'a Run,
}

impl Shown<'_> {
    /// Each treatment, and once more with what customers did before taken off where that was asked for.
    fn comparisons(&self) -> Vec<List> {
        let several = self.answer.comparisons.len() > 1;
        let lacking = self.answer.comparisons.iter().any(|one| reason(&one.judged).is_some());
        let kept = |key: &str| match key {
            "p_adjusted" => several,
            "reason" => lacking,
            _ => true,
        };
        let columns: Vec<&str> = std::iter::once("variant").chain(JUDGED).filter(|key| kept(key)).collect();
        let mut judged = List::new("comparisons", &columns, self.run.language);
        for comparison in &self.answer.comparisons {
            let cells = JUDGED.iter().zip(self.judged(&comparison.judged)).filter(|(key, _)| kept(key));
            let cells = cells.map(|(_, cell)| cell);
            judged.rows.push(std::iter::once(Cell::text(&comparison.variant)).chain(cells).collect());
        }
        let mut lists = vec![judged];
        if self.answer.covariate_window_days.is_some() {
            let columns: Vec<&str> = std::iter::once("variant").chain(ADJUSTED).collect();
            let mut adjusted = List::new("adjusted", &columns, self.run.language)
                .titled(model::Message::new("cli.experiment.adjusted"), self.run.language);
            for comparison in &self.answer.comparisons {
                let cells = self.adjusted(&comparison.judged);
                adjusted.rows.push(std::iter::once(Cell::text(&comparison.variant)).chain(cells).collect());
            }
            lists.push(adjusted);
        }
        lists
    }

    fn judged(&self, judged: &Judged) -> [Cell; 10] {
        let valid = judged.always_valid;
        [
            self.amount(judged.effect.map(|effect| effect.value)),
            self.amount(judged.effect.map(|effect| effect.low)),
            self.amount(judged.effect.map(|effect| effect.high)),
            judged.relative_effect.map_or(Cell::Null, Cell::Share),
            self.p(judged.p),
            self.p(judged.p_adjusted),
            self.p(valid.map(|valid| valid.p)),
            self.amount(valid.map(|valid| valid.low)),
            self.amount(valid.map(|valid| valid.high)),
            reason(judged).map_or(Cell::Null, |reason| match self.run.format {
                Format::Table => Cell::text(self.run.say(&reason.message())),
                _ => Cell::text(reason.as_str()),
            }),
        ]
    }

    fn adjusted(&self, judged: &Judged) -> [Cell; 5] {
        let adjusted = judged.adjusted;
        [
            self.amount(adjusted.map(|adjusted| adjusted.effect.value)),
            self.amount(adjusted.map(|adjusted| adjusted.effect.low)),
            self.amount(adjusted.map(|adjusted| adjusted.effect.high)),
            self.p(adjusted.map(|adjusted| adjusted.p)),
            adjusted.map_or(Cell::Null, |adjusted| Cell::Share(adjusted.variance_removed)),
        ]
    }

    /// A mean or effect in the unit of the outcome.
    fn amount(&self, value: Option<OutcomeValue>) -> Cell {
        match (value, self.answer.unit) {
            (None, _) => Cell::Null,
            (Some(OutcomeValue::Money(money)), _) => Cell::Money(money),
            (Some(OutcomeValue::Plain(value)), Unit::Share) => Cell::Share(value),
            (Some(OutcomeValue::Plain(value)), Unit::Duration) => crate::render::milliseconds(value),
            (Some(OutcomeValue::Plain(value)), _) => Cell::Number(value),
        }
    }

    /// A probability: exact for a program; a person is not shown a zero that is none.
    fn p(&self, p: Option<f64>) -> Cell {
        match p {
            Some(p) if p < 0.0001 && self.run.format == Format::Table => Cell::text("< 0.0001"),
            Some(p) => Cell::Number(p),
            None => Cell::Null,
        }
    }
}

/// Why something is missing: the comparison, or only what may be looked at at any time.
fn reason(judged: &Judged) -> Option<Reason> {
    judged.reason.or(judged.always_valid_reason)
}
