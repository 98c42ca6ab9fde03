//! The words of a command line, made of parameters. A value never becomes a flag: flags carry theirs behind `=`, and what
//! has a place of its own stands behind `--`.

use std::collections::BTreeMap;

use clap::Arg;
use model::{Language, Message, nearest};

use super::catalogue::{self, Entry};
use crate::error::CliError;

/// The parameter that holds a condition.
const WHERE: &str = "where";

/// The command line of a question with these parameters.
///
/// # Errors
/// [`CliError::Usage`] for a parameter that the question does not have, one that is given twice and may not be, a flag
/// that is neither yes nor no, and for `-`, which stands for standard input.
pub fn of(entry: &Entry, params: &[(String, String)], language: Language) -> Result<Vec<String>, CliError> {
    let args = catalogue::params(entry, language);
    let mut given: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, value) in params {
        if !args.iter().any(|arg| catalogue::name(arg) == *name) {
            return Err(unknown(entry, name, &args));
        }
        if value == "-" {
            return Err(CliError::Usage(Message::new("cli.error.param_stdin").with("name", name)));
        }
        given.entry(name.clone()).or_default().push(value);
    }
    let mut words = vec!["tenure".to_owned()];
    words.extend(entry.command.iter().chain(entry.given).map(ToString::to_string));
    let mut placed = Vec::new();
    for arg in args {
        let name = catalogue::name(arg);
        let Some(values) = given.get(&name) else { continue };
        if values.len() > 1 && !catalogue::is_many(arg) {
            return Err(CliError::Usage(Message::new("cli.error.param_twice").with("name", &name)));
        }
        match arg.get_long() {
            None => placed.extend(values.iter().flat_map(|value| several(arg, value))),
            Some(long) if !arg.get_action().takes_values() => {
                words.extend(yes(&name, values[0])?.then(|| format!("--{long}")));
            }
            Some(long) if takes_several(arg) => {
                words.push(format!("--{long}"));
                for value in values.iter().flat_map(|value| several(arg, value)) {
                    if value.starts_with('-') {
                        return Err(CliError::Usage(Message::new("cli.error.param_dash").with("name", &name)));
                    }
                    words.push(value);
                }
            }
            Some(long) => words.extend(values.iter().map(|value| format!("--{long}={value}"))),
        }
    }
    if !placed.is_empty() {
        words.push("--".to_owned());
        words.extend(placed);
    }
    Ok(words)
}

/// Parameters whose condition holds only for those whom a rule lets the asker see.
///
/// # Errors
/// As [`engine::within`].
pub fn within(rule: &str, params: &[(String, String)]) -> Result<Vec<(String, String)>, CliError> {
    let mut conditions = params.iter().filter(|(name, _)| name == WHERE).map(|(_, condition)| condition.as_str());
    let both = engine::within(rule, conditions.next())?;
    if conditions.next().is_some() {
        return Err(CliError::Usage(Message::new("cli.error.param_twice").with("name", WHERE)));
    }
    let others = params.iter().filter(|(name, _)| name != WHERE).cloned();
    Ok(others.chain([(WHERE.to_owned(), both)]).collect())
}

/// Whether a flag takes several values at once, as `--reconcile A B` does.
fn takes_several(arg: &Arg) -> bool {
    arg.get_num_args().is_some_and(|range| range.min_values() > 1)
}

/// Values of an argument that stands for several: with commas between them.
fn several(arg: &Arg, value: &str) -> Vec<String> {
    if catalogue::is_many(arg) {
        value.split(',').map(|part| part.trim().to_owned()).collect()
    } else {
        vec![value.to_owned()]
    }
}

fn yes(name: &str, value: &str) -> Result<bool, CliError> {
    match value {
        "" | "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(CliError::Usage(Message::new("cli.error.param_flag").with("name", name).with("value", value))),
    }
}

fn unknown(entry: &Entry, name: &str, args: &[&Arg]) -> CliError {
    let names: Vec<String> = args.iter().map(|arg| catalogue::name(arg)).collect();
    let message = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => Message::new("cli.error.unknown_param_near").with("nearest", near),
        None => Message::new("cli.error.unknown_param").with("names", names.join(", ")),
    };
    CliError::Usage(message.with("name", name).with("question", entry.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(question: &str, params: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let params: Vec<_> = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let entry = catalogue::find(question).unwrap();
        of(entry, &params, Language::English).map_err(|error| error.code())
    }

    #[test]
    fn parameters_become_flags_and_places() {
        let params = [("metrics", "mrr,nps"), ("from", "2024-01-01"), ("by", "plan"), ("include_immature", "true")];
        let expected = ["tenure", "query", "--from=2024-01-01", "--by=plan", "--include-immature", "--", "mrr", "nps"];
        let mut found = words("query", &params).unwrap();
        let mut wanted = expected.map(str::to_owned).to_vec();
        assert_eq!(found.split_off(found.len() - 3), wanted.split_off(wanted.len() - 3));
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
        let reconciled = words("mrr", &[("reconcile", "snapshot,line_items")]).unwrap();
        assert_eq!(reconciled, ["tenure", "mrr", "--reconcile", "snapshot", "line_items"]);
    }

    #[test]
    fn no_value_becomes_a_flag() {
        assert_eq!(words("sql", &[("sql", "--as-of=1")]).unwrap(), ["tenure", "sql", "--", "--as-of=1"]);
        assert_eq!(words("query", &[("metrics", "-C"), ("where", "--x")]).unwrap()[2..], ["--where=--x", "--", "-C"]);
        assert_eq!(words("mrr", &[("reconcile", "-C,/")]), Err("cli::param_dash".to_owned()));
    }

    #[test]
    fn what_a_question_does_not_have_is_refused() {
        for (question, params, code) in [
            ("query", vec![("form", "2024-01-01")], "cli::unknown_param"),
            ("query", vec![("format", "csv")], "cli::unknown_param"),
            ("report", vec![("output", "/tmp/x")], "cli::unknown_param"),
            ("query", vec![("from", "a"), ("from", "b")], "cli::param_twice"),
            ("query", vec![("include_immature", "perhaps")], "cli::param_flag"),
            ("decide", vec![("accept", "-")], "cli::param_stdin"),
        ] {
            assert_eq!(words(question, &params), Err(code.to_owned()), "{question} {params:?}");
        }
    }

    #[test]
    fn a_rule_holds_beside_the_condition() {
        let params = [("where".to_owned(), "plan = 'a'".to_owned()), ("from".to_owned(), "x".to_owned())];
        let both = within("country = 'DE'", &params).unwrap();
        assert_eq!(both[1], ("where".to_owned(), "(country = 'DE') and (plan = 'a')".to_owned()));
        assert_eq!(within("country = 'DE'", &[]).unwrap()[0].1, "country = 'DE'");
    }
}
