//! The proof of an erasure: every byte of the workspace's own files is searched for everything that names the person.
//!
//! What is found is one of two things. A mention stands in a row of somebody else, or in a record of tenure's own: it
//! is told, with its place, for a person to weigh. A trace stands where no row is: the erasure has failed.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::needles::Needle;
use super::{inspect, pages};
use crate::{LakeError, journal};

/// What was searched, for what, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Everything that was looked for.
    pub sought: Vec<Needle>,
    /// Files searched, byte by byte; of Parquet files also every page as it is outside its compression.
    pub files: u64,
    /// Their size on disk.
    pub bytes: u64,
    /// What is left of the person: nothing, or the erasure has failed.
    pub traces: Vec<Trace>,
    /// Rows of others, and tenure's own records, that hold something that names the person.
    pub mentions: Vec<Mention>,
    /// Settings, mappings and definitions of the workspace's own that name the person: files of the user, which nobody touches.
    pub written: Vec<Written>,
}

/// Something that names the person, where no row of anybody is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trace {
    /// Relative to the workspace.
    pub file: PathBuf,
    pub needle: Needle,
}

/// Something that names the person, in rows that are not theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// Relative to the workspace.
    pub file: PathBuf,
    /// The table; of `tenure.db` a table of the state.
    pub table: String,
    pub column: String,
    pub rows: u64,
    pub needle: Needle,
}

/// Something that names the person in a file that people wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    /// Relative to the workspace.
    pub file: PathBuf,
    /// One-based.
    pub line: u64,
    pub needle: Needle,
}

/// Searches every file of the lake and of the state, and the settings, mappings and definitions beside them.
///
/// # Errors
/// [`LakeError`] when a file cannot be read.
pub(super) fn prove(workspace: &Path, needles: Vec<Needle>) -> Result<Proof, LakeError> {
    let mut proof = Proof::default();
    let mut files = Vec::new();
    walk(&workspace.join("lake"), &mut files)?;
    let state = ["tenure.db", "tenure.db-wal", "tenure.db-shm"];
    files.extend(state.into_iter().chain(journal::FILES).map(|name| workspace.join(name)));
    files.sort();
    for path in files {
        let Some(bytes) = read(&path)? else { continue };
        proof.files += 1;
        proof.bytes += bytes.len() as u64;
        let anywhere = |needle: &Needle| needle.is_distinctive() && needle.is_in_bytes(&bytes);
        // In the state ids stand whole: there even one of a single digit is looked for, cell by cell.
        let is_state = path.file_name().is_some_and(|name| name == "tenure.db");
        let sought = |needle: &Needle| if is_state { needle.is_in_bytes(&bytes) } else { anywhere(needle) };
        let mut found: BTreeSet<usize> = (0..needles.len()).filter(|place| sought(&needles[*place])).collect();
        drop(bytes);
        if pages::is_parquet(&path) {
            found.extend(pages::search(&path, &needles)?);
        }
        let found: Vec<Needle> = found.into_iter().map(|place| needles[place].clone()).collect();
        if found.is_empty() {
            continue;
        }
        let file = path.strip_prefix(workspace).unwrap_or(&path).to_path_buf();
        for needle in found {
            note(inspect::look(&path, &needle)?, &file, &needle, &mut proof);
        }
    }
    proof.written = written(workspace, &needles)?;
    proof.sought = needles;
    Ok(proof)
}

/// The lines of the workspace's own texts that name the person.
fn written(workspace: &Path, needles: &[Needle]) -> Result<Vec<Written>, LakeError> {
    let mut files = vec![workspace.join("tenure.yaml")];
    for folder in ["mappings", "metrics"].map(|name| workspace.join(name)).iter().filter(|folder| folder.is_dir()) {
        walk(folder, &mut files)?;
    }
    files.sort();
    let mut written = Vec::new();
    for path in files {
        let Some(bytes) = read(&path)? else { continue };
        let file = path.strip_prefix(workspace).unwrap_or(&path);
        for (line, text) in (1..).zip(String::from_utf8_lossy(&bytes).lines()) {
            let found = needles.iter().filter(|needle| needle.is_distinctive() && needle.is_in(text));
            written.extend(found.map(|needle| Written { file: file.to_path_buf(), line, needle: needle.clone() }));
        }
    }
    Ok(written)
}

fn note(seen: inspect::Seen, file: &Path, needle: &Needle, proof: &mut Proof) {
    let trace = Trace { file: file.to_path_buf(), needle: needle.clone() };
    match seen {
        inspect::Seen::Left => proof.traces.push(trace),
        inspect::Seen::Coincidence => {}
        inspect::Seen::In(places) => {
            proof.mentions.extend(places.into_iter().map(|((table, column), rows)| Mention {
                file: file.to_path_buf(),
                table,
                column,
                rows,
                needle: needle.clone(),
            }));
        }
    }
}

/// A file's bytes; none where it is gone, as an emptied log may be.
fn read(path: &Path) -> Result<Option<Vec<u8>>, LakeError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(LakeError::Folder { path: path.to_path_buf(), source }),
    }
}

/// Every file below a folder.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), LakeError> {
    let failed = |source| LakeError::Folder { path: folder.to_path_buf(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
