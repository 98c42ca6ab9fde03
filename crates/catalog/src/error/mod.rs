//! What can be wrong with a file of the catalog or with `tenure.yaml`.

mod report;
mod words;

pub use report::{CatalogErrors, Report};

/// What went wrong at one place. Displays as its [`Problem::message`] in English.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum Problem {
    /// The file or folder cannot be read.
    Unreadable { why: String },
    /// The text is not YAML.
    Yaml { why: String },
    /// A key comes twice in one map.
    DuplicateKey { key: String },
    /// Nothing has this key.
    UnknownKey { key: String, expected: Vec<String> },
    /// A key that must be there is not.
    MissingKey { key: String },
    /// A text that must say something is empty.
    Empty { key: String },
    /// Text where a list was expected, and the like.
    Shape { expected: Shape, found: Shape },
    /// A word that is none of those expected.
    Choice { value: String, expected: Vec<String> },
    /// A metric that a parameter may name counts in another unit than the first of them.
    ChoiceUnit { name: String },
    /// A range that no value lies in.
    EmptyRange { low: String, high: String },
    /// Two bands that have a value in common.
    Overlap { one: String, other: String },
    /// A value that does not read as what it must be, or lies outside its range.
    Value { value: String, expected: Wanted },
    /// The file's name and the name inside it differ.
    FileName { name: String, file: String },
    /// Two definitions have the same name.
    NameTaken { name: String, other: String },
    /// A character no formula has.
    Character { found: char },
    /// A formula goes on otherwise than it may.
    Syntax { expected: Syntax, found: String },
    /// A formula is nested too deeply.
    TooDeep { most: usize },
    /// A formula of more words, numbers and marks than one may have.
    TooLong { most: usize },
    /// Nothing has this name: a measure, metric, relation or function.
    UnknownName { what: Named, name: String, known: Vec<String> },
    /// Neither the metric's `params` nor the settings know this `$name`.
    UnknownParam { name: String, known: Vec<String> },
    /// A function with too few or too many arguments.
    Arguments { function: &'static str, expected: usize, found: usize },
    /// A part of a formula gives one kind of thing where another is needed.
    Kind { expected: Vec<&'static str>, found: &'static str },
    /// An operator between things it does not join.
    Operands { operator: &'static str, left: &'static str, right: &'static str },
    /// Metrics or relations that refer to each other in a circle.
    Cycle { path: Vec<String> },
    /// A measure's key that its kind or relation does not go with.
    Misplaced { key: &'static str, why: Misplaced },
    /// A time rule that the measure's relation cannot answer.
    Rule { rule: String, relation: String, needs: Needs },
    /// A segment names a measure of a whole period, by its rule.
    OfAPeriod { rule: String },
    /// A window starts from something that is no vector of times.
    NotAnchor { name: String },
    /// An example gives a measure that the formula never asks for, or leaves one out.
    Example { name: String, why: ExampleFault },
    /// A relation file without one of its first lines, or with a bad one.
    Header { line: &'static str },
}

/// The shapes of YAML values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    Text,
    List,
    Map,
}

/// What a value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Number,
    PositiveWholeNumber,
    Share,
    Month,
    TimeZone,
    Currency,
    Boolean,
    Name,
    Customers,
    CustomerKey,
    TimeRule,
    Aggregate,
    Duration,
    Date,
    Time,
    Length,
    Hours,
    Holiday,
    Pattern,
    Domain,
}

/// What a formula should have gone on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    Value,
    Operator,
    Open,
    Close,
    Days,
    Before,
    End,
    Months,
}

/// What a name may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Measure,
    Metric,
    MeasureOrMetric,
    Function,
    Relation,
    Table,
    Column,
    Sites,
    BusinessHours,
    Goal,
}

/// Why a key of a measure is out of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplaced {
    SetWithValue,
    ValueMissing,
    ValuesOutsideRows,
}

/// What a time rule needs of its relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Point,
    Interval,
    Any,
}

/// How an example and its formula disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleFault {
    Unused,
    NotGiven,
    Kind,
    Query,
}
