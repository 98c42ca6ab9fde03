//! Files → definitions: each reader goes on after a problem, so that one run tells everything that is wrong.

mod benchmark;
mod columns;
mod example;
mod fields;
mod given;
mod hours;
mod law;
mod lead_score;
mod measure;
mod metric;
mod reader;
mod relation;
mod report_table;
mod scalar;
mod score;
mod segment;
mod time_rule;
mod value;

pub(crate) use benchmark::benchmarks;
pub(crate) use fields::Fields;
pub(crate) use law::laws;
pub(crate) use lead_score::lead_score;
pub(crate) use measure::measures;
pub(crate) use metric::metric;
pub(crate) use reader::Reader;
pub(crate) use relation::relation;
pub(crate) use report_table::report_tables;
pub(crate) use score::score;
pub(crate) use segment::segment;
