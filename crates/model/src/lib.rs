//! The words of tenure: ids, money, periods, the canonical tables and the [`Sink`] that rows are handed to.
//!
//! Nothing here reads a file, a clock or the environment, and nothing here knows DataFusion: every other
//! crate may depend on this one, and this one depends on none of them.

mod business_hours;
mod calendar;
mod deletions;
pub mod digest;
mod file_columns;
mod fiscal;
mod fiscal_label;
mod grain;
mod holidays;
mod identities;
mod key;
mod message;
mod money;
mod nearest;
mod period;
mod printable;
mod recipe;
mod refusal;
mod reject;
mod role;
pub mod shapes;
mod sink;
mod source_column;
mod table;
pub mod tables;

pub use business_hours::{BusinessHours, OpenHours, Timetable};
pub use calendar::{Calendar, CalendarError};
pub use deletions::Deletions;
pub use digest::Contents;
pub use file_columns::FileColumns;
pub use fiscal::{FiscalWeeks, YearEnd, YearName};
pub use grain::Grain;
pub use holidays::{Holiday, Holidays};
pub use identities::IDENTITIES;
pub use key::CustomerKey;
pub use message::{Language, Message, UnknownLanguage, Value};
pub use money::{Currency, Money, MoneyError};
pub use nearest::nearest;
pub use period::Period;
pub use printable::printable;
pub use recipe::{DayOrder, DecimalSign, MappingText, Recipe};
pub use reject::{NoRejectId, Place, Reject, RejectId, Rule};
pub use role::{Role, UnknownRole};
pub use sink::{Bar, CanonicalBatch, Receipt, Sink, SinkError, TableReceipt, Watermark};
pub use source_column::{Looks, SourceColumn, SourceColumns};
pub use table::{Column, Kind, Table, system};

/// Microseconds since 1970-01-01T00:00:00Z: the only form in which an instant is stored or compared.
pub type Micros = i64;
