//! What `explain` returns: a number taken apart down to customers, rows and files.

use serde::Serialize;

use crate::{Answer, Number};

/// Where one number comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The number itself, with one row.
    pub answer: Answer,
    /// The formula as the catalog states it.
    pub formula: String,
    /// The same with the numbers of this period in it, for example `75 / 100`.
    pub computed: String,
    /// The measures the formula is computed from, by name.
    pub measures: Vec<MeasureValue>,
    /// Customers by their part in the number: in the numerator, or only in the denominator.
    pub customers: Vec<CustomerPart>,
    /// Source rows behind the sampled customers.
    pub rows: Vec<SourceRow>,
    /// Data files of the tables the number was read from.
    pub files: Vec<TableFiles>,
}

/// One measure in this period.
#[derive(Clone, Debug, Serialize)]
pub struct MeasureValue {
    pub name: String,
    pub about: String,
    /// `set`, `vector` or `rows`.
    pub kind: &'static str,
    /// Relation or table it is read from.
    pub from: String,
    /// Subjects of a set or vector, rows of a distribution.
    pub size: u64,
    /// Total of a vector or of rows.
    pub total: Option<Number>,
}

/// Some customers who play the same part in the number.
#[derive(Clone, Debug, Serialize)]
pub struct CustomerPart {
    /// `numerator` or `denominator_only`.
    pub part: &'static str,
    pub count: u64,
    /// Outside ids, `namespace:id`, in key order; as many as were asked for. Where accounts are counted, theirs; that
    /// of a customer without an account is its own.
    pub ids: Vec<String>,
    /// Where accounts are counted: the people of each of `ids`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Vec<String>>,
}

/// One row of a source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceRow {
    pub table: String,
    pub file: String,
    pub line: i64,
    /// Outside id of the customer the row names.
    pub customer: String,
    /// RFC 3339 instant of the row; `None` for tables without a time.
    pub at: Option<String>,
}

/// Data files of one table.
#[derive(Clone, Debug, Serialize)]
pub struct TableFiles {
    pub table: String,
    pub files: Vec<String>,
}
