//! The files that patterns name, in the order of their names.

use std::path::{Path, PathBuf};

use crate::IngestError;

/// The file name that stands for standard input.
pub const STDIN: &str = "-";

/// The files themselves, globs expanded and sorted. A name that exists is taken as it is, whatever it holds.
///
/// # Errors
/// [`IngestError::NoFiles`] for a pattern that names nothing.
pub fn expand(patterns: &[PathBuf]) -> Result<Vec<PathBuf>, IngestError> {
    let mut files = Vec::new();
    for pattern in patterns {
        let name = pattern.to_string_lossy();
        if name == STDIN || pattern.exists() || sheet_of(pattern).is_some() {
            files.push(pattern.clone());
            continue;
        }
        let none = || IngestError::NoFiles { pattern: name.clone().into_owned() };
        let before = files.len();
        files.extend(glob::glob(&name).map_err(|_| none())?.filter_map(Result::ok).filter(|path| path.is_file()));
        if files.len() == before {
            return Err(none());
        }
    }
    if files.is_empty() {
        return Err(IngestError::NoFiles { pattern: String::new() });
    }
    Ok(files)
}

/// The workbook and the sheet that `book.xlsx#Sheet` names; none for the name of a file.
pub fn sheet_of(path: &Path) -> Option<(PathBuf, String)> {
    if path.exists() {
        return None;
    }
    let name = path.to_str()?;
    let (book, sheet) = name.rsplit_once('#')?;
    let book = PathBuf::from(book);
    book.is_file().then(|| (book, sheet.to_owned()))
}

/// Whether a file is one that a mapping's `from.file` means: by its whole path, or by its name alone.
pub fn matches(pattern: &str, file: &Path) -> bool {
    let Ok(pattern) = glob::Pattern::new(pattern) else { return false };
    let book = sheet_of(file).map(|(book, _)| book);
    let file = book.as_deref().unwrap_or(file);
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    pattern.matches(&name) || pattern.matches_path(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_names_and_paths() {
        for (pattern, file, expected) in [
            ("invoices-*.csv", "data/invoices-2024.csv", true),
            ("invoices-*.csv", "data/invoices.csv", false),
            ("data/*.csv", "data/a.csv", true),
            ("a.csv", "a.csv", true),
        ] {
            assert_eq!(matches(pattern, Path::new(file)), expected, "{pattern} {file}");
        }
    }

    #[test]
    fn a_pattern_that_names_nothing_is_an_error() {
        let error = expand(&[PathBuf::from("/nowhere/*.csv")]).unwrap_err();
        assert!(matches!(error, IngestError::NoFiles { .. }), "{error}");
    }
}
