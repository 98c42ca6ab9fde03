//! The help of every command and flag, in words from the language files.
//!
//! The shape of the command line comes from the types in `args.rs`; its words are found under
//! `cli.help.<command>.about` and `cli.help.<command>.<flag>`, so that a language adds no code.

use clap::{Arg, ArgAction, Command, CommandFactory};
use model::{Language, Message};

use crate::args::Arguments;

/// The whole command line, described in a language.
pub fn command(language: Language) -> Command {
    let flag = |name: &'static str, short, action| Arg::new(name).short(short).long(name).global(true).action(action);
    let root = Arguments::command()
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::Help))
        .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version));
    described(root, "", &Headings::new(language))
}

/// The words above the sections of a help, kept for as long as the program runs: clap asks for that.
struct Headings {
    usage: String,
    commands: &'static str,
    arguments: &'static str,
    options: &'static str,
    everywhere: &'static str,
    language: Language,
}

impl Headings {
    fn new(language: Language) -> Self {
        let kept = |name: &str| -> &'static str { word(&format!("heading.{name}"), language).leak() };
        Self {
            usage: word("heading.usage", language),
            commands: kept("commands"),
            arguments: kept("arguments"),
            options: kept("options"),
            everywhere: kept("everywhere"),
            language,
        }
    }
}

fn described(command: Command, path: &str, headings: &Headings) -> Command {
    let section = if path.is_empty() { "global" } else { path };
    let options = if path.is_empty() { headings.everywhere } else { headings.options };
    let about = word(&format!("{section}.about"), headings.language);
    let mut place = 0;
    let command = command
        .about(about)
        .long_about(None)
        .help_template(format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}", headings.usage))
        .subcommand_help_heading(headings.commands)
        .mut_args(|arg| {
            let text = word(&format!("{section}.{}", arg.get_id()), headings.language);
            let heading = if arg.is_positional() { headings.arguments } else { options };
            // Under a heading of our own clap would sort by name.
            place += 1;
            arg.help(text).long_help(None).help_heading(heading).display_order(place)
        });
    command.mut_subcommands(|child| {
        let path = if path.is_empty() { child.get_name().to_owned() } else { format!("{path}.{}", child.get_name()) };
        described(child, &path, headings)
    })
}

/// The words under `cli.help.<path>`; the path itself where a language has none, which a test forbids.
fn word(path: &str, language: Language) -> String {
    let path = format!("cli.help.{path}");
    let keys = language.keys();
    match keys.binary_search(&path.as_str()) {
        Ok(index) => Message::new(keys[index]).say(language),
        Err(_) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command(Language::English).debug_assert();
    }

    #[test]
    fn every_command_and_flag_is_described() {
        let mut missing = Vec::new();
        visit(&command(Language::English), &mut |command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let helps = command.get_arguments().filter_map(Arg::get_help).map(ToString::to_string);
            missing.extend(helps.chain([about]).filter(|text| text.starts_with("cli.help")));
        });
        assert_eq!(missing, Vec::<String>::new());
    }

    fn visit(command: &Command, look: &mut dyn FnMut(&Command)) {
        look(command);
        for child in command.get_subcommands() {
            visit(child, look);
        }
    }
}
