//! How an error is told: on a terminal with its place in the file, to a program as problem+json, always on stderr.

use std::error::Error as _;
use std::ffi::OsString;
use std::fmt::{self, Write as _};
use std::io::{IsTerminal, Write};

use clap::error::ErrorKind;
use miette::{GraphicalReportHandler, GraphicalTheme};
use model::{Language, Message};
use serde_json::{Value, json};

use crate::error::CliError;
use crate::exit::Exit;
use crate::render::Format;
use crate::run::Run;
use crate::told::Told;
use crate::usage;

/// Tells the user of an error and says how the run ends.
pub fn say(error: &CliError, run: &Run) -> Exit {
    let json = run.format == Format::Json;
    let text = if json { object(error, run.language).to_string() } else { plain(error, run.language) };
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
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        tell(error.render().to_string().trim_end());
        return Exit::Usage;
    }
    let json = words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || words.iter().any(|word| word == "--format=json");
    if json {
        tell(&usage_object(error, language).to_string());
    } else {
        let what = usage::what(error).say(language);
        let help = usage::help(error, language);
        let help: Vec<_> = help.iter().map(|way| way.say(language)).collect();
        let line = Message::new("cli.error.line").with("what", what).say(language);
        let ways = help.iter().map(|way| format!("\n  {way}"));
        tell(&format!("{line}{}", ways.collect::<String>()));
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
    let told = Told::of(error, language);
    if !told.is_empty() {
        let styled = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let theme = if styled { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let painter = GraphicalReportHandler::new_themed(theme).with_links(false);
        let mut text = String::new();
        // What cannot be drawn is still told, below, without its drawing.
        if told.iter().all(|told| draw(told, &painter, language, &mut text).is_ok()) {
            return text.trim_end().to_owned();
        }
    }
    let mut text = Message::new("cli.error.line").with("what", error.say(language)).say(language);
    // Errors of our own display in English; what was said already in the reader's language is not said again.
    let english = error.say(Language::English);
    let mut cause = error.source();
    while let Some(why) = cause {
        let why = why.to_string();
        if !text.contains(&why) && !english.contains(&why) {
            text.push_str("\n  ");
            text.push_str(&Message::new("cli.error.cause").with("why", why).say(language));
        }
        cause = cause_of(cause);
    }
    if let Some(help) = error.help(language) {
        text.push_str("\n  ");
        text.push_str(&advice(&help, language));
    }
    text
}

fn advice(help: &str, language: Language) -> String {
    Message::new("cli.error.help").with("help", help).say(language)
}

/// One mistake at its place, and below it what to do.
fn draw(told: &Told<'_>, painter: &GraphicalReportHandler, language: Language, text: &mut String) -> fmt::Result {
    painter.render_report(text, told)?;
    match &told.help {
        Some(help) => writeln!(text, "  {}", advice(help, language)),
        None => Ok(()),
    }
}

fn cause_of<'a>(error: Option<&'a (dyn std::error::Error + 'static)>) -> Option<&'a (dyn std::error::Error + 'static)> {
    error.and_then(std::error::Error::source)
}

/// What clap has to say as an RFC 9457 problem.
pub fn usage_object(error: &clap::Error, language: Language) -> Value {
    let what = usage::what(error).say(language);
    let help: Vec<_> = usage::help(error, language).iter().map(|way| way.say(language)).collect();
    json!({ "type": "urn:tenure:problem:cli::usage", "title": what, "code": "cli::usage", "help": help.join("; ") })
}

/// An error as an RFC 9457 problem, with the stable `code`, the places, and what to do.
pub fn object(error: &CliError, language: Language) -> Value {
    let code = error.code();
    let mut problem = json!({
        "type": format!("urn:tenure:problem:{code}"),
        "title": error.say(language),
        "code": code,
    });
    if let Some(help) = error.help(language) {
        problem["help"] = json!(help);
    }
    let places: Vec<_> = Told::of(error, language).iter().filter_map(place).collect();
    if !places.is_empty() {
        problem["errors"] = Value::Array(places);
    }
    problem
}

/// A mistake that has a place, as an object of its own.
fn place(told: &Told<'_>) -> Option<Value> {
    let spot = told.spot()?;
    Some(json!({
        "detail": told.what,
        "code": told.code,
        "file": spot.file,
        "line": spot.line,
        "column": spot.column,
        "label": spot.label,
        "help": told.help,
    }))
}

fn tell(text: &str) {
    // Where stderr itself cannot be written there is nobody left to tell.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
