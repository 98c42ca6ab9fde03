//! How an error is told: on a terminal with its place in the file, to a program as problem+json, always on stderr.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use model::{Language, Message};
use serde_json::{Value, json};

use crate::error::CliError;
use crate::exit::Exit;
use crate::render::Format;
use crate::run::Run;

/// Tells the user of an error and says how the run ends.
pub fn say(error: &CliError, run: &Run) -> Exit {
    let text = if run.format == Format::Json { problem_json(error, run.language) } else { plain(error, run.language) };
    tell(&text);
    error.exit()
}

/// Tells the user what clap has to say: the help that was asked for on stdout, a usage error on stderr.
pub fn usage(error: &clap::Error, words: &[OsString], language: Language) -> Exit {
    if !error.use_stderr() {
        // A reader of the help that went away needs no more of it.
        let _ = error.print();
        return Exit::Done;
    }
    let json = words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || words.iter().any(|word| word == "--format=json");
    if json {
        let said = error.render().to_string();
        let what: Vec<_> = said.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
        let title = what.join(" ").trim_start_matches("error: ").to_owned();
        let help = Message::new("cli.remedy.usage").say(language);
        tell(
            &json!({ "type": "urn:tenure:problem:cli::usage", "title": title, "code": "cli::usage", "help": help })
                .to_string(),
        );
    } else {
        let _ = error.print();
    }
    Exit::Usage
}

/// Has a panic told in words, with the place in tenure's own code for a report, instead of a bare trace.
pub fn speak_on_panic(language: Language) {
    std::panic::set_hook(Box::new(move |panic| {
        let payload = panic.payload();
        let why = payload.downcast_ref::<&str>().map(ToString::to_string);
        let why = why.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = Message::new("cli.error.panic").with("why", why).with("place", place);
        tell(&message.with("version", env!("CARGO_PKG_VERSION")).say(language));
    }));
}

fn plain(error: &CliError, language: Language) -> String {
    if let Some(diagnostic) = error.diagnostic().filter(|diagnostic| has_place(*diagnostic)) {
        let styled = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let theme = if styled { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let painter = GraphicalReportHandler::new_themed(theme).with_links(false);
        let mut text = String::new();
        // What cannot be drawn is still told, below, without its drawing.
        if parts(diagnostic).into_iter().all(|part| painter.render_report(&mut text, part).is_ok()) {
            return text.trim_end().to_owned();
        }
    }
    let mut text = Message::new("cli.error.line").with("what", error.say(language)).say(language);
    let mut cause = error.source();
    while let Some(why) = cause {
        let why = why.to_string();
        if !text.contains(&why) {
            text.push_str("\n  ");
            text.push_str(&Message::new("cli.error.cause").with("why", why).say(language));
        }
        cause = cause_of(cause);
    }
    if let Some(help) = error.help(language) {
        text.push_str("\n  ");
        text.push_str(&Message::new("cli.error.help").with("help", help).say(language));
    }
    text
}

fn cause_of<'a>(error: Option<&'a (dyn std::error::Error + 'static)>) -> Option<&'a (dyn std::error::Error + 'static)> {
    error.and_then(std::error::Error::source)
}

/// An RFC 9457 problem, with the stable `code`, the places, and what to do.
fn problem_json(error: &CliError, language: Language) -> String {
    let code = error.code();
    let mut problem = json!({
        "type": format!("urn:tenure:problem:{code}"),
        "title": error.say(language),
        "code": code,
    });
    if let Some(help) = error.help(language) {
        problem["help"] = json!(help);
    }
    let places = error.diagnostic().map(places).unwrap_or_default();
    if !places.is_empty() {
        problem["errors"] = Value::Array(places);
    }
    problem.to_string()
}

/// Each located part of a diagnostic as an object of its own.
fn places(diagnostic: &dyn Diagnostic) -> Vec<Value> {
    let mut found = Vec::new();
    if let (Some(source), Some(labels)) = (diagnostic.source_code(), diagnostic.labels()) {
        for label in labels {
            let Ok(spot) = source.read_span(label.inner(), 0, 0) else { continue };
            found.push(json!({
                "detail": diagnostic.to_string(),
                "code": diagnostic.code().map(|code| code.to_string()),
                "file": spot.name(),
                "line": spot.line() + 1,
                "column": spot.column() + 1,
                "label": label.label(),
                "help": diagnostic.help().map(|help| help.to_string()),
            }));
        }
    }
    found.extend(diagnostic.related().into_iter().flatten().flat_map(places));
    found
}

/// A diagnostic, or those it is made of: many problems of one file are told one by one, each at its place.
fn parts(diagnostic: &dyn Diagnostic) -> Vec<&dyn Diagnostic> {
    let parts: Vec<_> = diagnostic.related().into_iter().flatten().flat_map(parts).collect();
    if parts.is_empty() { vec![diagnostic] } else { parts }
}

fn has_place(diagnostic: &dyn Diagnostic) -> bool {
    diagnostic.source_code().is_some() || diagnostic.related().is_some_and(|mut parts| parts.any(has_place))
}

fn tell(text: &str) {
    // Where stderr itself cannot be written there is nobody left to tell.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
