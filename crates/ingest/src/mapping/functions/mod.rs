//! SQL functions of mappings, one file each.

mod number;
mod to_timestamp;

pub use number::Number;
pub use to_timestamp::ToTimestamp;
