//! Forecasts of parts: the periods foretold of each, then how each was made and did on the periods held back.

use engine::{ForecastKind, PartForecasts};
use model::Message;

use super::shown::Shown;
use crate::render::{Cell, Format, List, Report, analysis};
use crate::run::Run;

/// All parts under one another; a file of rows has the periods foretold.
pub fn report(answer: &PartForecasts, by: &[String], run: &Run) -> Report {
    let columns = |own: &[&'static str]| -> Vec<String> {
        by.iter().map(String::as_str).chain(own.iter().copied()).map(str::to_owned).collect()
    };
    let list = |key: &'static str, own: &[&'static str], title: Message| {
        let columns = columns(own);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        List::new(key, &columns, run.language).titled(title, run.language)
    };
    let mut rows = list("rows", &["start", "end", "value", "low", "high"], Message::new("cli.forecast.rows"));
    let own = ["method", "mae", "mase", "covered"];
    let mut made = list("made", &own, Message::new("cli.forecast.parts"));
    for forecast in &answer.forecasts {
        let shown = Shown { answer: forecast, run };
        rows.rows.extend(shown.row_cells().map(|cells| analysis::cells(&forecast.by).chain(cells).collect::<Vec<_>>()));
        let holdout = &forecast.holdout;
        let error = match holdout.winner {
            ForecastKind::Smoothing => &holdout.smoothing,
            ForecastKind::SeasonalNaive | ForecastKind::Constant => &holdout.seasonal_naive,
        };
        let own = [
            Cell::text(shown.method()),
            shown.change(error.mae),
            error.mase.map_or(Cell::Null, Cell::Number),
            Cell::text(format!("{}/{}", error.covered, holdout.periods)),
        ];
        made.rows.push(analysis::cells(&forecast.by).chain(own).collect());
    }
    let mut without = list("without", &["why"], Message::new("cli.forecast.without"));
    for part in &answer.without {
        without.rows.push(analysis::cells(&part.by).chain([Cell::text(run.say(&part.why))]).collect());
    }
    let mut report = Report::default();
    if let Some(first) = answer.forecasts.first() {
        analysis::provenance(&first.provenance, &mut report, run);
    }
    report.lists.push(rows);
    if run.format == Format::Table {
        report.lists.extend([made, without].into_iter().filter(|list| !list.rows.is_empty()));
    }
    report
}
