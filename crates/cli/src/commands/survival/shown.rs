//! Survival for a person: the parts beside each other, thinned to what fits a page; and for a spreadsheet, every point.

use engine::{CoxModel, LifeUnit, Survival, SurvivalCurve, SurvivalPoint};
use model::Message;

use crate::render::analysis::{self, share};
use crate::render::{Cell, Column, List, Report, number};
use crate::run::Run;

/// The most rows of one curve, and the most columns of several beside each other, on a page.
const MOST_ROWS: u32 = 37;
const MOST_COLUMNS: u32 = 9;

/// The parts, the curves, and what explains and continues them.
pub fn report(answer: &Survival, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("unit", Cell::text(unit(answer.unit, run)), run.language);
    report.fact("observed_to", answer.observed_to.as_deref().map_or(Cell::Null, Cell::text), run.language);
    analysis::provenance(&answer.provenance, &mut report, run);
    if let Some(test) = &answer.log_rank {
        let (Some(chi2), Some(df), Some(p)) = (test.chi2, test.df, test.p) else {
            let why = test.reason.map_or(Cell::Null, |reason| Cell::Text(run.say(&Message::new(reason.key()))));
            report.fact("log_rank", why, run.language);
            return with_lists(report, answer, run);
        };
        let message = Message::new("cli.survival.log_rank").with("chi2", number::number(chi2)).with("df", df);
        report.fact("log_rank", Cell::Text(run.say(&message.with("p", chance(p)))), run.language);
    }
    with_lists(report, answer, run)
}

/// Every point, one a row.
pub fn points(answer: &Survival, run: &Run) -> Report {
    let own = ["t", "survival", "low", "high", "at_risk", "ended", "hazard", "cumulative_hazard"];
    let columns = analysis::columns(first(answer), &own);
    let mut list = List::new("points", &columns, run.language);
    for curve in &answer.curves {
        list.rows.extend(curve.points.iter().map(|point| analysis::cells(&curve.by).chain(told(point)).collect()));
    }
    Report { facts: Vec::new(), lists: vec![list] }
}

fn with_lists(mut report: Report, answer: &Survival, run: &Run) -> Report {
    report.lists.push(parts(answer, run));
    match answer.curves.as_slice() {
        [curve] => {
            report.lists.push(one_curve(curve, run));
            report.lists.extend(one_projection(curve, run));
        }
        curves => {
            let title = Message::new("cli.survival.points");
            report.lists.push(beside(("points", title), curves, run, |curve| {
                curve.points.iter().map(|point| (point.t, point.survival)).collect()
            }));
            if curves.iter().any(|curve| curve.projection.is_some()) {
                let title = Message::new("cli.survival.projection");
                report.lists.push(beside(("projection", title), curves, run, |curve| {
                    curve.projection.iter().flat_map(|fit| &fit.points).map(|point| (point.t, point.survival)).collect()
                }));
            }
        }
    }
    report.lists.extend(answer.cox.as_ref().map(|cox| effects(cox, run)));
    report
}

fn parts(answer: &Survival, run: &Run) -> List {
    let own = ["lifetimes", "ended", "median", "low", "high", "mean_until", "restricted_mean"];
    let mut list = List::new("curves", &analysis::columns(first(answer), &own), run.language);
    for curve in &answer.curves {
        let mean = &curve.restricted_mean;
        let own = [
            Cell::count(curve.n),
            Cell::count(curve.events),
            tenths(curve.median),
            tenths(curve.median_low),
            tenths(curve.median_high),
            Cell::count(mean.until.into()),
            tenths(mean.value),
        ];
        list.rows.push(analysis::cells(&curve.by).chain(own).collect());
    }
    list
}

fn one_curve(curve: &SurvivalCurve, run: &Run) -> List {
    let own = ["t", "survival", "low", "high", "at_risk", "ended", "hazard", "cumulative_hazard"];
    let mut list = List::new("points", &own, run.language).titled(Message::new("cli.survival.points"), run.language);
    let kept = thinned(curve.points.iter().map(|point| point.t), MOST_ROWS);
    let (mut ended, mut before) = (0, None);
    for point in &curve.points {
        ended += point.ended;
        if !kept.contains(&point.t) {
            continue;
        }
        // What ended, and its share, since the row above.
        let hazard = before.filter(|before| *before > 0.0).map(|before| 1.0 - point.survival / before);
        list.rows.push(told(&SurvivalPoint { ended, hazard, ..point.clone() }));
        (ended, before) = (0, Some(point.survival));
    }
    list
}

fn one_projection(curve: &SurvivalCurve, run: &Run) -> Option<List> {
    let fit = curve.projection.as_ref()?;
    let title = match (fit.reason, fit.alike) {
        (Some(reason), _) => {
            Message::new("cli.survival.projection_none").with_message("why", Message::new(reason.key()))
        }
        (None, true) => Message::new("cli.survival.projection_alike"),
        (None, false) => Message::new("cli.survival.projection_by")
            .with("alpha", number::number(fit.alpha.unwrap_or_default()))
            .with("beta", number::number(fit.beta.unwrap_or_default())),
    };
    let mut list = List::new("projection", &["t", "survival", "low", "high", "retention"], run.language)
        .titled(title, run.language);
    let kept = thinned(fit.points.iter().map(|point| point.t), MOST_ROWS);
    list.rows.extend(fit.points.iter().filter(|point| kept.contains(&point.t)).map(|point| {
        let shares = [Some(point.survival), point.low, point.high, Some(point.retention)];
        std::iter::once(Cell::count(point.t.into())).chain(shares.map(share)).collect()
    }));
    Some(list)
}

/// Parts as rows, some of the times as columns. A part that is not known so far has none there.
fn beside(
    (key, title): (&'static str, Message),
    curves: &[SurvivalCurve],
    run: &Run,
    of: impl Fn(&SurvivalCurve) -> Vec<(u32, f64)>,
) -> List {
    let cuts = curves.first().map(|curve| curve.by.as_slice());
    let mut list = List::new(key, &analysis::columns(cuts, &[]), run.language).titled(title, run.language);
    let told: Vec<Vec<(u32, f64)>> = curves.iter().map(of).collect();
    let longest = told.iter().max_by_key(|points| points.len());
    let times = longest.map(|points| thinned(points.iter().map(|(t, _)| *t), MOST_COLUMNS)).unwrap_or_default();
    list.columns.extend(times.iter().map(|t| Column { key: t.to_string(), title: t.to_string() }));
    for (curve, points) in curves.iter().zip(&told) {
        let at = |t: &u32| share(points.iter().find(|(own, _)| own == t).map(|(_, survival)| *survival));
        list.rows.push(analysis::cells(&curve.by).chain(times.iter().map(at)).collect());
    }
    list
}

fn effects(cox: &CoxModel, run: &Run) -> List {
    let columns =
        ["covariate", "is", "compared_with", "hazard_ratio", "low", "high", "coefficient", "standard_error", "p"];
    let title = match cox.reason {
        Some(reason) => Message::new("cli.survival.cox_none").with_message("why", Message::new(reason.key())),
        None => Message::new("cli.survival.cox")
            .with("n", number::count(i64::try_from(cox.n).unwrap_or(i64::MAX)))
            .with("left_out", cox.left_out)
            .with("concordance", number::decimals(cox.concordance.unwrap_or_default(), 3)),
    };
    let mut list = List::new("cox", &columns, run.language).titled(title, run.language);
    let number = |value: Option<f64>| value.map_or(Cell::Null, Cell::Number);
    let text = |text: &Option<String>| text.as_deref().map_or(Cell::Null, Cell::text);
    for effect in &cox.coefficients {
        list.rows.push(vec![
            Cell::text(&effect.covariate),
            text(&effect.value),
            text(&effect.reference),
            Cell::Number(effect.hazard_ratio),
            number(effect.low),
            number(effect.high),
            Cell::Number(effect.coefficient),
            Cell::Number(effect.standard_error),
            Cell::Text(chance(effect.p)),
        ]);
    }
    list
}

fn told(point: &SurvivalPoint) -> Vec<Cell> {
    vec![
        Cell::count(point.t.into()),
        Cell::Share(point.survival),
        share(point.low),
        share(point.high),
        Cell::count(point.at_risk),
        Cell::count(point.ended),
        share(point.hazard),
        Cell::Number(point.cumulative_hazard),
    ]
}

fn first(answer: &Survival) -> Option<&[(String, Option<String>)]> {
    answer.curves.first().map(|curve| curve.by.as_slice())
}

fn tenths(value: Option<f64>) -> Cell {
    value.map_or(Cell::Null, Cell::Tenths)
}

/// A probability as a person reads it: below a ten-thousandth only that.
fn chance(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { number::decimals(p, 4) }
}

fn unit(unit: LifeUnit, run: &Run) -> String {
    run.word(match unit {
        LifeUnit::Day => "cli.survival.unit.day",
        LifeUnit::Week => "cli.survival.unit.week",
        LifeUnit::Month => "cli.survival.unit.month",
    })
}

/// Of the units that a curve is told at those at equal distances, and the last, so that there are no more than so many.
fn thinned(units: impl Iterator<Item = u32> + Clone, most: u32) -> Vec<u32> {
    let Some(last) = units.clone().max() else { return Vec::new() };
    let steps = [1, 2, 3, 6, 12, 24, 30, 60, 90, 180, 365];
    let step = steps.into_iter().find(|step| last / step < most).unwrap_or(last.div_ceil(most).max(1));
    units.filter(|t| t % step == 0 || *t == last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_curve_is_thinned_to_even_distances_and_its_end() {
        assert_eq!(thinned(0..0, 9), Vec::<u32>::new());
        assert_eq!(thinned(0..4, 9), [0, 1, 2, 3]);
        assert_eq!(thinned(0..74, 9), [0, 12, 24, 36, 48, 60, 72, 73]);
        assert_eq!(thinned(1..37, 9), [6, 12, 18, 24, 30, 36]);
        assert!(thinned(0..3_701, 37).len() <= 38);
    }

    #[test]
    fn a_very_small_chance_is_said_to_be_small() {
        assert_eq!((chance(0.049_96), chance(1e-9)), ("0.0500".to_owned(), "< 0.0001".to_owned()));
    }
}
