//! A metric's page in Markdown, in either language: the documentation, and what `tenure metrics ID` prints.

mod benchmarks;
mod examples;
mod index;
mod labels;
mod markdown;
mod parts;
mod segments;
mod tables;

pub use segments::segments_page;
pub use tables::tables_page;

use labels::{filled, label};
use markdown::{Page, code};

use crate::catalog::Catalog;
use crate::formula::Count;
use crate::metric::{Area, Better, Interval, Metric, ParamValue, Unit};
use model::Language;

impl Catalog {
    /// A metric's page in Markdown; none for an id the catalog does not have.
    #[must_use]
    pub fn page(&self, id: &str, language: Language) -> Option<String> {
        let metric = self.metrics.get(id)?;
        let mut page = Page::default();
        page.heading(1, metric.title.say(language));
        page.block(&format!("> {}", metric.question.say(language)));
        page.table(
            &[
                label("id", language),
                label("area", language),
                label("unit", language),
                label("better", language),
                label("interval", language),
            ],
            &[vec![
                code(&metric.id),
                metric.area.label(language).to_owned(),
                metric.unit.label(language).to_owned(),
                metric.better.label(language).to_owned(),
                metric.interval.label(language).to_owned(),
            ]],
        );
        formula(&mut page, metric, language);
        parts::write(&mut page, self, metric, language);
        params(&mut page, metric, language);
        rules(&mut page, metric, language);
        benchmarks::write(&mut page, self, metric, language);
        examples::write(&mut page, metric, language);
        page.heading(2, label("source", language));
        page.block(&metric.source);
        Some(page.done())
    }
}

fn formula(page: &mut Page, metric: &Metric, language: Language) {
    page.heading(2, label("formula", language));
    page.code(&metric.formula.text);
    for (key, words) in [("numerator", &metric.numerator), ("denominator", &metric.denominator)] {
        if let Some(words) = words {
            page.block(&format!("**{}**: {}", label(key, language), words.say(language)));
        }
    }
    if !metric.also.is_empty() {
        page.heading(3, label("beside", language));
        let rows: Vec<_> = metric.also.iter().map(|(name, formula)| vec![code(name), code(&formula.text)]).collect();
        page.table(&[label("name", language), label("formula", language)], &rows);
    }
}

fn params(page: &mut Page, metric: &Metric, language: Language) {
    if metric.params.is_empty() {
        return;
    }
    page.heading(2, label("params", language));
    let rows: Vec<_> = metric
        .params
        .iter()
        .map(|(name, param)| {
            let default = match &param.default {
                Some(ParamValue::Number(text) | ParamValue::Text(text)) => code(text),
                None => label("must_be_said", language).to_owned(),
            };
            let about = param.about.as_ref().map_or("", |about| about.say(language));
            let choices: Vec<String> = param.choices.iter().map(|choice| code(choice)).collect();
            let about = match choices.is_empty() {
                true => about.to_owned(),
                false => filled("one_of", language, &[("about", about), ("choices", &choices.join(", "))]),
            };
            vec![code(name), default, about]
        })
        .collect();
    page.table(&[label("name", language), label("default", language), label("meaning", language)], &rows);
}

fn rules(page: &mut Page, metric: &Metric, language: Language) {
    if metric.by_touch {
        page.heading(2, label("by_touch", language));
        page.block(label("by_touch_text", language));
    }
    if let Some(matures) = &metric.matures {
        page.heading(2, label("matures", language));
        let days = match &matures.window_days {
            Count::Literal(days) => days.to_string(),
            Count::Param(name) => code(&format!("${name}")),
        };
        page.block(&filled("matures_text", language, &[("after", &matures.after), ("days", &days)]));
    }
    for (key, words) in [("edges", &metric.edge), ("notes", &metric.notes)] {
        if let Some(words) = words {
            page.heading(2, label(key, language));
            page.block(words.say(language));
        }
    }
}

impl Area {
    /// The area's name for people.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let key = match self {
            Self::Acquisition => "areas.acquisition",
            Self::Retention => "areas.retention",
            Self::Product => "areas.product",
            Self::Satisfaction => "areas.satisfaction",
            Self::Sales => "areas.sales",
            Self::Value => "areas.value",
        };
        label(key, language)
    }
}

impl Unit {
    /// The unit's name for people.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let key = match self {
            Self::Share => "units.share",
            Self::Points => "units.points",
            Self::Count => "units.count",
            Self::Money => "units.money",
            Self::Duration => "units.duration",
            Self::Ratio => "units.ratio",
            Self::Months => "units.months",
        };
        label(key, language)
    }
}

impl Better {
    /// The direction for people.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let key = match self {
            Self::Higher => "betters.higher",
            Self::Lower => "betters.lower",
            Self::Neither => "betters.neither",
        };
        label(key, language)
    }
}

impl Interval {
    /// The method's name for people.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let key = match self {
            Self::Wilson => "intervals.wilson",
            Self::Nps => "intervals.nps",
            Self::Student => "intervals.student",
            Self::Quantile => "intervals.quantile",
            Self::Delta => "intervals.delta",
            Self::None => "intervals.none",
        };
        label(key, language)
    }
}
