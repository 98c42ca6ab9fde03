//! Searching a Parquet file as it is on disk: every page, taken out of its compression, dictionaries included.
//!
//! Reading the rows back would not do: a dictionary may hold a value that no row points to any more.

use std::fs::File;
use std::path::Path;

use datafusion::parquet::basic::Type;
use datafusion::parquet::column::page::Page;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::reader::{FileReader, SerializedFileReader};

use super::needles::{Needle, find};
use crate::LakeError;

/// The needles, by their place, that stand in a file's pages of texts and bytes.
///
/// # Errors
/// [`LakeError::Folder`] when the file cannot be opened, [`LakeError::Rows`] when it is no sound Parquet file.
pub(super) fn search(path: &Path, needles: &[Needle]) -> Result<Vec<usize>, LakeError> {
    let file = File::open(path).map_err(|source| LakeError::Folder { path: path.to_path_buf(), source })?;
    let reader = SerializedFileReader::new(file)?;
    let sought: Vec<Sought<'_>> = needles.iter().map(Sought::new).collect();
    let mut found = vec![false; needles.len()];
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        for column in 0..group.num_columns() {
            let kind = group.metadata().column(column).column_type();
            if !matches!(kind, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY) {
                continue;
            }
            for page in group.get_column_page_reader(column)? {
                note(&page?, &sought, &mut found);
            }
        }
    }
    Ok((0..needles.len()).filter(|place| found[*place]).collect())
}

/// A needle as it stands in a page: texts anywhere, an id that could be a coincidence as a whole value, which Parquet
/// writes behind its length.
struct Sought<'a> {
    needle: &'a Needle,
    value: Vec<u8>,
}

impl<'a> Sought<'a> {
    fn new(needle: &'a Needle) -> Self {
        let length = u32::try_from(needle.text.len()).unwrap_or(u32::MAX);
        Self { needle, value: [&length.to_le_bytes(), needle.text.as_bytes()].concat() }
    }

    fn is_in(&self, page: &[u8]) -> bool {
        find(page, &self.value).is_some() || (self.needle.is_distinctive() && self.needle.is_in_bytes(page))
    }
}

fn note(page: &Page, sought: &[Sought<'_>], found: &mut [bool]) {
    let bytes = page.buffer();
    for (found, sought) in found.iter_mut().zip(sought) {
        *found = *found || sought.is_in(bytes);
    }
}

/// Whether a file's footer can be read: what is no Parquet file is searched as bytes only.
pub(super) fn is_parquet(path: &Path) -> bool {
    let opened = File::open(path).map_err(|error| ParquetError::External(error.into()));
    path.extension().is_some_and(|extension| extension == "parquet")
        && opened.and_then(SerializedFileReader::new).is_ok()
}
