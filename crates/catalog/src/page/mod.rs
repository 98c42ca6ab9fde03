//! A metric's page in Markdown, in either language: the documentation, and what `tenure metrics ID` prints.

mod examples;
mod index;
mod labels;
mod markdown;
mod parts;
mod tables;

pub use tables::tables_page;

use labels::{filled, label};
use markdown::{Page, code};

use crate::catalog::Catalog;
use crate::formula::Count;
use crate::metric::{Area, Benchmark, Better, Interval, Metric, ParamValue, Unit};
use crate::words::Tongue;

impl Catalog {
    /// A metric's page in Markdown; none for an id the catalog does not have.
    #[must_use]
    pub fn page(&self, id: &str, tongue: Tongue) -> Option<String> {
        let metric = self.metrics.get(id)?;
        let mut page = Page::default();
        page.heading(1, metric.title.say(tongue));
        page.block(&format!("> {}", metric.question.say(tongue)));
        page.table(
            &[
                label("id", tongue),
                label("area", tongue),
                label("unit", tongue),
                label("better", tongue),
                label("interval", tongue),
            ],
            &[vec![
                code(&metric.id),
                metric.area.label(tongue).to_owned(),
                metric.unit.label(tongue).to_owned(),
                metric.better.label(tongue).to_owned(),
                metric.interval.label(tongue).to_owned(),
            ]],
        );
        formula(&mut page, metric, tongue);
        parts::write(&mut page, self, metric, tongue);
        params(&mut page, metric, tongue);
        rules(&mut page, metric, tongue);
        benchmarks(&mut page, &metric.benchmarks, tongue);
        examples::write(&mut page, metric, tongue);
        page.heading(2, label("source", tongue));
        page.block(&metric.source);
        Some(page.done())
    }
}

fn formula(page: &mut Page, metric: &Metric, tongue: Tongue) {
    page.heading(2, label("formula", tongue));
    page.code(&metric.formula.text);
    for (key, words) in [("numerator", &metric.numerator), ("denominator", &metric.denominator)] {
        if let Some(words) = words {
            page.block(&format!("**{}**: {}", label(key, tongue), words.say(tongue)));
        }
    }
    if !metric.also.is_empty() {
        page.heading(3, label("beside", tongue));
        let rows: Vec<_> = metric.also.iter().map(|(name, formula)| vec![code(name), code(&formula.text)]).collect();
        page.table(&[label("name", tongue), label("formula", tongue)], &rows);
    }
}

fn params(page: &mut Page, metric: &Metric, tongue: Tongue) {
    if metric.params.is_empty() {
        return;
    }
    page.heading(2, label("params", tongue));
    let rows: Vec<_> = metric
        .params
        .iter()
        .map(|(name, param)| {
            let default = match &param.default {
                Some(ParamValue::Number(text) | ParamValue::Text(text)) => code(text),
                None => label("must_be_said", tongue).to_owned(),
            };
            let about = param.about.as_ref().map_or("", |about| about.say(tongue));
            vec![code(name), default, about.to_owned()]
        })
        .collect();
    page.table(&[label("name", tongue), label("default", tongue), label("meaning", tongue)], &rows);
}

fn rules(page: &mut Page, metric: &Metric, tongue: Tongue) {
    if let Some(matures) = &metric.matures {
        page.heading(2, label("matures", tongue));
        let days = match &matures.window_days {
            Count::Literal(days) => days.to_string(),
            Count::Param(name) => code(&format!("${name}")),
        };
        page.block(&filled("matures_text", tongue, &[("after", &matures.after), ("days", &days)]));
    }
    for (key, words) in [("edges", &metric.edge), ("notes", &metric.notes)] {
        if let Some(words) = words {
            page.heading(2, label(key, tongue));
            page.block(words.say(tongue));
        }
    }
}

fn benchmarks(page: &mut Page, benchmarks: &[Benchmark], tongue: Tongue) {
    if benchmarks.is_empty() {
        return;
    }
    page.heading(2, label("benchmarks", tongue));
    let rows: Vec<_> = benchmarks
        .iter()
        .map(|benchmark| {
            let range = match (&benchmark.low, &benchmark.high) {
                (Some(low), Some(high)) => filled("between", tongue, &[("low", low), ("high", high)]),
                (Some(low), None) => filled("at_least", tongue, &[("value", low)]),
                (None, Some(high)) => filled("at_most", tongue, &[("value", high)]),
                (None, None) => String::new(),
            };
            let period = benchmark.period.clone().unwrap_or_default();
            vec![benchmark.group.say(tongue).to_owned(), range, period, benchmark.source.clone()]
        })
        .collect();
    let head = [label("group", tongue), label("range", tongue), label("period", tongue), label("source", tongue)];
    page.table(&head, &rows);
}

impl Area {
    /// The area's name for people.
    #[must_use]
    pub fn label(self, tongue: Tongue) -> &'static str {
        let key = match self {
            Self::Acquisition => "areas.acquisition",
            Self::Retention => "areas.retention",
            Self::Product => "areas.product",
            Self::Satisfaction => "areas.satisfaction",
            Self::Sales => "areas.sales",
            Self::Value => "areas.value",
        };
        label(key, tongue)
    }
}

impl Unit {
    /// The unit's name for people.
    #[must_use]
    pub fn label(self, tongue: Tongue) -> &'static str {
        let key = match self {
            Self::Share => "units.share",
            Self::Points => "units.points",
            Self::Count => "units.count",
            Self::Money => "units.money",
            Self::Duration => "units.duration",
            Self::Ratio => "units.ratio",
            Self::Months => "units.months",
        };
        label(key, tongue)
    }
}

impl Better {
    /// The direction for people.
    #[must_use]
    pub fn label(self, tongue: Tongue) -> &'static str {
        let key = match self {
            Self::Higher => "betters.higher",
            Self::Lower => "betters.lower",
            Self::Neither => "betters.neither",
        };
        label(key, tongue)
    }
}

impl Interval {
    /// The method's name for people.
    #[must_use]
    pub fn label(self, tongue: Tongue) -> &'static str {
        let key = match self {
            Self::Wilson => "intervals.wilson",
            Self::Nps => "intervals.nps",
            Self::Student => "intervals.student",
            Self::Quantile => "intervals.quantile",
            Self::Delta => "intervals.delta",
            Self::None => "intervals.none",
        };
        label(key, tongue)
    }
}
