//! Reads cells by the rules of their column's kind, a column at a time: one file for each kind of value.

mod boolean;
mod choice;
mod column;
mod day;
mod duration;
mod features;
mod id;
mod moments;
mod money;
mod number;
mod sheet_error;
mod time;

pub use boolean::boolean;
pub use column::{Input, Reading, column};
pub use money::Worn;
pub use number::{decimal, is_grouped};
pub use time::{Instant, Turn, placed, read as read_time};
