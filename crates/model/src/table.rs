//! How a canonical table is described: its columns, what identifies a row, which column is its time.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use crate::Message;

/// A canonical table: one row per thing it is named for.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    /// The columns that identify a row within a namespace. Rows that leave them out are identified by their content.
    pub identity: &'static [&'static str],
    /// The column of business time, by which the table is cut into months; none for tables of state.
    pub time: Option<&'static str>,
    pub columns: &'static [Column],
    /// Whether columns that the table does not know are kept as a JSON object in the last column:
    /// `attributes` of a customer, `properties` of an event.
    pub rest: Option<&'static str>,
}

/// One column of a canonical table.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether a row without a value is bad.
    pub required: bool,
    /// Other headers this column is known by, in lower case with underscores.
    pub aliases: &'static [&'static str],
}

/// What a column holds, and with it how text is read into it and how it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text of any kind. Empty is null.
    Text,
    /// An id of a thing; leading zeros and case are kept.
    Id,
    /// The outside id of a customer in the import's namespace.
    CustomerId,
    /// The outside id of a visitor nobody has named yet, in the namespace `anonymous`.
    AnonymousId,
    /// An instant, stored in microseconds UTC.
    Time,
    /// A civil day.
    Date,
    /// `decimal(18,4)` in the row's currency.
    Money,
    /// ISO 4217 code in capitals.
    Currency,
    Integer,
    /// Milliseconds.
    Duration,
    /// `decimal(18,4)` without a unit.
    Decimal,
    /// `decimal(28,10)`: a rate of exchange.
    Rate,
    Boolean,
    /// JSON text.
    Json,
    /// One of these words, in lower case.
    Choice(&'static [&'static str]),
}

impl Column {
    /// What the column holds, and what an empty cell means where that is not obvious. `of` is the table or import
    /// shape it is a column of: the same name says different things in different tables.
    #[must_use]
    pub fn about(&self, of: &str) -> Message {
        Message::new(format!("tables.{of}.{}", self.name))
    }
}

impl Kind {
    /// How the kind is stored in Arrow.
    #[must_use]
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text
            | Self::Id
            | Self::CustomerId
            | Self::AnonymousId
            | Self::Currency
            | Self::Json
            | Self::Choice(_) => DataType::Utf8,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Date => DataType::Date32,
            Self::Money | Self::Decimal => DataType::Decimal128(18, 4),
            Self::Rate => DataType::Decimal128(28, 10),
            Self::Integer | Self::Duration => DataType::Int64,
            Self::Boolean => DataType::Boolean,
        }
    }
}

/// The columns every import row carries besides the table's own, and those the lake adds.
pub mod system {
    /// Whose outside ids the row holds.
    pub const NAMESPACE: &str = "namespace";
    /// 16 bytes that identify the row: its identity, or its content and occurrence number.
    pub const ROW_ID: &str = "row_id";
    /// 64-bit digest of the row's content: two versions of a row differ in it.
    pub const ROW_HASH: &str = "row_hash";
    /// The mapping or namespace the row came through; `source` itself is where a visit came from.
    pub const SOURCE: &str = "source_name";
    /// File the row came from, as the user named it.
    pub const SOURCE_FILE: &str = "source_file";
    /// One-based line or row in that file.
    pub const SOURCE_LINE: &str = "source_line";

    /// Added by the lake: the dense key (Int32, null where the row names nobody).
    pub const CUSTOMER_KEY: &str = "customer_key";
    /// Added by the lake: `YYYY-MM` of the table's time in UTC, the partition.
    pub const MONTH: &str = "month";
    /// Added by the lake: when the row became known.
    pub const LOADED_AT: &str = "loaded_at";
    /// Added by the lake: when a newer version or a deletion closed it; null while it is the newest.
    pub const SUPERSEDED_AT: &str = "superseded_at";
    /// Added by the lake: the number of the import that brought it.
    pub const IMPORT: &str = "import";
}

impl Table {
    /// What one row stands for, in one sentence.
    #[must_use]
    pub fn about(&self) -> Message {
        Message::new(format!("tables.{}.about", self.name))
    }

    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether rows name a customer, by id or by anonymous id.
    #[must_use]
    pub fn has_customer(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.kind, Kind::CustomerId | Kind::AnonymousId))
    }

    /// The schema of a [`crate::CanonicalBatch`]: the table's columns in order, the column of the rest, then
    /// `namespace`, `row_id`, `row_hash`, `source_name`, `source_file`, `source_line`. Required columns are not null.
    #[must_use]
    pub fn import_schema(&self) -> SchemaRef {
        let own = self.columns.iter().map(|column| Field::new(column.name, column.kind.data_type(), !column.required));
        let rest = self.rest.iter().map(|name| Field::new(*name, DataType::Utf8, true));
        let added = [
            Field::new(system::NAMESPACE, DataType::Utf8, false),
            Field::new(system::ROW_ID, DataType::Binary, false),
            Field::new(system::ROW_HASH, DataType::Int64, false),
            Field::new(system::SOURCE, DataType::Utf8, false),
            Field::new(system::SOURCE_FILE, DataType::Utf8, false),
            Field::new(system::SOURCE_LINE, DataType::Int64, false),
        ];
        Arc::new(Schema::new(own.chain(rest).chain(added).collect::<Vec<_>>()))
    }

    /// The schema of the Delta table and of what a snapshot reads: the import schema, then `customer_key` where
    /// rows name a customer, `loaded_at`, `superseded_at`, `import`, and `month` where the table has a time.
    #[must_use]
    pub fn lake_schema(&self) -> SchemaRef {
        let instant = Kind::Time.data_type();
        let mut fields: Vec<_> = self.import_schema().fields().iter().map(|field| field.as_ref().clone()).collect();
        if self.has_customer() {
            fields.push(Field::new(system::CUSTOMER_KEY, DataType::Int32, true));
        }
        fields.push(Field::new(system::LOADED_AT, instant.clone(), false));
        fields.push(Field::new(system::SUPERSEDED_AT, instant, true));
        fields.push(Field::new(system::IMPORT, DataType::Int64, false));
        if self.time.is_some() {
            fields.push(Field::new(system::MONTH, DataType::Utf8, false));
        }
        Arc::new(Schema::new(fields))
    }
}
