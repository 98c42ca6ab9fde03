//! The `$variables` that settings give to relations, measures and formulas, as SQL literals.

use std::collections::BTreeMap;

use super::Settings;
use crate::sql::quote;

impl Settings {
    /// Variable name (without `$`) → SQL literal. A list of event names is `('a', 'b')`, an empty one `(null)`, which
    /// no name is in; a number or text that nobody set is `null`.
    ///
    /// Every key event gives `<step>_events`, also those without names.
    #[must_use]
    pub fn variables(&self) -> BTreeMap<String, String> {
        let number = |digits: &Option<String>| digits.clone().unwrap_or_else(|| "null".to_owned());
        let fixed = [
            ("time_zone", quote(&self.time_zone)),
            ("currency", quote(&self.currency)),
            ("fiscal_year_start", self.fiscal_year_start.to_string()),
            ("activity_basis", quote(self.activity.basis.name())),
            ("activity_window_days", self.activity.window_days.to_string()),
            ("activity_events", list(&self.activity.events)),
            ("any_activity_event", self.activity.events.is_empty().to_string()),
            ("lifetime_years", number(&self.lifetime_years)),
            ("gross_margin", number(&self.gross_margin)),
            ("discount_rate", self.discount_rate.clone()),
            ("conversion_window_days", self.conversion_window_days.to_string()),
            ("css_from", self.surveys.css_from.to_string()),
        ];
        let mut variables: BTreeMap<String, String> =
            fixed.into_iter().map(|(name, literal)| (name.to_owned(), literal)).collect();
        for (step, events) in &self.key_events {
            variables.insert(format!("{step}_events"), list(events));
        }
        if !self.key_events.contains_key("usage") {
            variables.insert("usage_events".to_owned(), list(&self.activity.events));
        }
        for (name, tops) in [("csat_top", &self.surveys.csat_top), ("ces_top", &self.surveys.ces_top)] {
            for (points, top) in tops {
                variables.insert(format!("{name}_{points}"), top.to_string());
            }
        }
        variables
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "(null)".to_owned();
    }
    let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
    format!("({})", quoted.join(", "))
}
