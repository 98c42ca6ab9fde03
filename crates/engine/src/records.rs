//! Rows of a small result as plain values: text by column name.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};
use datafusion::common::DataFusionError;
use datafusion::dataframe::DataFrame;
use datafusion::prelude::SessionContext;
use model::{Currency, Micros, Money};

use crate::EngineError;

/// The rows of a result, in its order. Instants are microseconds, everything else is its text.
#[derive(Clone, Debug, Default)]
pub struct Records(Vec<Record>);

/// One row: the columns that have a value.
#[derive(Clone, Debug, Default)]
pub struct Record {
    texts: BTreeMap<String, String>,
    ids: Vec<Vec<u8>>,
}

impl Records {
    /// The rows of a query.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when it fails; `what` is named in it.
    pub async fn read(context: &SessionContext, sql: &str, what: &str) -> Result<Self, EngineError> {
        let rows = context.sql(sql).await.map_err(|error| EngineError::sql(what, error))?;
        Self::of(rows, what).await
    }

    /// The rows of a plan.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when it fails; `what` is named in it.
    pub async fn of(rows: DataFrame, what: &str) -> Result<Self, EngineError> {
        let failed = |error: DataFusionError| EngineError::sql(what, error);
        let mut records = Vec::new();
        for batch in rows.collect().await.map_err(failed)? {
            let first = records.len();
            records.resize_with(first + batch.num_rows(), Record::default);
            for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
                let into = &mut records[first..];
                if matches!(field.data_type(), DataType::List(_) | DataType::LargeList(_)) {
                    read_ids(column, into).map_err(failed)?;
                } else {
                    read_texts(field.name(), column, into).map_err(failed)?;
                }
            }
        }
        Ok(Self(records))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter()
    }

    /// All of them.
    #[must_use]
    pub fn into_rows(self) -> Vec<Record> {
        self.0
    }

    /// The first row; an empty one where there is none.
    #[must_use]
    pub fn one(mut self) -> Record {
        if self.0.is_empty() { Record::default() } else { self.0.swap_remove(0) }
    }
}

impl Record {
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        self.texts.get(column).map(String::as_str)
    }

    /// The text, owned.
    #[must_use]
    pub fn said(&self, column: &str) -> Option<String> {
        self.texts.get(column).cloned()
    }

    #[must_use]
    pub fn instant(&self, column: &str) -> Option<Micros> {
        self.text(column)?.parse().ok()
    }

    /// A count; zero where there is none.
    #[must_use]
    pub fn count(&self, column: &str) -> u64 {
        self.text(column).and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    /// An amount in a currency.
    #[must_use]
    pub fn money(&self, column: &str, currency: Currency) -> Option<Money> {
        let amount: rust_decimal::Decimal = self.text(column)?.parse().ok()?;
        let mut exact = amount.round_dp(4);
        exact.rescale(4);
        Some(Money { ten_thousandths: exact.mantissa(), currency })
    }

    /// The row ids of the column that is a list of them.
    #[must_use]
    pub fn ids(&self) -> &[Vec<u8>] {
        &self.ids
    }

    /// Every column that has a value.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

fn read_texts(name: &str, column: &ArrayRef, into: &mut [Record]) -> Result<(), DataFusionError> {
    let column = match column.data_type() {
        DataType::Timestamp(_, zone) => {
            let micros = cast(column, &DataType::Timestamp(TimeUnit::Microsecond, zone.clone()))?;
            cast(&micros, &DataType::Int64)?
        }
        DataType::Binary | DataType::BinaryView | DataType::LargeBinary | DataType::FixedSizeBinary(_) => {
            let bytes = cast(column, &DataType::Binary)?;
            let hex = |bytes: Option<&[u8]>| bytes.map(hex);
            Arc::new(bytes.as_binary::<i32>().iter().map(hex).collect::<StringArray>())
        }
        _ => column.clone(),
    };
    let texts = cast(&column, &DataType::Utf8)?;
    for (record, text) in into.iter_mut().zip(texts.as_string::<i32>().iter()) {
        if let Some(text) = text {
            record.texts.insert(name.to_owned(), text.to_owned());
        }
    }
    Ok(())
}

fn read_ids(column: &ArrayRef, into: &mut [Record]) -> Result<(), DataFusionError> {
    let field = Arc::new(Field::new_list_field(DataType::Binary, true));
    let lists = cast(column, &DataType::List(field))?;
    let lists = lists.as_list::<i32>();
    for (row, record) in into.iter_mut().enumerate() {
        if lists.is_valid(row) {
            let ids = lists.value(row);
            let ids: &BinaryArray = ids.as_binary();
            record.ids = ids.iter().flatten().map(<[u8]>::to_vec).collect();
        }
    }
    Ok(())
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
