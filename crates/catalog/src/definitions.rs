//! Everything written that an answer rests on: the settings, the workspace's own definitions and those that tenure ships,
//! file by file, so that the state of an earlier day can be kept and read again.

use std::collections::BTreeMap;
use std::path::Path;

use crate::catalog::Catalog;
use crate::error::CatalogErrors;
use crate::load;
use crate::settings::Settings;

/// The name of the settings.
const SETTINGS: &str = "tenure.yaml";
/// Where the names of the files begin that the settings name.
const BESIDE: &str = "settings/";
/// Where the names of the workspace's own definitions begin.
const OWN: &str = "metrics/";
/// Where the names of the definitions that tenure ships begin.
const BUILTIN: &str = "builtin/";

/// One state of the definitions: name → text. `tenure.yaml` is the settings, `settings/…` the files that these name,
/// `metrics/…` is the workspace's own, `builtin/metrics/…` is what tenure ships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    files: BTreeMap<String, String>,
}

impl Definitions {
    /// The definitions of a workspace as they stand in its folder, beside those that this tenure ships. The settings
    /// are given as their text.
    ///
    /// # Errors
    /// [`CatalogErrors`] when a file under `metrics/` cannot be read.
    pub fn of_workspace(settings: &str, folder: &Path) -> Result<Self, CatalogErrors> {
        let mut files = BTreeMap::from([(SETTINGS.to_owned(), settings.to_owned())]);
        // Settings that cannot be read, and files that are not there, are told where they are used.
        for path in Settings::parse(settings, SETTINGS).iter().flat_map(Settings::files) {
            if let Ok(text) = std::fs::read_to_string(folder.join(path)) {
                files.insert(format!("{BESIDE}{path}"), text);
            }
        }
        let metrics = folder.join("metrics");
        for file in load::folder(&metrics)? {
            let name = Path::new(&file.name).strip_prefix(&metrics).unwrap_or(Path::new(&file.name));
            files.insert(format!("{OWN}{}", name.display().to_string().replace('\\', "/")), file.text);
        }
        files.extend(load::builtin().into_iter().map(|file| (format!("{BUILTIN}{}", file.name), file.text)));
        Ok(Self { files })
    }

    /// The definitions that [`Definitions::files`] gave earlier.
    #[must_use]
    pub fn of_files(files: BTreeMap<String, String>) -> Self {
        Self { files }
    }

    /// Name → text.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// 16 hexadecimal digits that name this state: another text or another name, another state.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in self.files.iter().flat_map(|(name, text)| [name, text]) {
            // Lengths keep neighbours apart: "ab" + "c" is not "a" + "bc".
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// The settings of this state.
    ///
    /// # Errors
    /// [`CatalogErrors`] when this tenure cannot read them.
    pub fn settings(&self) -> Result<Settings, CatalogErrors> {
        let settings = Settings::parse(self.files.get(SETTINGS).map_or("", String::as_str), SETTINGS)?;
        settings.with_files(|path| {
            let kept = self.files.get(&format!("{BESIDE}{path}"));
            kept.cloned().ok_or_else(|| path.to_owned())
        })
    }

    /// The catalog of this state: what tenure shipped then, with the workspace's own laid over it.
    ///
    /// # Errors
    /// [`CatalogErrors`] when this tenure cannot read it.
    pub fn catalog(&self) -> Result<Catalog, CatalogErrors> {
        let under = |prefix: &'static str| {
            let named =
                self.files.iter().filter_map(move |(name, text)| name.strip_prefix(prefix).map(|_| (name, text)));
            named.map(|(name, text)| load::File { name: name.clone(), text: text.clone() }).collect::<Vec<_>>()
        };
        let own = under(OWN);
        let catalog = Catalog::of_builtin(under(BUILTIN))?;
        if own.is_empty() { Ok(catalog) } else { catalog.with_own(own) }
    }

    /// The names of the files that differ from those of another state, sorted.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<String> {
        let mut names: Vec<&String> = self.files.keys().chain(other.files.keys()).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| self.files.get(*name) != other.files.get(*name));
        names.into_iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_read_back_is_the_same_state() {
        let (builtin, name) = (load::builtin(), "metrics/retention/churn_rate.yaml");
        let text = &builtin.iter().find(|file| file.name == name).unwrap().text;
        let own = text.replace("better: lower", "better: higher");
        let mut files = Definitions::of_workspace("currency: EUR\n", Path::new("/nowhere")).unwrap().files;
        assert_eq!(files.len(), builtin.len() + 1);
        files.insert("metrics/sales/churn_rate.yaml".to_owned(), own.clone());
        let state = Definitions::of_files(files);
        assert_eq!(state.hash().len(), 16);
        assert_eq!(state.settings().unwrap().currency, "EUR");
        let catalog = state.catalog().unwrap();
        assert_eq!((catalog.replaced.len(), catalog.metrics["churn_rate"].better), (1, crate::Better::Higher));
        let laid = Catalog::builtin().unwrap().with_texts(&[("churn_rate.yaml", own.as_str())]).unwrap();
        assert_eq!(catalog.hash(), laid.hash());
    }

    #[test]
    fn the_files_that_settings_name_are_part_of_the_state() {
        let kept = [("tenure.yaml", "holidays: [{ file: days.csv }]"), ("settings/days.csv", "2026-12-24\n")];
        let files = kept.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned()));
        let state = Definitions::of_files(files.collect());
        assert_eq!(state.settings().unwrap().holidays.days.len(), 1);
    }

    #[test]
    fn another_text_or_name_is_another_state() {
        let state = |pairs: &[(&str, &str)]| {
            Definitions::of_files(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
        };
        let one = state(&[("tenure.yaml", "name: a"), ("metrics/a.sql", "x")]);
        let two = state(&[("tenure.yaml", "name: b"), ("metrics/b.sql", "x")]);
        assert_ne!(one.hash(), state(&[("tenure.yaml", "name: a"), ("metrics/b.sql", "x")]).hash());
        assert_eq!(one.differing(&two), ["metrics/a.sql", "metrics/b.sql", "tenure.yaml"]);
        assert!(one.differing(&one).is_empty());
    }
}
