//! Reads files into canonical rows: finds out how a file is written, maps its columns onto a table of the model,
//! reads every cell by the rules of its kind and hands batches, and rows that break a rule, to a [`model::Sink`].
//!
//! `source` turns bytes into columns of text with their lines, `mapping` and `header` say which column is which,
//! `parse` reads cells, `shapes` expands rows that stand for several, `identity` names rows. [`import()`] is the whole way;
//! [`preview()`] shows the first rows of it and keeps nothing, [`inspect()`] what stands before it; [`correct`] lays out rows that broke a rule and imports them once
//! they are corrected.

mod account;
mod calls;
mod columns;
pub mod correct;
mod currency;
mod detect;
mod error;
mod evidence;
mod failure;
mod feed;
mod files;
mod guess;
mod header;
mod identity;
mod import;
mod inspect;
mod job;
mod kinds;
mod limits;
mod live;
mod mapping;
mod options;
mod orders;
mod parse;
mod plan;
mod preview;
mod recipe;
mod remark;
mod repeats;
mod report;
mod rest;
mod rows;
mod rules;
mod settle;
mod shapes;
mod source;
mod styles;
mod target;
mod watermark;

#[cfg(test)]
mod tests;

pub use detect::Written;
pub use error::{IngestError, Spot};
pub use files::STDIN;
pub use import::import;
pub use inspect::{Inspection, Seen, Sifted, Tried, inspect};
pub use live::{Body, Call, CallKind, LIVE, LiveCall, LiveImport, import_calls, read_body, refuse_call};
pub use mapping::{Mapping, load_mapping, may_mean, parse_mapping};
pub use model::{DayOrder, DecimalSign};
pub use options::{Options, Progress, Quiet, Request};
pub use preview::{Preview, preview};
pub use report::{BadRow, FileReport, Matched, MatchedBy, Note, Report, Spotted};
pub use source::{Compression, Format, Layout};
pub use target::Target;
