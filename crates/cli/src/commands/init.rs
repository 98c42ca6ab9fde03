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
    let text = run.say(&Message::new("init.settings").with("name", quoted));
    format!("{text}\n")
}

#[cfg(test)]
mod tests {
    use catalog::{Settings, schemas};
    use model::Language;
    use serde_json::Value;

    use super::*;

    fn template(language: Language) -> String {
        Message::new("init.settings").with("name", "\"acme\"").say(language)
    }

    #[test]
    fn the_settings_of_a_new_workspace_are_the_defaults() {
        for (language, tag) in [(Language::English, "en"), (Language::Chinese, "zh-CN")] {
            let settings = Settings::parse(&template(language), FILE).unwrap();
            let expected = Settings { name: "acme".to_owned(), language: tag.to_owned(), ..Settings::default() };
            assert_eq!(settings, expected);
        }
    }

    #[test]
    fn every_example_of_a_new_workspace_can_be_switched_on_as_it_stands() {
        for language in Language::ALL {
            Settings::parse(&switched_on(&template(language)), FILE).unwrap_or_else(|errors| panic!("{errors}"));
        }
    }

    #[test]
    fn a_new_workspace_shows_every_key_that_there_is() {
        let (_, schema) = schemas().into_iter().find(|(name, _)| name.starts_with("tenure")).unwrap();
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let text = switched_on(&template(Language::English));
        let mut missing = Vec::new();
        for (key, property) in schema["properties"].as_object().unwrap() {
            let inner = property.get("properties").and_then(Value::as_object);
            let keys = inner.into_iter().flat_map(|inner| inner.keys()).chain([key]);
            missing.extend(keys.filter(|key| !text.contains(&format!("{key}:"))).cloned());
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    /// The template with its examples in place of what they are examples for.
    fn switched_on(text: &str) -> String {
        // A comment has one space after its sign; an example has none, or stands deeper.
        let example = |line: &str| {
            line.strip_prefix('#').filter(|rest| !rest.starts_with(' ') || rest.starts_with("  ")).map(str::to_owned)
        };
        let named = |line: &str| line.split_once(':').map(|(key, _)| format!("{key}:"));
        let lines: Vec<&str> = text.lines().collect();
        let mut kept = String::new();
        for (index, line) in lines.iter().enumerate() {
            // `exclude: []` gives way to an example `#exclude:` that follows it.
            let next = lines.get(index + 1).and_then(|next| example(next)).and_then(|next| named(&next));
            if example(line).is_none() && next.is_some() && next == named(line) {
                continue;
            }
            kept.push_str(&example(line).unwrap_or_else(|| (*line).to_owned()));
            kept.push('\n');
        }
        kept
    }
}
