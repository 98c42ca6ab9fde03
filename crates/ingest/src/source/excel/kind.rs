//! Which kind of workbook a file is, and that it is none that would not fit into memory.

use std::io::SeekFrom;

use super::archive::{self, Part, Refusal};
use super::biff;
use super::spread::Spread;
use super::workbook::Input;

/// Cells that a workbook may have which can only be read whole.
pub const MOST_CELLS: u64 = 20_000_000;
/// Bytes of a workbook of the kind before zip.
pub const MOST_OLD_BYTES: u64 = 128 << 20;

/// The kinds that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// Why a workbook is not read.
#[derive(Debug)]
pub enum Unfit {
    /// An archive of something else, or nothing at all.
    NoWorkbook,
    /// Encrypted, as one with a password is.
    Locked,
    TooBig {
        part: String,
        limit: u64,
    },
    Cells {
        limit: u64,
    },
    Unreadable(std::io::Error),
}

impl From<Refusal> for Unfit {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Broken => Self::NoWorkbook,
            Refusal::TooBig { part, limit } => Self::TooBig { part, limit },
            Refusal::Unreadable(error) => Self::Unreadable(error),
        }
    }
}

impl From<std::io::Error> for Unfit {
    fn from(error: std::io::Error) -> Self {
        Self::from(Refusal::from(error))
    }
}

/// The kind of a zip archive, once every part of it has been found to fit.
///
/// # Errors
/// [`Unfit`] for archives of something else and for parts that are too big.
pub fn of_archive(input: &mut dyn Input) -> Result<Book, Unfit> {
    let mut input = input;
    let parts = archive::parts(&mut input, is_read_whole)?;
    let has = |wanted: &str| parts.iter().any(|part: &Part| part.name.eq_ignore_ascii_case(wanted));
    let book = if has("xl/workbook.xml") {
        Book::Xlsx
    } else if has("xl/workbook.bin") {
        Book::Xlsb
    } else if has("content.xml") && has("mimetype") {
        Book::Ods
    } else {
        return Err(Unfit::NoWorkbook);
    };
    for part in &parts {
        let mut spread = (book == Book::Ods && part.name == "content.xml").then(Spread::default);
        archive::unpack(&mut input, part, |bytes| {
            if let Some(spread) = &mut spread {
                spread.look(bytes);
            }
        })?;
        if spread.is_some_and(|spread| spread.cells() > MOST_CELLS) {
            return Err(Unfit::Cells { limit: MOST_CELLS });
        }
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(book)
}

/// Checks a workbook of the kind before zip.
///
/// # Errors
/// [`Unfit`] for what is none, and for sheets that span too much.
pub fn of_compound(input: &mut dyn Input) -> Result<Book, Unfit> {
    let mut input = input;
    let length = input.seek(SeekFrom::End(0))?;
    if length > MOST_OLD_BYTES {
        return Err(Unfit::TooBig { part: String::new(), limit: MOST_OLD_BYTES });
    }
    input.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut input, &mut bytes)?;
    let cells = biff::cells(&bytes).ok_or_else(|| if is_locked(&bytes) { Unfit::Locked } else { Unfit::NoWorkbook })?;
    if cells > MOST_CELLS {
        return Err(Unfit::Cells { limit: MOST_CELLS });
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(Book::Xls)
}

/// Whether the container holds a newer workbook behind a password. Source: Microsoft, [MS-OFFCRYPTO] section 2.3.4.4.
fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.chunks_exact(128).any(|entry| entry.starts_with(&name))
}

/// Parts that are held in memory while the sheet is read.
fn is_read_whole(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    let sheet = part.starts_with("xl/worksheets/") && !part.ends_with(".rels");
    !sheet && (part.ends_with(".xml") || part.ends_with(".rels") || part.ends_with(".bin"))
}
