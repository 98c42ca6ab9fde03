//! The `$variables` that settings give to relations, measures and formulas, as SQL literals.

use std::collections::BTreeMap;

use super::{Goal, GoalKind, Settings};
use crate::sql::quote;

impl Settings {
    /// Variable name (without `$`) → SQL literal. A list of event names is `('a', 'b')`, an empty one `(null)`, which
    /// no name is in; a number or text that nobody set is `null`.
    ///
    /// Every key event gives `<step>_events`, also those without names, and every milestone `<name>_milestone_days`.
    ///
    /// Some are lists of rows for `values`, which have one row of nulls where there is nothing: `goals` (name, kind),
    /// `goal_events` (name, event name), `milestone_events` (name, event name). `goal_<kind>_condition` and
    /// `milestone_condition` are conditions over a row of that kind and the column `goal` or `milestone`.
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
            ("conversion_goal", quote(&self.conversion_goal)),
            ("goal_window_days", self.goal_window_days(&self.conversion_goal).to_string()),
            ("attribution_model", quote(self.attribution.model.name())),
            ("attribution_lookback_days", self.attribution.lookback_days.to_string()),
            ("sla_targets", self.sla_targets()),
            ("goals", rows(self.goals.iter().map(|(name, goal)| [name.clone(), goal.reached_by.name().to_owned()]))),
            ("goal_events", self.goal_events()),
            ("milestone_events", self.milestone_events()),
            ("milestone_condition", self.milestone_condition()),
            ("goal_active_condition", self.goal_condition(GoalKind::Active)),
            ("goal_event_condition", self.goal_condition(GoalKind::Event)),
            ("goal_order_condition", self.goal_condition(GoalKind::Order)),
            ("goal_subscription_condition", self.goal_condition(GoalKind::Subscription)),
        ];
        let mut variables: BTreeMap<String, String> =
            fixed.into_iter().map(|(name, literal)| (name.to_owned(), literal)).collect();
        variables.extend(self.mrr.variables());
        for (step, events) in &self.key_events {
            variables.insert(format!("{step}_events"), list(events));
        }
        if !self.key_events.contains_key("usage") {
            variables.insert("usage_events".to_owned(), list(&self.activity.events));
        }
        for (name, milestone) in &self.milestones {
            variables.insert(format!("{name}_milestone_days"), milestone.within_days.to_string());
        }
        for (name, tops) in [("csat_top", &self.surveys.csat_top), ("ces_top", &self.surveys.ces_top)] {
            for (points, top) in tops {
                variables.insert(format!("{name}_{points}"), top.to_string());
            }
        }
        variables
    }

    /// Days in which a goal counts.
    #[must_use]
    pub fn goal_window_days(&self, goal: &str) -> i64 {
        self.goals.get(goal).and_then(|goal| goal.within_days).unwrap_or(self.conversion_window_days)
    }

    /// One row per promise, priority and channel; a null takes every one.
    fn sla_targets(&self) -> String {
        let nulls = "(cast(null as bigint), cast(null as varchar), cast(null as varchar), cast(null as bigint), \
            cast(null as bigint), cast(null as varchar))";
        let each = |names: &[String]| match names {
            [] => vec!["null".to_owned()],
            names => names.iter().map(|name| quote(&name.to_lowercase())).collect(),
        };
        let length = |ms: Option<i64>| ms.map_or_else(|| "null".to_owned(), |ms| ms.to_string());
        let mut rows = vec![nulls.to_owned()];
        for (place, target) in self.sla.iter().enumerate() {
            let hours = quote(target.hours.as_deref().unwrap_or("clock"));
            let (first, last) = (length(target.first_response_ms), length(target.resolution_ms));
            for priority in each(&target.priorities) {
                for channel in each(&target.channels) {
                    rows.push(format!("({place}, {priority}, {channel}, {first}, {last}, {hours})"));
                }
            }
        }
        rows.join(", ")
    }

    fn goal_events(&self) -> String {
        let goals = self.goals.iter().filter(|(_, goal)| goal.reached_by == GoalKind::Event);
        rows(goals.flat_map(|(name, goal)| self.events_of(&goal.events).map(|event| [name.clone(), event])))
    }

    fn milestone_events(&self) -> String {
        let names = |(name, step): (&String, &super::Step)| {
            self.events_of(&step.events).map(|event| [name.clone(), event]).collect::<Vec<_>>()
        };
        rows(self.milestones.iter().map(|(name, milestone)| (name, &milestone.step)).flat_map(names))
    }

    /// The event names that steps stand for: a key event for its names, any other for itself.
    fn events_of<'a>(&'a self, steps: &'a [String]) -> impl Iterator<Item = String> + 'a {
        steps.iter().flat_map(|step| match self.key_events.get(step) {
            Some(names) => names.clone(),
            None => vec![step.clone()],
        })
    }

    /// Whether a row of a kind reaches the goal it stands beside. Kinds that no goal is reached by need not be read.
    fn goal_condition(&self, kind: GoalKind) -> String {
        let of_kind: Vec<(&String, &Goal)> = self.goals.iter().filter(|(_, goal)| goal.reached_by == kind).collect();
        if of_kind.is_empty() {
            return "false".to_owned();
        }
        condition("goal", of_kind.into_iter().map(|(name, goal)| (name, goal.filter.as_ref())))
    }

    fn milestone_condition(&self) -> String {
        let steps = self.milestones.iter().map(|(name, milestone)| (name, milestone.step.filter.as_ref()));
        condition("milestone", steps)
    }
}

/// The condition of the name that stands in a column; true where it has none.
fn condition<'a>(column: &str, conditions: impl Iterator<Item = (&'a String, Option<&'a String>)>) -> String {
    let branch = |(name, condition): (&String, Option<&String>)| {
        condition.map(|condition| format!(" when {} then (\n{condition}\n)", quote(name)))
    };
    let branches: String = conditions.filter_map(branch).collect();
    if branches.is_empty() { "true".to_owned() } else { format!("case {column}{branches} else (true) end") }
}

/// Rows of two texts for `values`, each once.
fn rows(pairs: impl Iterator<Item = [String; 2]>) -> String {
    let unique: std::collections::BTreeSet<[String; 2]> = pairs.collect();
    let rows = unique.iter().map(|[one, two]| format!("({}, {})", quote(one), quote(two)));
    // The row of nulls is there always: it says that the columns are text.
    let nulls = "(cast(null as varchar), cast(null as varchar))".to_owned();
    [nulls].into_iter().chain(rows).collect::<Vec<_>>().join(", ")
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "(null)".to_owned();
    }
    let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
    format!("({})", quoted.join(", "))
}
