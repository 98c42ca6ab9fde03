//! The definitions that answers rested on, kept as they stood: an answer of an earlier day can be given again under
//! the settings and the catalog of that day.

use std::collections::BTreeMap;

use model::Micros;

use crate::{Lake, LakeError};

/// When a state of the definitions was first met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionsRow {
    /// Its number, from 1: later ones are greater. A state that comes back gets a number of its own.
    pub number: i64,
    /// From when it is taken to hold. Instants never run backwards from one number to the next.
    pub at_us: Micros,
    /// Names the state.
    pub hash: String,
    /// The version of tenure that met it.
    pub tenure: String,
}

/// A state of the definitions, to be kept.
#[derive(Clone, Copy, Debug)]
pub struct Defined<'a> {
    /// Names the state.
    pub hash: &'a str,
    /// The version of tenure that reads it.
    pub tenure: &'a str,
    /// Name → text.
    pub files: &'a BTreeMap<String, String>,
}

impl Lake {
    /// Keeps a state of the definitions as the one that holds from `now_us` on, where the last one kept is another. In
    /// a workspace that cannot be written to, or on a full disk, nothing is kept and that is no error: the question at
    /// hand can still be answered.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub async fn keep_definitions(&self, defined: Defined<'_>, now_us: Micros) -> Result<(), LakeError> {
        self.state().keep_definitions(defined, now_us)
    }

    /// Every state of the definitions that was met, oldest first.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub async fn definitions(&self) -> Result<Vec<DefinitionsRow>, LakeError> {
        self.state().definitions()
    }

    /// The names of the files that each state changed, by the state's number; the first state changed none.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub async fn definition_changes(&self) -> Result<BTreeMap<i64, Vec<String>>, LakeError> {
        self.state().definition_changes()
    }

    /// The state of the definitions that held at an instant: the last one met by then, or the first one ever met where
    /// none had been. None in a workspace whose definitions were never kept.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub async fn definitions_at(&self, at_us: Micros) -> Result<Option<DefinitionsRow>, LakeError> {
        let mut rows = self.state().definitions()?;
        let held = rows.iter().rposition(|row| row.at_us <= at_us).unwrap_or(0);
        Ok((held < rows.len()).then(|| rows.swap_remove(held)))
    }

    /// The texts of a state of the definitions by name; none for a state that was never kept.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub async fn definition_files(&self, hash: &str) -> Result<BTreeMap<String, String>, LakeError> {
        self.state().definition_files(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[tokio::test]
    async fn a_state_is_kept_once_and_given_back_word_for_word() {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).await.unwrap();
        assert_eq!(lake.definitions_at(5).await.unwrap(), None);
        let (a, b) =
            (files(&[("tenure.yaml", "name: a"), ("m", "same")]), files(&[("tenure.yaml", "name: b"), ("m", "same")]));
        let keep = async |hash, files, now_us| {
            lake.keep_definitions(Defined { hash, tenure: "0.1.0", files }, now_us).await.unwrap();
        };
        keep("a", &a, 10).await;
        keep("a", &a, 20).await;
        keep("b", &b, 30).await;
        // A clock that runs backwards rewrites nothing that was answered before.
        keep("a", &a, 15).await;
        let rows = lake.definitions().await.unwrap();
        let met: Vec<_> = rows.iter().map(|row| (row.number, row.at_us, row.hash.as_str())).collect();
        assert_eq!(met, [(1, 10, "a"), (2, 30, "b"), (3, 30, "a")]);
        for (at_us, number) in [(0, 1), (10, 1), (29, 1), (30, 3), (99, 3)] {
            assert_eq!(lake.definitions_at(at_us).await.unwrap().unwrap().number, number, "{at_us}");
        }
        assert_eq!(lake.definition_files("b").await.unwrap(), b);
        keep("c", &files(&[("n", "new"), ("m", "same")]), 40).await;
        let changes = lake.definition_changes().await.unwrap();
        let changed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let expected =
            [(2, changed(&["tenure.yaml"])), (3, changed(&["tenure.yaml"])), (4, changed(&["n", "tenure.yaml"]))];
        assert_eq!(changes, BTreeMap::from(expected));
        assert!(lake.definition_files("d").await.unwrap().is_empty());
        drop(lake);
        let again = Lake::open(folder.path()).await.unwrap();
        assert_eq!(again.definition_files("a").await.unwrap(), a);
    }
}
