//! `tenure init`: an empty workspace, its tenure.yaml explained key by key.

use std::fs;
use std::path::{Path, PathBuf};

use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::run::Run;
use crate::workspace::FILE;

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// # Errors
/// [`CliError::Exists`] where there is a workspace already, [`CliError::File`] when it cannot be written.
pub fn run(args: &Args, run: &Run) -> Result<Exit, CliError> {
    let folder = args.folder.clone().or_else(|| run.folder.clone()).unwrap_or_else(|| PathBuf::from("."));
    let path = folder.join(FILE);
    if path.exists() {
        return Err(CliError::Exists { path });
    }
    write(&folder, &settings(&folder, run))?;
    run.note(&Message::new("cli.init.done").with("path", path.display()));
    Ok(Exit::Done)
}

/// Makes a workspace's folders and its settings file.
///
/// # Errors
/// [`CliError::File`] when one of them cannot be written.
pub fn write(folder: &Path, settings: &str) -> Result<(), CliError> {
    for folder in [folder.to_owned(), folder.join("metrics"), folder.join("mappings")] {
        fs::create_dir_all(&folder).map_err(|source| CliError::File { path: folder, source })?;
    }
    let path = folder.join(FILE);
    fs::write(&path, settings).map_err(|source| CliError::File { path, source })
}

/// Every key with what it means and what holds when it is left out, in the user's language.
fn settings(folder: &Path, run: &Run) -> String {
    let absolute = fs::canonicalize(folder).or_else(|_| std::path::absolute(folder)).unwrap_or_default();
    let name = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let quoted = serde_json::to_string(&name).unwrap_or_default();
    let text = run.say(&Message::new("cli.init.settings").with("name", quoted));
    format!("{text}\n")
}

#[cfg(test)]
mod tests {
    use catalog::Settings;
    use model::Language;

    use super::*;

    #[test]
    fn the_settings_of_a_new_workspace_are_the_defaults() {
        let text = Message::new("cli.init.settings").with("name", "\"acme\"").say(Language::English);
        let settings = Settings::parse(&text, FILE).unwrap();
        assert_eq!(settings, Settings { name: "acme".to_owned(), ..Settings::default() });
    }

    #[test]
    fn every_key_of_a_new_workspace_can_be_switched_on_as_it_stands() {
        let text = Message::new("cli.init.settings").with("name", "\"acme\"").say(Language::English);
        // A key that is left out by default stands as `#key: value`; a comment has a space after its sign.
        let all: String = text.lines().map(|line| format!("{}\n", on(line))).collect();
        Settings::parse(&all, FILE).unwrap();
    }

    fn on(line: &str) -> &str {
        match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && rest.contains(':') => rest,
            _ => line,
        }
    }
}
