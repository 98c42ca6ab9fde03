//! The help of every command and flag, in words from the language files.
//!
//! The shape of the command line comes from the types in `args.rs`; its words are found under
//! `cli.help.<command>.about` and `cli.help.<command>.<flag>`, or `cli.help.shared.<flag>` for a flag that means the same
//! to most commands, so that a language adds no code. The pages are laid out here: clap's own layout has English in it
//! and breaks lines at spaces, which Chinese does not have.

use clap::{Arg, ArgAction, Command, CommandFactory};
use model::{Language, Message};

use crate::args::Arguments;
use crate::render::{listed, wrap};

/// The widest a page gets, and its width where nobody says how wide the terminal is.
const WIDEST: usize = 100;
/// The narrowest column of explanations; below it they stand under what they explain.
const NARROWEST: usize = 30;

/// The whole command line, described in a language.
pub fn command(language: Language) -> Command {
    let flag = |name: &'static str, short, action| Arg::new(name).short(short).long(name).global(true).action(action);
    let root = Arguments::command()
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::Help))
        .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version));
    let mut root = described(root, "", language);
    // Only a built command knows how it is called.
    root.build();
    paged(root, &Page::new(language))
}

fn described(command: Command, path: &str, language: Language) -> Command {
    let section = if path.is_empty() { "global" } else { path };
    let command = command
        .about(word(&format!("{section}.about"), language))
        .long_about(None)
        .disable_help_subcommand(true)
        .subcommand_value_name(value_name("COMMAND", language))
        .mut_args(|arg| {
            let own = format!("{section}.{}", arg.get_id());
            let shared = format!("cli.help.shared.{}", arg.get_id());
            let text = found(&format!("cli.help.{own}"), language).or_else(|| found(&shared, language));
            let text = text.unwrap_or_else(|| word(&own, language));
            let arg = named(arg, language);
            arg.help(text).long_help(None)
        });
    command.mut_subcommands(|child| {
        let path = if path.is_empty() { child.get_name().to_owned() } else { format!("{path}.{}", child.get_name()) };
        described(child, &path, language)
    })
}

/// The argument with what stands for its value, as in `<FILE>`, in the words of a language.
fn named(arg: Arg, language: Language) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let own = arg.get_value_names().map(|names| names.iter().map(ToString::to_string).collect());
    let names: Vec<String> = own.unwrap_or_else(|| vec![arg.get_id().as_str().to_uppercase()]);
    let names: Vec<&'static str> = names.iter().map(|name| value_name(name, language)).collect();
    arg.value_names(names)
}

/// The words for a value such as `FILE` or `NAME=VALUE`; the name itself where a language has none. Kept for as long
/// as the program runs: clap asks for that.
fn value_name(name: &str, language: Language) -> &'static str {
    let key = format!("cli.value.{}", name.to_lowercase().replace('=', "_"));
    found(&key, language).unwrap_or_else(|| name.to_owned()).leak()
}

fn paged(command: Command, page: &Page) -> Command {
    let text = page.of(&command);
    command.override_help(text).mut_subcommands(|child| paged(child, page))
}

/// How pages are laid out, and the words above their sections.
struct Page {
    width: usize,
    language: Language,
}

impl Page {
    fn new(language: Language) -> Self {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let columns = columns.or_else(|| comfy_table::Table::new().width());
        let width = columns.map_or(WIDEST, |columns: u16| usize::from(columns).clamp(2 * NARROWEST, WIDEST));
        Self { width, language }
    }

    fn of(&self, command: &Command) -> String {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let usage = command.clone().render_usage().to_string();
        let usage = usage_of(&usage, self.language);
        let usage = Message::new("cli.usage.form").with("usage", usage).say(self.language);
        let mut text = format!("{}\n\n{usage}\n", wrap::wrap(&about, self.width).join("\n"));
        let commands = command.get_subcommands().filter(|child| !child.is_hide_set());
        let about = |child: &Command| child.get_about().map(ToString::to_string).unwrap_or_default();
        let commands = commands.map(|child| (child.get_name().to_owned(), about(child))).collect();
        self.section("commands", commands, &mut text);
        let shown = |wanted: fn(&Arg) -> bool| -> Vec<(String, String)> {
            let args = command.get_arguments().filter(|arg| !arg.is_hide_set() && wanted(arg));
            args.map(|arg| (spec(arg), self.explained(arg))).collect()
        };
        self.section("arguments", shown(Arg::is_positional), &mut text);
        self.section("options", shown(|arg| !arg.is_positional() && !everywhere(arg)), &mut text);
        self.section("everywhere", shown(everywhere), &mut text);
        text
    }

    /// A section's entries, each explained in a column of its own; nothing for a section without entries.
    fn section(&self, heading: &str, entries: Vec<(String, String)>, text: &mut String) {
        if entries.is_empty() {
            return;
        }
        text.push_str(&format!("\n{}\n", self.heading(heading)));
        let widest = entries.iter().map(|(name, _)| wrap::columns(name)).max().unwrap_or_default();
        let beside = widest + 4 + NARROWEST <= self.width;
        let indent = if beside { widest + 4 } else { 10 };
        for (name, explanation) in entries {
            let mut line = format!("  {name}");
            for (index, part) in wrap::wrap(&explanation, self.width - indent).iter().enumerate() {
                if index > 0 || !beside {
                    text.push_str(&format!("{}\n", line.trim_end()));
                    line = String::new();
                }
                line.push_str(&" ".repeat(indent.saturating_sub(wrap::columns(&line))));
                line.push_str(part);
            }
            text.push_str(&format!("{}\n", line.trim_end()));
        }
    }

    /// What an argument is for, what it is when left out, and what it may be.
    fn explained(&self, arg: &Arg) -> String {
        let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
        if !arg.get_action().takes_values() {
            return text;
        }
        let list = |values: Vec<String>| quoted(&values, self.language);
        let default = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        let choices = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        let variable = arg.get_env().map(|name| name.to_string_lossy().into_owned()).into_iter().collect();
        for (key, values) in [
            ("cli.help.default", list(default)),
            ("cli.help.choices", list(choices)),
            ("cli.help.variable", list(variable)),
        ] {
            if !values.is_empty() {
                text.push_str(&Message::new(key).with("value", values).say(self.language));
            }
        }
        text
    }

    fn heading(&self, name: &str) -> String {
        word(&format!("heading.{name}"), self.language)
    }
}

/// Values that may be typed, one after the other.
pub fn quoted(values: &[String], language: Language) -> String {
    listed(values.iter().map(|value| format!("`{value}`")), language)
}

/// How a command is written, of the line in which clap says it.
pub fn usage_of(usage: &str, language: Language) -> String {
    let options = word("heading.any_options", language);
    usage.trim_start().trim_start_matches("Usage:").trim().replace("[OPTIONS]", &options)
}

/// Whether every command takes it, or it asks for what is said of all.
fn everywhere(arg: &Arg) -> bool {
    arg.is_global_set() || arg.get_id() == "version"
}

/// How an argument is written: `-C, --workspace <FOLDER>`, `[FILE]...`.
fn spec(arg: &Arg) -> String {
    if arg.is_positional() {
        return arg.to_string();
    }
    let short = arg.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    format!("{short}{arg}")
}

/// The words under `cli.help.<path>`; the path itself where a language has none, which a test forbids.
fn word(path: &str, language: Language) -> String {
    let path = format!("cli.help.{path}");
    found(&path, language).unwrap_or(path)
}

fn found(key: &str, language: Language) -> Option<String> {
    let keys = language.keys();
    keys.binary_search(&key).ok().map(|index| Message::new(keys[index]).say(language))
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
        for language in Language::ALL {
            visit(&command(language), &mut |command| {
                let about = command.get_about().map(ToString::to_string).unwrap_or_default();
                let helps = command.get_arguments().filter_map(Arg::get_help).map(ToString::to_string);
                missing.extend(helps.chain([about]).filter(|text| text.starts_with("cli.help")));
                let valued = command.get_arguments().filter(|arg| arg.get_action().takes_values());
                let names = valued.filter_map(Arg::get_value_names).flatten();
                let english = names.filter(|name| language == Language::Chinese && name.is_ascii());
                missing.extend(english.map(|name| format!("cli.value.{}", name.to_lowercase())));
            });
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn every_page_fits_eighty_columns() {
        let mut wide = Vec::new();
        for language in Language::ALL {
            visit(&command(language), &mut |command| {
                let text = Page { width: 80, language }.of(command);
                // How a command is written is one line that can be copied.
                let lines = text.lines().filter(|line| !line.contains("tenure"));
                wide.extend(lines.filter(|line| wrap::columns(line) > 80).map(str::to_owned));
            });
        }
        assert_eq!(wide, Vec::<String>::new());
    }

    fn visit(command: &Command, look: &mut dyn FnMut(&Command)) {
        look(command);
        for child in command.get_subcommands() {
            visit(child, look);
        }
    }
}
