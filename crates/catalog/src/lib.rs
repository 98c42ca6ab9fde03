//! The catalog: every metric, measure and relation as files, read, checked as a whole, and explained.
//!
//! Nothing here knows DataFusion or a clock: the catalog says what a number means, the engine finds it.

mod catalog;
mod error;
mod example;
mod formula;
mod measure;
mod metric;
mod relation;
mod settings;
mod source;
mod sql;
mod words;

pub use catalog::Catalog;
pub use error::{CatalogErrors, ExampleFault, Misplaced, Named, Needs, Problem, Report, Shape, Syntax, Wanted};
pub use example::{Example, ExampleQuery, Expect, Expected, Given, GivenValue, Observation};
pub use formula::{BinaryOperator, Count, Expr, Function, Node, Span, UnaryOperator, Window};
pub use measure::{Cut, Edge, Kind, Measure, TimeRule, Value, ValueUnit};
pub use metric::{Area, Benchmark, Better, Formula, Interval, Matures, Metric, Origin, Param, ParamValue, Unit};
pub use relation::{Relation, TimeColumns};
pub use settings::{Activity, Basis, Quality, Settings, Surveys};
pub use source::{Place, Source, Spots};
pub use sql::quote;
pub use words::{Tongue, Words};
