//! The binary `tenure`: reads the command line, runs one command, says what happened and with which exit code.
//!
//! This crate is the only one that prints and, with `serve`, the only one that reads the clock and the environment.

mod args;
mod asked;
mod browser;
mod commands;
mod demo;
mod error;
mod exit;
mod help;
mod known;
mod moment;
mod problem;
mod progress;
mod render;
mod run;
mod scored;
mod served;
mod span;
mod told;
mod usage;
mod window;
mod wizard;
mod workspace;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use args::{Arguments, Command};
use commands::serve::LogFormat;
use exit::Exit;
use model::Language;
use run::Run;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of stack of each thread that plans and reads.
const STACK: usize = 16 * 1024 * 1024;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let language = args::language_of(&words);
    problem::speak_on_panic(language);
    // The hook has told the user by the time a panic arrives here; what is left is the exit code.
    let exit = std::panic::catch_unwind(|| match Arguments::read(&words, language) {
        Ok(arguments) => start(arguments, language),
        Err(error) => problem::usage(&error, &words, language),
    });
    exit.unwrap_or(Exit::Failed).into()
}

fn start(arguments: Arguments, language: Language) -> Exit {
    trace(&arguments.command);
    let run = Run::new(&arguments.global, language);
    // Plans of many relations are deep, and what walks them recurses.
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = match runtime.thread_stack_size(STACK).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return problem::say(&error.into(), &run),
    };
    match runtime.block_on(commands::run(arguments.command, &run)) {
        Ok(exit) => exit,
        Err(error) => problem::say(&error, &run),
    }
}

/// Sends the crates' own events to stderr when `TENURE_LOG` asks for them, for example `TENURE_LOG=lake=debug`. The service tells
/// of every request unless it is asked for something else.
fn trace(command: &Command) {
    let asked = EnvFilter::try_from_env("TENURE_LOG").ok();
    let (filter, format) = match command {
        Command::Serve(args) => (asked.or_else(|| Some(EnvFilter::new("tenure=info,warn"))), args.log_format),
        _ => (asked, LogFormat::Text),
    };
    let Some(filter) = filter else { return };
    let told = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => told.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => told.json().flatten_event(true).with_current_span(false).with_span_list(false).init(),
    }
}
