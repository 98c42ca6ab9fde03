//! What a metric's value may be held against.

use model::{Grain, Language};

use super::labels::{filled, label};
use super::markdown::Page;
use crate::benchmark::{Benchmark, Bound, Range, Says};
use crate::catalog::Catalog;
use crate::metric::Metric;

pub(super) fn write(page: &mut Page, catalog: &Catalog, metric: &Metric, language: Language) {
    let benchmarks: Vec<&Benchmark> = catalog.benchmarks_of(&metric.id).collect();
    if benchmarks.is_empty() {
        return;
    }
    page.heading(2, label("benchmarks", language));
    let mut rows = Vec::new();
    for benchmark in benchmarks {
        let period = benchmark.period.map_or("", |period| label(key_of(period), language));
        let group = benchmark.group.say(language);
        let mut row = |what: String, range: &Range| {
            rows.push(vec![what, range.say(language), period.to_owned(), benchmark.source.clone()]);
        };
        match &benchmark.says {
            Says::Range(range) => row(group.to_owned(), range),
            Says::Bands(bands) => {
                for band in bands {
                    let title = band.title.say(language);
                    row(filled("band", language, &[("group", group), ("title", title)]), &band.range);
                }
            }
        }
    }
    let head =
        [label("group", language), label("range", language), label("period", language), label("source", language)];
    page.table(&head, &rows);
}

fn key_of(period: Grain) -> &'static str {
    match period {
        Grain::Day => "periods.day",
        Grain::Week => "periods.week",
        Grain::Month => "periods.month",
        Grain::Quarter => "periods.quarter",
        Grain::Year => "periods.year",
    }
}

impl Range {
    /// The range in words.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        self.say_with(language, &|digits| digits.to_owned())
    }

    /// The range in words, its numbers written so.
    #[must_use]
    pub fn say_with(&self, language: Language, write: &dyn Fn(&str) -> String) -> String {
        let end = |bound: &Bound, included: &'static str, excluded: &'static str| {
            filled(if bound.included { included } else { excluded }, language, &[("value", &write(&bound.digits))])
        };
        match (&self.low, &self.high) {
            (Some(low), Some(high)) if low.included && high.included => {
                filled("between", language, &[("low", &write(&low.digits)), ("high", &write(&high.digits))])
            }
            (Some(low), Some(high)) => {
                let (low, high) = (end(low, "at_least", "more_than"), end(high, "at_most", "less_than"));
                filled("both", language, &[("low", &low), ("high", &high)])
            }
            (Some(low), None) => end(low, "at_least", "more_than"),
            (None, Some(high)) => end(high, "at_most", "less_than"),
            (None, None) => String::new(),
        }
    }
}
