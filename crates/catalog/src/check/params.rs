//! Which `$names` are known where.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::catalog::Catalog;
use crate::measure::Measure;
use crate::metric::Metric;
use crate::settings::Settings;

/// What every period of an answer gives to formulas: the instant its end is read at, in milliseconds since 1970.
pub const PERIOD_END: &str = "period_end";

/// What every question gives besides the settings: the instant it is asked at.
const OF_THE_QUESTION: [&str; 1] = ["now"];

static SETTINGS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let settings = Settings::default().variables().into_keys();
    settings.chain(OF_THE_QUESTION.map(str::to_owned)).collect()
});

/// Whether the settings or the question give this variable. A workspace names key events of its own, so every
/// `<step>_events` is one, and milestones, so every `<name>_milestone_days`.
pub(super) fn is_setting(name: &str) -> bool {
    SETTINGS.contains(name) || name.ends_with("_events") || name.ends_with("_milestone_days")
}

pub(super) fn settings() -> Vec<String> {
    SETTINGS.iter().cloned().collect()
}

/// Whether a metric, the settings or the question give this variable.
pub(super) fn knows(metric: &Metric, name: &str) -> bool {
    metric.params.contains_key(name) || is_setting(name)
}

pub(super) fn known(metric: &Metric) -> Vec<String> {
    metric.params.keys().chain(SETTINGS.iter()).cloned().collect()
}

/// Every `$name` that a measure uses, also by the measures its window starts from.
pub(super) fn of_measure<'c>(catalog: &'c Catalog, measure: &'c Measure) -> BTreeSet<&'c str> {
    let mut found = BTreeSet::new();
    let mut next = Some(measure);
    let mut seen: Vec<&str> = Vec::new();
    while let Some(measure) = next {
        found.extend(measure.variables());
        seen.push(&measure.name);
        let anchor = measure.when.as_ref().and_then(|rule| rule.anchor()).filter(|name| !seen.contains(name));
        next = anchor.and_then(|name| catalog.measures.get(name));
    }
    found
}
