//! The SQL functions that measures and relations are written with.

mod account_of;
mod bitmap_agg;
mod bucket;
mod business_ms;
mod channel_of;
mod dated_value;
mod json_added;
mod json_text;
mod merged_objects;
mod months_since;
mod sentiment_of;
mod since_anchor;
mod to_base;

pub use account_of::account_of;
pub use bitmap_agg::{bitmap_agg, read_bitmap};
pub use bucket::bucket;
pub use business_ms::business_ms;
pub use channel_of::channel_of;
pub use dated_value::dated_value;
pub use json_added::json_added;
pub use json_text::json_text;
pub use merged_objects::merged_objects;
pub use months_since::months_since;
pub use sentiment_of::sentiment_of;
pub use since_anchor::since_anchor;
pub use to_base::{MOST_DAYS_OLD, Rates, to_base};
