//! What may be asked over HTTP: which commands, who may, and the parameters as the command line defines them.

use std::sync::LazyLock;

use clap::{Arg, ArgMatches, Command};
use model::{Language, Message, Role, nearest};
use serve::{Param, Question};

use crate::error::CliError;
use crate::help;

/// A question and the command that answers it.
#[derive(Debug)]
pub struct Entry {
    /// As in the address.
    pub name: &'static str,
    /// The command, with its sub-command.
    pub command: &'static [&'static str],
    /// What is always given.
    pub given: &'static [&'static str],
    /// The only parameters, by their names; none for all that the command has.
    pub only: Option<&'static [&'static str]>,
    pub least: Role,
    pub changes: bool,
    /// Whether the answer says nothing of any customer.
    pub impersonal: bool,
}

/// Reads, and may be asked with every parameter.
const fn reading(name: &'static str, command: &'static [&'static str], least: Role) -> Entry {
    Entry { name, command, given: &[], only: None, least, changes: false, impersonal: false }
}

/// How a list of customers or accounts may be asked for.
const LISTED: &[&str] = &["search", "where", "sort", "order", "limit", "as_of", "definitions"];
/// What makes a question one about accounts.
const OF_ACCOUNTS: &str = "--subject=account";

/// Everything that may be asked, in the order of the command line's help. Flags that name files of the server are not
/// among their parameters.
pub static ENTRIES: &[Entry] = &[
    Entry {
        only: Some(&["table", "rule", "import", "file", "limit"]),
        ..reading("rejects", &["rejects", "list"], Role::Analyst)
    },
    Entry {
        only: Some(&["table", "rule", "import", "file"]),
        ..reading("rejects_export", &["rejects", "export"], Role::Analyst)
    },
    reading("status", &["status"], Role::Viewer),
    reading("check", &["check"], Role::Analyst),
    Entry { given: &["--brief"], only: Some(&[]), impersonal: true, ..reading("verdict", &["check"], Role::Viewer) },
    Entry {
        only: Some(&["id", "as_of", "definitions"]),
        impersonal: true,
        ..reading("metrics", &["metrics"], Role::Viewer)
    },
    reading("query", &["query"], Role::Viewer),
    reading("explain", &["explain"], Role::Analyst),
    reading("drivers", &["drivers"], Role::Viewer),
    reading("forecast", &["forecast"], Role::Viewer),
    reading("affinity", &["affinity"], Role::Viewer),
    reading("retention", &["retention"], Role::Viewer),
    reading("funnel", &["funnel"], Role::Viewer),
    reading("paths", &["paths"], Role::Viewer),
    reading("survival", &["survival"], Role::Viewer),
    reading("value", &["value"], Role::Viewer),
    reading("mrr", &["mrr"], Role::Viewer),
    reading("segments", &["segments"], Role::Viewer),
    reading("health", &["health"], Role::Analyst),
    reading("churn", &["churn"], Role::Analyst),
    reading("leads", &["leads"], Role::Analyst),
    reading("experiment", &["experiment"], Role::Viewer),
    Entry {
        only: Some(&["tables", "from", "to", "grain", "where", "basis", "subject", "as_of", "definitions"]),
        ..reading("report", &["report"], Role::Viewer)
    },
    Entry { given: &["--subject=customer"], only: Some(LISTED), ..reading("customers", &["customers"], Role::Viewer) },
    Entry { given: &[OF_ACCOUNTS], only: Some(LISTED), ..reading("accounts", &["customers"], Role::Viewer) },
    reading("customer", &["customer", "show"], Role::Viewer),
    Entry { only: Some(&["limit"]), ..reading("candidates", &["customer", "candidates"], Role::Analyst) },
    Entry {
        only: Some(&["accept", "refuse"]),
        changes: true,
        ..reading("decide", &["customer", "candidates"], Role::Analyst)
    },
    Entry {
        only: Some(&["a", "b"]),
        given: &["--preview"],
        ..reading("merge_preview", &["customer", "merge"], Role::Analyst)
    },
    Entry {
        only: Some(&["a", "b"]),
        given: &["--yes"],
        changes: true,
        ..reading("merge", &["customer", "merge"], Role::Analyst)
    },
    Entry {
        only: Some(&["a", "b"]),
        given: &["--preview"],
        ..reading("unmerge_preview", &["customer", "unmerge"], Role::Analyst)
    },
    Entry {
        only: Some(&["a", "b"]),
        given: &["--yes"],
        changes: true,
        ..reading("unmerge", &["customer", "unmerge"], Role::Analyst)
    },
    Entry {
        only: Some(&["id"]),
        given: &["--preview"],
        ..reading("forget_preview", &["customer", "forget"], Role::Admin)
    },
    Entry {
        only: Some(&["id"]),
        given: &["--yes"],
        changes: true,
        ..reading("forget", &["customer", "forget"], Role::Admin)
    },
    reading("diff", &["diff"], Role::Analyst),
    reading("sql", &["sql"], Role::Analyst),
];

/// The question of this name.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// The refusal of a name that no question has.
pub fn unknown(name: &str) -> CliError {
    CliError::Usage(match nearest(name, ENTRIES.iter().map(|entry| entry.name)) {
        Some(near) => Message::new("cli.error.unknown_question_near").with("name", name).with("nearest", near),
        None => Message::new("cli.error.unknown_question").with("name", name),
    })
}

/// Reads a command line in the words of a language.
pub fn matches(words: &[String], language: Language) -> Result<ArgMatches, clap::Error> {
    root(language).clone().try_get_matches_from(words)
}

/// A question as the address and the document of the API name it.
pub fn described(entry: &Entry, language: Language) -> Question {
    let params: Vec<Param> = params(entry, language).into_iter().map(described_param).collect();
    // A rule is about customers, and says nothing of accounts.
    let of_customers = !entry.given.contains(&OF_ACCOUNTS);
    Question {
        name: entry.name.to_owned(),
        about: command(entry, language).get_about().map(ToString::to_string).unwrap_or_default(),
        restrictable: !entry.changes && of_customers && params.iter().any(|param| param.name == "where"),
        params,
        least: entry.least,
        changes: entry.changes,
        impersonal: entry.impersonal,
    }
}

/// The arguments that are parameters of a question.
pub fn params(entry: &Entry, language: Language) -> Vec<&'static Arg> {
    let own = |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help";
    let wanted = |arg: &&Arg| entry.only.is_none_or(|only| only.contains(&name(arg).as_str()));
    command(entry, language).get_arguments().filter(own).filter(wanted).collect()
}

/// What an argument is called in an address: its long flag, or its place's name, with `_` for `-`.
pub fn name(arg: &Arg) -> String {
    arg.get_long().unwrap_or(arg.get_id().as_str()).replace('-', "_")
}

fn described_param(arg: &Arg) -> Param {
    let flag = !arg.get_action().takes_values();
    Param {
        name: name(arg),
        about: arg.get_help().map(ToString::to_string).unwrap_or_default(),
        required: arg.is_required_set(),
        many: is_many(arg),
        flag,
        values: if flag {
            Vec::new()
        } else {
            arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
        },
        default: arg.get_default_values().first().filter(|_| !flag).map(|value| value.to_string_lossy().into_owned()),
    }
}

/// Whether an argument takes several values.
pub fn is_many(arg: &Arg) -> bool {
    let several = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
    several || matches!(arg.get_action(), clap::ArgAction::Append)
}

fn command(entry: &Entry, language: Language) -> &'static Command {
    entry.command.iter().fold(root(language), |command, name| command.find_subcommand(name).unwrap_or(command))
}

/// The whole command line, made once for each language.
fn root(language: Language) -> &'static Command {
    static ENGLISH: LazyLock<Command> = LazyLock::new(|| help::command(Language::English));
    static CHINESE: LazyLock<Command> = LazyLock::new(|| help::command(Language::Chinese));
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_names_a_command_and_its_parameters() {
        for entry in ENTRIES {
            let question = described(entry, Language::English);
            assert!(!question.about.is_empty(), "{}", entry.name);
            let command = command(entry, Language::English);
            assert_eq!(command.get_name(), *entry.command.last().unwrap(), "{}", entry.name);
            let named: Vec<_> = question.params.iter().map(|param| param.name.as_str()).collect();
            let absent = entry.only.into_iter().flatten().filter(|only| !named.contains(only));
            assert_eq!(absent.collect::<Vec<_>>(), Vec::<&&str>::new(), "{}", entry.name);
        }
    }

    #[test]
    fn no_parameter_names_a_file_of_the_server() {
        for entry in ENTRIES {
            for arg in params(entry, Language::English) {
                let names = arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string);
                let file = names.clone().any(|name| name == "FILE" || name == "FOLDER" || name == "DIR");
                assert!(!file, "{} {}", entry.name, name(arg));
            }
        }
    }

    #[test]
    fn only_what_takes_a_condition_can_be_restricted() {
        let restrictable = |name| described(find(name).unwrap(), Language::English).restrictable;
        assert!(restrictable("query") && restrictable("retention") && restrictable("mrr"));
        assert!(restrictable("customers") && !restrictable("accounts"));
        assert!(!restrictable("sql") && !restrictable("customer") && !restrictable("status"));
    }
}
