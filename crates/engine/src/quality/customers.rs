//! Rows that name a customer whom no row of `customers` describes.

use std::collections::BTreeMap;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type};
use model::{Message, tables};

use super::{Amount, Check, Finding, Found, Inspector, Severity, bar, counts, share};
use crate::EngineError;
use crate::subjects::Set;

/// A customer that nobody has described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCustomer {
    /// `namespace:id`.
    pub customer: String,
    /// Rows that name them, by table.
    pub rows: BTreeMap<&'static str, u64>,
}

impl Inspector<'_> {
    /// Every customer that rows name and `customers` does not have, with a finding for each table. A workspace without any
    /// customers has nobody to miss.
    pub(super) async fn unknown(&self, found: &mut Found) -> Result<Vec<UnknownCustomer>, EngineError> {
        let described = self.keys("select customer_key, 1 from customers where customer_key is not null").await?;
        let described: Set = described.into_iter().map(|(key, _)| key).collect();
        let max_share = bar(self.settings().quality.max_unknown_share.as_ref());
        let mut unknown: BTreeMap<u32, BTreeMap<&'static str, u64>> = BTreeMap::new();
        if described.is_empty() {
            return Ok(Vec::new());
        }
        for table in self.snapshot().tables() {
            if table.name == tables::CUSTOMERS.name || table.column("customer_id").is_none() {
                continue;
            }
            let sql = format!(
                "select customer_key, count(*) from {} where customer_id is not null and customer_key is not null group by 1",
                table.name
            );
            let (mut all, mut rows, mut customers) = (0, 0, 0);
            for (key, count) in self.keys(&sql).await? {
                all += count;
                if !described.contains(key) {
                    (rows, customers) = (rows + count, customers + 1);
                    unknown.entry(key).or_default().insert(table.name, count);
                }
            }
            let value = share(rows, all);
            found.look(Check::UnknownCustomers, 1);
            found.findings.extend(Severity::of(value, max_share).map(|severity| {
                Finding {
                    check: Check::UnknownCustomers,
                    severity,
                    place: table.name.to_owned(),
                    value: Some(Amount::Share(value)),
                    bar: max_share.map(Amount::Share),
                    detail: Some(
                        Message::new("engine.check.unknown_customers.detail")
                            .with("customers", customers)
                            .with("rows", rows),
                    ),
                }
            }));
        }
        let named = |(key, rows)| Ok(UnknownCustomer { customer: self.engine.outside_id(key)?, rows });
        unknown.into_iter().map(named).collect()
    }

    /// Customers with a count each.
    pub(super) async fn keys(&self, sql: &str) -> Result<Vec<(u32, u64)>, EngineError> {
        let mut keys = Vec::new();
        for batch in self.read(sql, "customers").await? {
            let column = cast(batch.column(0), &DataType::Int32);
            let column = column.map_err(|error| EngineError::sql("customers", error.into()))?;
            let found = column.as_primitive::<Int32Type>().iter().zip(counts(&batch, 1)?);
            keys.extend(found.filter_map(|(key, count)| Some((key?.cast_unsigned(), count))));
        }
        keys.sort_unstable();
        Ok(keys)
    }
}
