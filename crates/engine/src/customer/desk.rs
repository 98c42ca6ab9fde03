//! The rows that are about one customer or account, in memory: every relation over them is then as quick as they are
//! few.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use model::{Table, tables};

use super::Found;
use crate::accounts::Accounts;
use crate::engine::Engine;
use crate::params::Params;
use crate::session::{self, Bench};
use crate::{Basis, EngineError};

/// The relations that a view is read from.
const RELATIONS: [&str; 10] = [
    "contacts",
    "csat_answers",
    "first_activations",
    "first_seen",
    "lifecycle",
    "nps_answers",
    "paid_orders",
    "resolutions",
    "revenue_lines",
    "timeline",
];

/// The rows of a few people, and the relations over them.
pub struct Desk {
    /// The key of the customer, or the one that stands for the account.
    pub key: u32,
    /// The keys of the people whose rows are here.
    pub people_keys: Vec<u32>,
    /// Each under their own key.
    pub people: SessionContext,
    /// All of them as one.
    pub whole: SessionContext,
    basis: Basis,
    account: bool,
}

impl Desk {
    /// Reads everything that is about somebody.
    ///
    /// # Errors
    /// [`EngineError`] when it cannot be read.
    pub async fn new(engine: &Engine, found: &Found) -> Result<Self, EngineError> {
        let (key, keys) = match found {
            Found::Customer(key) => (*key, vec![*key]),
            Found::Account(key, accounts) => {
                (*key, accounts.get(*key).map_or_else(|| vec![*key], |account| account.people.clone()))
            }
        };
        let people = session::open(engine).await?;
        let rows = rows_of(&people, &keys).await?;
        lay(&people, &rows)?;
        let whole = match found {
            Found::Customer(_) => people.clone(),
            Found::Account(_, accounts) => rolled_up(engine, &rows, accounts).await?,
        };
        let basis = engine.settings.activity.basis;
        let account = matches!(found, Found::Account(..));
        let desk = Self { key, people_keys: keys, people, whole, basis, account };
        desk.relate(engine, &desk.people).await?;
        if account {
            desk.relate(engine, &desk.whole).await?;
        }
        Ok(desk)
    }

    /// Whether several people are told as one.
    #[must_use]
    pub fn is_account(&self) -> bool {
        self.account
    }

    /// The people's keys as SQL lists them.
    #[must_use]
    pub fn keys(&self) -> String {
        self.people_keys.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
    }

    async fn relate(&self, engine: &Engine, context: &SessionContext) -> Result<(), EngineError> {
        let params = Params::of_settings(&engine.settings).at(engine.as_of_us());
        let mut bench = Bench::over(context.clone(), self.basis, params);
        let wanted: BTreeSet<String> =
            RELATIONS.iter().map(|name| (*name).to_owned()).chain(["subscription_intervals".to_owned()]).collect();
        bench.register(&engine.catalog, &wanted).await
    }
}

type Rows = BTreeMap<&'static str, Arc<MemTable>>;

async fn rolled_up(engine: &Engine, rows: &Rows, accounts: &Accounts) -> Result<SessionContext, EngineError> {
    let context = session::open(engine).await?;
    lay(&context, rows)?;
    accounts.lay_over(&context).await?;
    Ok(context)
}

fn lay(context: &SessionContext, rows: &Rows) -> Result<(), EngineError> {
    for (name, table) in rows {
        let failed = |error| EngineError::sql(name, error);
        context.deregister_table(*name).map_err(failed)?;
        context.register_table(*name, table.clone()).map_err(failed)?;
    }
    Ok(())
}

/// The rows of every table that are about these customers: those that name them, and those that hang on one that does.
async fn rows_of(context: &SessionContext, keys: &[u32]) -> Result<Rows, EngineError> {
    let keys = keys.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let mut rows = Rows::new();
    for table in tables::TABLES {
        let Some(sql) = about(table, &keys) else { continue };
        let failed = |error| EngineError::sql(table.name, error);
        let found = context.sql(&sql).await.map_err(failed)?;
        let schema = Arc::new(found.schema().as_arrow().clone());
        let batches = found.collect().await.map_err(failed)?;
        let schema = batches.first().map_or(schema, |batch| batch.schema());
        rows.insert(table.name, Arc::new(MemTable::try_new(schema, vec![batches]).map_err(failed)?));
    }
    Ok(rows)
}

/// The rows of one table; none for a table that is about nobody.
fn about(table: &Table, keys: &str) -> Option<String> {
    let name = table.name;
    let of = |parent: &str, id: &str| {
        format!(
            "select * from {name} t where exists (select 1 from {parent} p where p.namespace = t.namespace \
             and p.{id} = t.{id} and p.customer_key in ({keys}))"
        )
    };
    Some(match name {
        "order_items" => of("orders", "order_id"),
        "ticket_changes" => of("tickets", "ticket_id"),
        // A change that names nobody belongs to whom the subscription belongs to.
        "subscription_changes" => of(name, "subscription_id"),
        "refunds" => format!("{} union {}", of("orders", "order_id"), of("payments", "payment_id")),
        _ if table.has_customer() => format!("select * from {name} where customer_key in ({keys})"),
        _ => return None,
    })
}
