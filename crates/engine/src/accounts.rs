//! Customers rolled up to accounts: one map from key to key, through which every table is read.
//!
//! The account a customer belongs to is the one its record names at present; earlier memberships are not kept. An
//! account is known by the smallest key among its people, so sets of accounts live in the same space as sets of
//! customers, and every measure that works on one works on the other.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Int32Array, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, Schema};
use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::datasource::{MemTable, ViewTable};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, col};
use datafusion::prelude::SessionContext;

use crate::engine::Engine;
use crate::functions::account_of;
use crate::segments::Segments;
use crate::session::{self, RollUp};
use crate::subjects::Set;
use crate::{EngineError, Subject};

/// The table of which key stands for which account.
pub const ACCOUNT_KEYS: &str = "account_keys";

/// Present accounts and their people.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// By the key that stands for it.
    accounts: BTreeMap<u32, Account>,
    keys: Arc<HashMap<u32, u32>>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub namespace: String,
    pub id: String,
    /// The keys of its people, ascending, each after all merges.
    pub people: Vec<u32>,
}

impl Engine {
    /// What it takes to count a subject; nothing for customers, whom the tables name.
    pub(crate) async fn roll_up(&self, subject: Subject) -> Result<Option<RollUp>, EngineError> {
        if subject == Subject::Customer {
            return Ok(None);
        }
        let people = session::open(self).await?;
        // Whom the workspace excludes is said of people, and they are left out before anything is rolled up.
        let excluded = if self.settings.exclude.is_empty() {
            Set::new()
        } else {
            self.left_out(&Segments::open(&people, Subject::Customer).await?).await?
        };
        let accounts = Accounts::read(&people, &excluded).await?;
        Ok(Some(RollUp::new(accounts, people)))
    }
}

impl Accounts {
    /// Reads who belongs where. Of a merged customer's records the newest that names an account speaks. Whoever is
    /// excluded belongs to no account here, so that no account is given their rows.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the customers cannot be read.
    pub async fn read(session: &SessionContext, excluded: &Set) -> Result<Self, EngineError> {
        let failed = |error: DataFusionError| EngineError::sql("customers", error);
        let sql = "select customer_key, namespace, account_id from (select customer_key, namespace, account_id, \
                   row_number() over (partition by customer_key order by loaded_at desc, row_id) as newest \
                   from customers where customer_key is not null and account_id is not null) where newest = 1";
        let mut people: BTreeMap<(String, String), Vec<u32>> = BTreeMap::new();
        for batch in session.sql(sql).await.map_err(failed)?.collect().await.map_err(failed)? {
            let keys = batch.column(0).as_primitive::<Int32Type>();
            let text = |column: usize| cast(batch.column(column), &DataType::Utf8).map_err(|why| failed(why.into()));
            let (namespaces, ids) = (text(1)?, text(2)?);
            for row in 0..batch.num_rows() {
                let key = keys.value(row).cast_unsigned();
                if !excluded.contains(key) {
                    let of = |array: &ArrayRef| array.as_string::<i32>().value(row).to_owned();
                    people.entry((of(&namespaces), of(&ids))).or_default().push(key);
                }
            }
        }
        Ok(Self::new(people))
    }

    fn new(people: BTreeMap<(String, String), Vec<u32>>) -> Self {
        let mut accounts = BTreeMap::new();
        let mut keys = HashMap::new();
        for ((namespace, id), mut people) in people {
            people.sort_unstable();
            let Some(&stands) = people.first() else { continue };
            keys.extend(people.iter().map(|key| (*key, stands)));
            accounts.insert(stands, Account { namespace, id, people });
        }
        Self { accounts, keys: Arc::new(keys) }
    }

    /// The account that a key stands for; none where the key is a customer's without one.
    #[must_use]
    pub fn get(&self, key: u32) -> Option<&Account> {
        self.accounts.get(&key)
    }

    /// The key and the account of these ids; those of every namespace without one.
    pub fn named<'a>(
        &'a self,
        namespace: Option<&'a str>,
        id: &'a str,
    ) -> impl Iterator<Item = (u32, &'a Account)> + use<'a> {
        let meant =
            move |account: &&Account| account.id == id && namespace.is_none_or(|name| account.namespace == name);
        self.accounts.iter().map(|(key, account)| (*key, account)).filter(move |(_, account)| meant(account))
    }

    /// Makes a session see accounts where it saw customers: `customer_key` of every table is the account's, and
    /// [`ACCOUNT_KEYS`] tells which account a key stands for.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when a table cannot be laid over.
    pub async fn lay_over(&self, session: &SessionContext) -> Result<(), EngineError> {
        for table in model::tables::TABLES.iter().filter(|table| table.has_customer()) {
            let failed = |error| EngineError::sql(table.name, error);
            let rows = session.table(table.name).await.map_err(failed)?;
            let view = self.rolled_up(rows.into_unoptimized_plan()).map_err(failed)?;
            session.deregister_table(table.name).map_err(failed)?;
            session.register_table(table.name, view).map_err(failed)?;
        }
        let failed = |error| EngineError::sql(ACCOUNT_KEYS, error);
        session.register_table(ACCOUNT_KEYS, Arc::new(self.table().map_err(failed)?)).map_err(failed)?;
        Ok(())
    }

    /// The rows of a plan with their `customer_key` rolled up, as a view.
    ///
    /// # Errors
    /// [`DataFusionError`] when the plan cannot be built.
    pub fn rolled_up(&self, plan: LogicalPlan) -> Result<Arc<dyn TableProvider>, DataFusionError> {
        let map = account_of(self.keys.clone());
        let columns: Vec<_> = plan
            .schema()
            .columns()
            .into_iter()
            .map(|column| match column.name.as_str() {
                "customer_key" => map.call(vec![col(column)]).alias("customer_key"),
                _ => col(column),
            })
            .collect();
        let plan = LogicalPlanBuilder::from(plan).project(columns)?.build()?;
        Ok(Arc::new(ViewTable::new(plan, None)))
    }

    /// One row per account: `customer_key`, `namespace`, `account_id`.
    fn table(&self) -> Result<MemTable, DataFusionError> {
        let schema = Arc::new(Schema::new(vec![
            Field::new("customer_key", DataType::Int32, false),
            Field::new("namespace", DataType::Utf8, false),
            Field::new("account_id", DataType::Utf8, false),
        ]));
        let text = |of: fn(&Account) -> &String| self.accounts.values().map(of).map(Some).collect::<StringArray>();
        let keys = self.accounts.keys().map(|key| key.cast_signed());
        let rows = RecordBatch::try_new(
            schema.clone(),
            vec![
                Arc::new(Int32Array::from_iter_values(keys)),
                Arc::new(text(|account| &account.namespace)),
                Arc::new(text(|account| &account.id)),
            ],
        )?;
        MemTable::try_new(schema, vec![vec![rows]])
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_its_smallest_key() {
        let people = BTreeMap::from([
            (("crm".to_owned(), "acme".to_owned()), vec![7, 3]),
            (("crm".to_owned(), "bolt".to_owned()), vec![5]),
        ]);
        let accounts = Accounts::new(people);
        assert_eq!(accounts.get(3).map(|account| account.people.as_slice()), Some([3, 7].as_slice()));
        assert_eq!(accounts.get(7), None);
        assert_eq!(accounts.keys.get(&7), Some(&3));
        assert_eq!(accounts.named(None, "bolt").map(|(key, _)| key).collect::<Vec<_>>(), [5]);
        assert_eq!(accounts.named(Some("shop"), "bolt").count(), 0);
    }
}
