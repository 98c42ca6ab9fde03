//! The text of a time rule → [`TimeRule`].

use super::scalar::{count, is_name};
use crate::formula::Count;
use crate::measure::{Edge, TimeRule};

/// The rule that the words say; none when they say no rule.
pub(crate) fn time_rule(text: &str) -> Option<TimeRule> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["during"] => Some(TimeRule::During),
        ["ever"] => Some(TimeRule::Ever),
        ["before", edge] => Some(TimeRule::Before(self::edge(edge)?)),
        ["last", number, "day" | "days", "before", edge] => {
            Some(TimeRule::LastDays { days: count(number)?, edge: self::edge(edge)? })
        }
        ["during", "previous"] => Some(TimeRule::DuringPrevious),
        ["first", "during"] => Some(TimeRule::FirstDuring),
        ["within", number, "day" | "days", "after", anchor] => {
            let (days, anchor) = after(number, anchor)?;
            Some(TimeRule::WithinDaysAfter { days, anchor })
        }
        ["at", number, "day" | "days", "before", edge] => {
            Some(TimeRule::DaysBefore { days: count(number)?, edge: self::edge(edge)? })
        }
        ["at", number, "day" | "days", "after", anchor] => {
            let (days, anchor) = after(number, anchor)?;
            Some(TimeRule::DaysAfter { days, anchor })
        }
        ["at", edge] => Some(TimeRule::At(self::edge(edge)?)),
        ["starts", "during"] => Some(TimeRule::StartsDuring),
        ["ends", "during"] => Some(TimeRule::EndsDuring),
        ["first", "starts", "during"] => Some(TimeRule::FirstStartsDuring),
        _ => None,
    }
}

fn after(number: &str, anchor: &str) -> Option<(Count, String)> {
    is_name(anchor).then_some(())?;
    Some((count(number)?, anchor.to_owned()))
}

fn edge(word: &str) -> Option<Edge> {
    match word {
        "start" => Some(Edge::Start),
        "end" => Some(Edge::End),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads_back_as_it_is_said() {
        for rule in [
            "during",
            "ever",
            "before start",
            "before end",
            "last 30 days before end",
            "last $window_days days before start",
            "during previous",
            "first during",
            "within 7 days after first_visit",
            "at start",
            "at end",
            "at 30 days before end",
            "at $days days after first_active",
            "starts during",
            "ends during",
            "first starts during",
        ] {
            assert_eq!(time_rule(rule).map(|read| read.to_string()).as_deref(), Some(rule));
        }
        for nonsense in ["", "at", "within 7 days", "last days before end", "before noon", "at -3 days before end"] {
            assert_eq!(time_rule(nonsense), None, "{nonsense}");
        }
    }
}
