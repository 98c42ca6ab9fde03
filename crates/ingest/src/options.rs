//! What an import is asked to do.

use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Currency, DayOrder, DecimalSign, Micros, SourceColumns};

use crate::Mapping;

/// One import: files of one table or shape, read through one mapping or by their headers.
#[derive(Clone, Debug)]
pub struct Request {
    /// A canonical table, or a shape that expands into some: `subscriptions`.
    pub table: String,
    /// Files, globs, or `-` for standard input. Empty means the mapping's own `from.file`.
    pub files: Vec<PathBuf>,
    pub mapping: Option<Mapping>,
    pub options: Options,
}

/// How to read, where the files or the mapping should not decide. What is `None` is found out or has a default.
#[derive(Clone, Debug)]
pub struct Options {
    /// The byte between fields; found out among comma, semicolon, tab and bar when `None`.
    pub delimiter: Option<u8>,
    /// Whether the first record names the columns; found out when `None`.
    pub header: Option<bool>,
    /// A WHATWG encoding label such as `windows-1252`; UTF-8 or what a byte order mark says when `None`.
    pub encoding: Option<String>,
    /// The sheet of workbooks; the mapping's, else the only one that holds anything, when `None`.
    pub sheet: Option<String>,
    /// IANA zone of times without an offset; the mapping's, else the workspace's, when `None`.
    pub time_zone: Option<String>,
    pub workspace_zone: TimeZone,
    /// How `03/04/2024` reads; found out from the values of each file when `None`.
    pub day_order: Option<DayOrder>,
    /// How `1.234` reads; found out from the values of each file when `None`.
    pub decimal_sign: Option<DecimalSign>,
    /// Whose ids these are; the mapping's, else `main`, when `None`.
    pub namespace: Option<String>,
    /// The files hold everything up to the end of this day in their time zone.
    pub complete_through: Option<Date>,
    /// The share of bad rows, 0 to 1, above which nothing is kept.
    pub most_bad_share: f64,
    pub now_us: Micros,
    /// The currency of rows that name none; they stay empty when `None`.
    pub currency: Option<Currency>,
    /// What the columns of sources looked like when they last delivered, for attributes to be held to.
    pub delivered: Vec<SourceColumns>,
    /// Attributes whose values may be of another kind from now on.
    pub retyped: Vec<String>,
    /// What the one file is called in accounts and beside its rows, where it lies elsewhere for the time being; its path when
    /// `None`.
    pub called: Option<String>,
}

impl Options {
    /// Finds everything out, in UTC, and keeps nothing when more than 5 % of the rows are bad.
    #[must_use]
    pub fn new(now_us: Micros) -> Self {
        Self {
            delimiter: None,
            header: None,
            encoding: None,
            sheet: None,
            time_zone: None,
            workspace_zone: TimeZone::UTC,
            day_order: None,
            decimal_sign: None,
            namespace: None,
            complete_through: None,
            most_bad_share: 0.05,
            now_us,
            currency: None,
            delivered: Vec::new(),
            retyped: Vec::new(),
            called: None,
        }
    }
}

/// Told how far an import has come.
pub trait Progress: Send + Sync {
    /// `read` source rows so far; `bytes_done` of `bytes_total` bytes of the files as they lie on disk, the total
    /// unknown for standard input.
    fn rows(&self, read: u64, bytes_done: u64, bytes_total: Option<u64>);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn rows(&self, _read: u64, _bytes_done: u64, _bytes_total: Option<u64>) {}
}
