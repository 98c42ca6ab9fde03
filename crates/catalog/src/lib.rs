//! The catalog: every metric, measure and relation as files, read, checked as a whole, and explained.
//!
//! Nothing here knows DataFusion or a clock: the catalog says what a number means, the engine finds it.

mod benchmark;
mod catalog;
mod check;
mod definitions;
mod error;
mod example;
mod formula;
mod law;
mod lead_score;
mod load;
mod measure;
mod metric;
mod ossie;
mod page;
mod read;
mod relation;
mod report_table;
mod schema;
mod score;
mod segment;
mod settings;
mod source;
mod sql;
#[cfg(test)]
mod tests;
mod words;
mod yaml;

pub use benchmark::{Band, Benchmark, Bound, Range, Says};
pub use catalog::{Catalog, Replaced};
pub use check::PERIOD_END;
pub use definitions::Definitions;
pub use error::{CatalogErrors, ExampleFault, Misplaced, Named, Needs, Problem, Report, Shape, Syntax, Wanted};
pub use example::{Example, ExampleQuery, Expect, Expected, Given, GivenValue, Observation};
pub use formula::{
    BinaryOperator, Count, Expr, FormulaError, Function, Node, Scope, Span, Type, UnaryOperator, Window,
    parse as parse_formula,
};
pub use law::{Law, Statement};
pub use lead_score::{LeadRule, LeadScore, LeadTrigger, Unqualified};
pub use measure::{Cut, Edge, Kind, Measure, TimeRule, Value, ValueUnit};
pub use metric::{Area, Better, Formula, Interval, Matures, Metric, Origin, Param, ParamValue, Survey, Unit};
pub use page::{segments_page, tables_page};
pub use relation::{Relation, TimeColumns};
pub use report_table::{MetricPart, ReportColumn, ReportTable};
pub use schema::schemas;
pub use score::{Component, Scale, Score, Towards};
pub use segment::{Segment, SegmentExample};
pub use settings::{
    ATTRIBUTION_MODEL, Activity, Attribution, AttributionModel, Basis, BusinessCalendar, ChannelRule, Channels,
    ChurnAt, DriftRule, Exclusion, Funnel, Goal, GoalKind, HolidayFile, HolidayList, Identity, IdentityKey,
    IdentityMode, IdentityRule, Milestone, MrrNet, MrrRules, PartialEnd, Privacy, Quality, ServeLimits, Settings,
    SlaTarget, Step, StepOrder, Surveys, Touch, VolumeBar,
};
pub use source::{Place, Source, Spots};
pub use sql::{fill, quote, quote_name, variables};
pub use words::Words;
