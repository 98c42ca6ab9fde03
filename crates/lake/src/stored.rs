//! What is kept as a Delta table: the canonical tables, `identities` and `quarantine`.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::Column;
use datafusion::logical_expr::{Expr, lit};
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::schema::types::ColumnPath;
use model::{Kind, Table, system};

/// How a Delta table is laid out.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub name: &'static str,
    pub schema: SchemaRef,
    pub partition: Option<&'static str>,
    /// The column of business time, where rows have one.
    pub time: Option<&'static str>,
    /// The columns whose smallest and largest values are written beside the data, in the log and in the files.
    /// None of them can hold personal data.
    pub measured: Vec<&'static str>,
}

/// Months named in a search for rows; beyond these the whole table is searched.
const MONTHS_NAMED: usize = 240;

/// The name of the table of who is who.
pub(crate) const IDENTITIES: &str = "identities";

/// The name of the table of rows that broke a rule.
pub(crate) const QUARANTINE: &str = "quarantine";

impl Stored {
    pub(crate) fn canonical(table: &'static Table) -> Self {
        let mut measured: Vec<_> = table.time.into_iter().collect();
        if table.has_customer() {
            measured.push(system::CUSTOMER_KEY);
        }
        measured.extend([system::LOADED_AT, system::SUPERSEDED_AT, system::IMPORT]);
        let partition = table.time.map(|_| system::MONTH);
        Self { name: table.name, schema: table.lake_schema(), partition, time: table.time, measured }
    }

    /// One row per outside id and one per link that says whose it is.
    ///
    /// | column | of an outside id | of a link |
    /// |---|---|---|
    /// | `link` | null | its number |
    /// | `namespace`, `outside_id` | the id | the id that is linked |
    /// | `outside_key` | its key | its key |
    /// | `customer_key` | its key | the key of the customer it also is |
    /// | `evidence` | `seen` | what the link rests on |
    /// | `record` | null | the row that is the evidence, as `file:line`; null where there is none |
    /// | `from`, `to` | null | for when the link holds; a visitor is whom it was last seen to be, without `to` |
    /// | `undone_at` | null | when it was undone, or when it was refused; null while it holds |
    pub(crate) fn identities() -> Self {
        let instant = Kind::Time.data_type();
        let schema = Schema::new(vec![
            Field::new("link", DataType::Int64, true),
            Field::new("namespace", DataType::Utf8, false),
            Field::new("outside_id", DataType::Utf8, false),
            Field::new(system::CUSTOMER_KEY, DataType::Int32, false),
            Field::new("evidence", DataType::Utf8, false),
            Field::new(system::LOADED_AT, instant.clone(), false),
            Field::new("undone_at", instant.clone(), true),
            Field::new("outside_key", DataType::Int32, true),
            Field::new("record", DataType::Utf8, true),
            Field::new("from", instant.clone(), true),
            Field::new("to", instant, true),
        ]);
        Self {
            name: IDENTITIES,
            schema: Arc::new(schema),
            partition: None,
            time: None,
            measured: vec!["link", system::CUSTOMER_KEY, system::LOADED_AT, "undone_at"],
        }
    }

    /// One row per row that broke a rule, word for word. `message` is in English, its key and values are for other
    /// languages; `recipe` says how the row was read. A column may be null where an older tenure did not write it.
    pub(crate) fn quarantine() -> Self {
        let instant = Kind::Time.data_type();
        let schema = Schema::new(vec![
            Field::new(system::ROW_ID, DataType::Binary, false),
            Field::new("table_name", DataType::Utf8, false),
            Field::new("imported_as", DataType::Utf8, true),
            Field::new(system::NAMESPACE, DataType::Utf8, true),
            Field::new(system::SOURCE, DataType::Utf8, true),
            Field::new(system::SOURCE_FILE, DataType::Utf8, false),
            Field::new(system::SOURCE_LINE, DataType::Int64, false),
            Field::new("rule", DataType::Utf8, false),
            Field::new("message", DataType::Utf8, false),
            Field::new("message_key", DataType::Utf8, true),
            Field::new("message_values", DataType::Utf8, true),
            Field::new("raw", DataType::Utf8, false),
            Field::new("recipe", DataType::Utf8, true),
            Field::new("replaces", DataType::Binary, true),
            Field::new(system::LOADED_AT, instant.clone(), false),
            Field::new(system::SUPERSEDED_AT, instant, true),
            Field::new(system::IMPORT, DataType::Int64, false),
        ]);
        Self {
            name: QUARANTINE,
            schema: Arc::new(schema),
            partition: None,
            time: None,
            measured: vec![system::LOADED_AT, system::SUPERSEDED_AT, system::IMPORT],
        }
    }

    /// The condition that rows lie in one of some months; none of a table without a time, and none for so many months that
    /// searching the whole table is as quick.
    pub(crate) fn within(&self, months: &BTreeSet<String>) -> Option<Expr> {
        let named = self.partition.filter(|_| months.len() <= MONTHS_NAMED)?;
        Some(Expr::Column(Column::from_name(named)).in_list(months.iter().map(lit).collect(), false))
    }

    /// The table's column names, in order.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.schema.fields().iter().map(|field| field.name().as_str())
    }

    /// How its Parquet files are written.
    pub(crate) fn properties(&self) -> WriterProperties {
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(256 * 1024))
            .set_statistics_enabled(EnabledStatistics::None);
        for column in &self.measured {
            properties = properties.set_column_statistics_enabled(ColumnPath::from(*column), EnabledStatistics::Chunk);
        }
        properties.build()
    }
}
