//! A command line that cannot be read, said in our own words: clap speaks English only.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use model::{Language, Message};

use crate::help::{quoted, usage_of};

/// What is wrong with the command line.
pub fn what(error: &Error) -> Message {
    let arg = || text(error, ContextKind::InvalidArg);
    let value = || text(error, ContextKind::InvalidValue);
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => Message::new("cli.usage.unknown_argument").with("arg", arg()),
        ErrorKind::InvalidSubcommand => {
            Message::new("cli.usage.unknown_command").with("command", text(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value().is_empty() => Message::new("cli.usage.no_value").with("arg", arg()),
        ErrorKind::InvalidValue => Message::new("cli.usage.value").with("arg", arg()).with("value", value()),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            let message = Message::new("cli.usage.unreadable").with("arg", arg());
            message.with("value", value()).with("why", why)
        }
        ErrorKind::MissingRequiredArgument => Message::new("cli.usage.required").with("args", arg()),
        ErrorKind::MissingSubcommand => Message::new("cli.usage.no_command"),
        ErrorKind::ArgumentConflict if text(error, ContextKind::PriorArg).is_empty() => {
            Message::new("cli.usage.repeated").with("arg", arg())
        }
        ErrorKind::ArgumentConflict => {
            let others = text(error, ContextKind::PriorArg);
            if others == arg() {
                return Message::new("cli.usage.repeated").with("arg", others);
            }
            Message::new("cli.usage.conflict").with("arg", arg()).with("others", others)
        }
        ErrorKind::TooManyValues => Message::new("cli.usage.too_many").with("arg", arg()).with("value", value()),
        ErrorKind::TooFewValues => Message::new("cli.usage.count")
            .with("arg", arg())
            .with("wanted", number(ContextKind::MinValues))
            .with("found", number(ContextKind::ActualNumValues)),
        ErrorKind::WrongNumberOfValues => Message::new("cli.usage.count")
            .with("arg", arg())
            .with("wanted", number(ContextKind::ExpectedNumValues))
            .with("found", number(ContextKind::ActualNumValues)),
        ErrorKind::NoEquals => Message::new("cli.usage.equals").with("arg", arg()),
        ErrorKind::InvalidUtf8 => Message::new("cli.usage.utf8"),
        _ => Message::new("cli.usage.other").with("why", error),
    }
}

/// The ways out, the nearest first: what was probably meant, what may stand there, how the command is written.
pub fn help(error: &Error, language: Language) -> Vec<Message> {
    let mut ways = Vec::new();
    let period = asks_one_period(error);
    if period {
        ways.push(Message::new("cli.usage.one_period"));
    }
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    // What is spelled alike is not what is meant there.
    let kinds = kinds.into_iter().filter(|kind| !(period && *kind == ContextKind::SuggestedArg));
    for meant in kinds.map(|kind| likest(error, kind)).filter(|meant| !meant.is_empty()) {
        ways.push(Message::new("cli.usage.meant").with("meant", meant));
    }
    for kind in [ContextKind::ValidValue, ContextKind::ValidSubcommand] {
        if let Some(ContextValue::Strings(values)) = error.get(kind).filter(|_| !text(error, kind).is_empty()) {
            ways.push(Message::new("cli.usage.one_of").with("list", quoted(values, language)));
        }
    }
    if let Some(usage) = error.get(ContextKind::Usage) {
        ways.push(Message::new("cli.usage.form").with("usage", usage_of(&usage.to_string(), language)));
    }
    ways.push(Message::new("cli.remedy.usage"));
    ways
}

/// Whether a range was given to a command that asks for one period.
fn asks_one_period(error: &Error) -> bool {
    let ranged = matches!(text(error, ContextKind::InvalidArg).as_str(), "--from" | "--to" | "--grain");
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    error.kind() == ErrorKind::UnknownArgument && ranged && usage.contains("--at")
}

/// Of the names that are spelled alike the likest, which comes last.
fn likest(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.last().cloned().unwrap_or_default(),
        _ => text(error, kind),
    }
}

/// A part of the error as text, several of them with commas between.
fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help;

    fn refused(line: &str, language: Language) -> String {
        let words = line.split(' ').map(std::ffi::OsString::from);
        let error = help::command(language).try_get_matches_from(words).unwrap_err();
        let ways = super::help(&error, language);
        [what(&error)].iter().chain(&ways).map(|message| message.say(language)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_refusal_names_what_is_wrong() {
        for (line, named) in [
            ("tenure qery", &["`qery`", "`query`"][..]),
            ("tenure repport", &["`repport`", "`report`"]),
            ("tenure query", &["tenure query"]),
            ("tenure query mrr --form 2024-01-01", &["`--form`", "`--from`"]),
            ("tenure query mrr --grain moth", &["`moth`", "`month`", "`day`"]),
            ("tenure query mrr --from", &["--from"]),
            ("tenure query mrr --from 2024-01-01 --from 2024-01-02", &["--from"]),
            ("tenure explain mrr --from 2024-03-01", &["`--from`", "`--at 2024-03`"]),
            ("tenure explain mrr --at 2024-03 --to 2024-04-01", &["`--to`", "`--at 2024-03`"]),
            ("tenure demo --seed x", &["--seed", "`x`"]),
            ("tenure", &["tenure"]),
        ] {
            for language in Language::ALL {
                let said = refused(line, language);
                let wanted = named.iter().filter(|name| !said.contains(**name));
                assert_eq!(wanted.collect::<Vec<_>>(), Vec::<&&str>::new(), "{line}: {said}");
                assert!(!said.contains('{'), "{line}: {said}");
            }
        }
    }

    #[test]
    fn a_refusal_in_chinese_says_nothing_in_english() {
        let said = refused("tenure query mrr --grain moth", Language::Chinese);
        for word in ["error", "invalid", "possible", "Usage", "tip", "OPTIONS", "help'"] {
            assert!(!said.contains(word), "{said}");
        }
    }
}
