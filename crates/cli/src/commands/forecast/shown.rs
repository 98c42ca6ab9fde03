//! A forecast for a person or a spreadsheet: what is expected, how both methods did, and what stands out in the past.

use catalog::Unit;
use engine::{ForecastKind, MetricForecast, Omission, OmittedPeriod};
use model::{Grain, Message};

use crate::render::{Cell, List, Report, analysis, in_unit, milliseconds, near};
use crate::run::Run;

/// The forecast first, then what it rests on.
pub fn report(answer: &MetricForecast, run: &Run) -> Report {
    let shown = Shown { answer, run };
    let mut report = Report::default();
    report.fact("method", Cell::text(shown.method()), run.language);
    if let (Some(first), Some(last)) = (answer.history.first(), answer.history.last()) {
        report.fact("made_from", Cell::text(shown.span(&first.start, &last.end, answer.history.len())), run.language);
    }
    analysis::provenance(&answer.provenance, &mut report, run);
    report.lists.push(shown.rows());
    report.lists.push(shown.judged());
    for list in [shown.changepoints(), shown.outliers(), shown.left_out()] {
        if !list.rows.is_empty() {
            report.lists.push(list);
        }
    }
    report
}

/// A forecast in its unit.
pub(super) struct Shown<'a> {
    pub answer: &'a MetricForecast,
    pub run: &'a Run,
}

impl Shown<'_> {
    fn rows(&self) -> List {
        let title = Message::new("cli.forecast.rows");
        let mut list = List::new("rows", &["start", "end", "value", "low", "high"], self.run.language);
        list = list.titled(title, self.run.language);
        list.rows = self.row_cells().map(Vec::from).collect();
        list
    }

    /// Each period foretold: start, end, value and interval.
    pub(super) fn row_cells(&self) -> impl Iterator<Item = [Cell; 5]> + '_ {
        self.answer.rows.iter().map(|row| {
            [
                Cell::text(&row.start),
                Cell::text(&row.end),
                self.of_unit(Some(row.value.to_f64())),
                self.of_unit(row.low),
                self.of_unit(row.high),
            ]
        })
    }

    /// How both methods did on the periods held back.
    fn judged(&self) -> List {
        let holdout = &self.answer.holdout;
        let title = Message::new("cli.forecast.holdout").with("start", &holdout.start).with("count", holdout.periods);
        let columns = ["method", "mae", "mase", "covered", "wins"];
        let mut list = List::new("holdout", &columns, self.run.language).titled(title, self.run.language);
        let both =
            [(ForecastKind::Smoothing, &holdout.smoothing), (ForecastKind::SeasonalNaive, &holdout.seasonal_naive)];
        for (kind, error) in both {
            list.rows.push(vec![
                Cell::text(self.run.word(word(kind))),
                self.change(error.mae),
                error.mase.map_or(Cell::Null, Cell::Number),
                Cell::text(format!("{}/{}", error.covered, holdout.periods)),
                Cell::Flag(holdout.winner == kind),
            ]);
        }
        list
    }

    fn changepoints(&self) -> List {
        let columns = ["start", "jump", "slope_before", "slope_after"];
        let mut list = self.list("changepoints", &columns, "cli.forecast.changepoints");
        for one in &self.answer.changepoints {
            let changes = [one.jump, one.slope_before, one.slope_after].map(|change| self.change(change));
            list.rows.push(std::iter::once(Cell::text(&one.start)).chain(changes).collect());
        }
        list
    }

    fn outliers(&self) -> List {
        let columns = ["start", "value", "expected", "deviations"];
        let mut list = self.list("outliers", &columns, "cli.forecast.outliers");
        for one in &self.answer.outliers {
            list.rows.push(vec![
                Cell::text(&one.start),
                in_unit(Some(one.value), self.answer.unit),
                self.of_unit(Some(one.expected)),
                one.score.map_or(Cell::Null, Cell::Tenths),
            ]);
        }
        list
    }

    fn left_out(&self) -> List {
        let mut list = self.list("left_out", &["start", "end", "why"], "cli.forecast.left_out");
        for one in &self.answer.left_out {
            list.rows.push(vec![Cell::text(&one.start), Cell::text(&one.end), Cell::text(self.why(one))]);
        }
        list
    }

    fn list(&self, key: &'static str, columns: &[&str], title: &'static str) -> List {
        List::new(key, columns, self.run.language).titled(Message::new(title), self.run.language)
    }

    fn why(&self, one: &OmittedPeriod) -> String {
        match (one.why, one.reason) {
            (Omission::Incomplete, _) => self.run.word("cli.forecast.incomplete"),
            (Omission::Immature, _) => self.run.word("cli.forecast.immature"),
            (Omission::NoValue, Some(reason)) => self.run.say(&reason.message()),
            (Omission::NoValue, None) => self.run.word("cli.forecast.no_value"),
        }
    }

    /// The method of the rows, and what it takes into account.
    pub(super) fn method(&self) -> String {
        let model = &self.answer.model;
        let key = match (model.kind, model.season) {
            (ForecastKind::Smoothing, 1) => "cli.forecast.method.smoothing",
            (ForecastKind::Smoothing, _) => "cli.forecast.method.smoothing_season",
            (ForecastKind::SeasonalNaive, 1) => "cli.forecast.method.naive",
            (ForecastKind::SeasonalNaive, _) => "cli.forecast.method.seasonal_naive",
            (ForecastKind::Constant, _) => "cli.forecast.method.constant",
        };
        let name = model.smoothing.as_ref().map_or("", |smoothing| smoothing.name);
        self.run.say(&Message::new(key).with("name", name).with("season", model.season))
    }

    fn span(&self, start: &str, end: &str, count: usize) -> String {
        let message = Message::new("cli.forecast.span").with("start", start).with("end", end).with("count", count);
        let grain = Message::new(match self.answer.grain {
            Grain::Day => "cli.forecast.grain.day",
            Grain::Week => "cli.forecast.grain.week",
            Grain::Month => "cli.forecast.grain.month",
            Grain::Quarter => "cli.forecast.grain.quarter",
            Grain::Year => "cli.forecast.grain.year",
        });
        self.run.say(&message.with_message("grain", grain))
    }

    /// A number of floating point in the metric's unit.
    fn of_unit(&self, number: Option<f64>) -> Cell {
        match (self.answer.unit, number) {
            (Unit::Duration, Some(number)) => milliseconds(number),
            (unit, number) => near(number, unit, self.answer.history.last().map(|row| row.value)),
        }
    }

    /// A change or a distance, of a share in percentage points.
    pub(super) fn change(&self, change: f64) -> Cell {
        match self.of_unit(Some(change)) {
            Cell::Share(points) => Cell::SharePoints(points),
            cell => cell,
        }
    }
}

fn word(kind: ForecastKind) -> &'static str {
    match kind {
        ForecastKind::Smoothing => "cli.forecast.kind.smoothing",
        ForecastKind::SeasonalNaive => "cli.forecast.kind.seasonal_naive",
        ForecastKind::Constant => "cli.forecast.kind.constant",
    }
}
