//! All customers, or all accounts, one row each: who they are, how they stand and what they have brought.

use std::sync::Arc;

use catalog::{quote, quote_name};
use datafusion::arrow::array::{Int32Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::datasource::MemTable;
use model::{CustomerKey, Message, Micros, Money};

use super::{Standing, state};
use crate::engine::Engine;
use crate::params::{Params, instant};
use crate::records::{Record, Records};
use crate::segments::{Segments, view_of};
use crate::session::Bench;
use crate::subjects::Set;
use crate::{Basis, EngineError, Subject};

/// Columns that a list can be sorted by beside the attributes.
const NUMBERS: [&str; 7] = ["standing", "orders", "revenue", "mrr", "first_seen", "customer_since", "last_order"];
/// The keys of those whom a question is about.
const LISTED: &str = "listed_keys";

/// A question for customers.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Whom it lists.
    pub subject: Subject,
    /// A part of a name, of an e-mail address or of an outside id; upper and lower case are one.
    pub search: Option<String>,
    /// A SQL condition over the subjects' attributes.
    pub filter: Option<String>,
    /// The column to sort by, of [`sortable`]; the newest first without one.
    pub sort: Option<String>,
    pub descending: bool,
    /// How many rows to give; all without.
    pub limit: Option<usize>,
}

/// Customers or accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerList {
    pub subject: Subject,
    pub as_of_us: Micros,
    /// Id of the snapshot that was read.
    pub snapshot: String,
    /// IANA zone of the workspace.
    pub time_zone: String,
    /// What makes a customer active.
    pub basis: Basis,
    /// The instant to which states are known, where that has passed.
    pub known_to_us: Option<Micros>,
    /// How many there are, listed or not.
    pub found: u64,
    /// In the order asked for.
    pub rows: Vec<ListedCustomer>,
    /// What keeps a number from being told.
    pub notes: Vec<Message>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedCustomer {
    /// `namespace:id`
    pub id: String,
    /// The values of [`attributes`], in their order.
    pub attributes: Vec<Option<String>>,
    /// How many people an account has; 1 for a customer.
    pub people: u64,
    pub standing: Standing,
    /// `paid_orders`: how many.
    pub orders: u64,
    /// `revenue_lines`: orders less refunds. None where a rate of exchange is missing.
    pub revenue: Option<Money>,
    /// `subscription_intervals`: recurring revenue a month, now.
    pub mrr: Option<Money>,
    pub first_seen_us: Option<Micros>,
    /// `first_activations`: when they were first active.
    pub customer_since_us: Option<Micros>,
    pub last_order_us: Option<Micros>,
}

/// The attributes that a list tells of everybody.
#[must_use]
pub fn attributes(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Customer => &["name", "email", "country", "plan", "channel", "owner"],
        Subject::Account => &["name", "plan", "industry", "size", "country", "owner", "contract_start", "renewal_date"],
    }
}

/// The columns that a list can be sorted by.
pub fn sortable(subject: Subject) -> impl Iterator<Item = &'static str> {
    attributes(subject).iter().copied().chain(NUMBERS)
}

impl Engine {
    /// Lists customers or accounts. Those whom the workspace excludes are left out, and a customer without an account is
    /// none of the accounts.
    ///
    /// # Errors
    /// [`EngineError::Question`] for a condition or a column that is none; others when the data cannot be read.
    pub async fn list_customers(&self, ask: &ListQuery) -> Result<CustomerList, EngineError> {
        let basis = self.settings.activity.basis;
        let params = Params::of_settings(&self.settings).at(self.as_of_us());
        let mut bench = Bench::new(self, basis, params, self.roll_up(ask.subject).await?).await?;
        let relations = ["first_activations", "known_customers", "paid_orders", "revenue_lines"];
        let relations = relations.iter().chain(&state::RELATIONS).map(|name| (*name).to_owned()).collect();
        bench.register(&self.catalog, &relations).await?;
        let listed = self.listed(ask, &bench).await?;
        lay_out(&listed, &bench)?;
        let mut notes = Vec::new();
        let rows = match self.read(ask, &bench, true).await {
            Err(EngineError::RateMissing(message)) => {
                notes.push(message);
                self.read(ask, &bench, false).await?
            }
            read => read?,
        };
        Ok(CustomerList {
            subject: ask.subject,
            as_of_us: self.as_of_us(),
            snapshot: self.snapshot.id().to_owned(),
            time_zone: self.settings.time_zone.clone(),
            basis,
            known_to_us: state::known_to(self)?,
            found: listed.len(),
            rows: rows.iter().map(|row| self.listed_customer(row, ask.subject, &bench)).collect::<Result<_, _>>()?,
            notes,
        })
    }

    /// The keys of everybody the question is about.
    async fn listed(&self, ask: &ListQuery, bench: &Bench) -> Result<Set, EngineError> {
        let segments = Segments::open(&bench.context, ask.subject).await?;
        let mut listed = segments.having("known_customers", "true").await? - self.left_out(&segments).await?;
        if let Some(roll_up) = &bench.roll_up {
            listed = listed.iter().filter(|key| roll_up.accounts.get(*key).is_some()).collect();
        }
        if let Some(condition) = &ask.filter {
            listed &= segments.meeting(condition).await?;
        }
        if let Some(text) = ask.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            listed &= self.called(text, ask.subject, bench).await?;
        }
        Ok(listed)
    }

    /// The keys of those who are called so, or have an id like this.
    async fn called(&self, text: &str, subject: Subject, bench: &Bench) -> Result<Set, EngineError> {
        let sought = quote(&text.to_lowercase());
        let has = |column: &str| format!("contains(lower({column}), {sought})");
        let attributes: &[&str] = match subject {
            Subject::Customer => &["name", "email"],
            Subject::Account => &["name", "account_id", "concat(namespace, ':', account_id)"],
        };
        let words = attributes.iter().map(|column| has(column)).collect::<Vec<_>>().join(" or ");
        let sql = format!("select customer_key from {} where {words}", view_of(subject));
        let mut found = keys_of(&sql, bench).await?;
        if subject == Subject::Customer {
            let ids = [has("outside_id"), has("concat(namespace, ':', outside_id)")].join(" or ");
            let sql = format!("select outside_key as customer_key from identities where link is null and ({ids})");
            let own = keys_of(&sql, bench).await?;
            found.extend(own.iter().map(|key| self.snapshot.survivor(CustomerKey(key)).0));
        }
        Ok(found)
    }

    /// The rows, without amounts where these cannot be told.
    async fn read(&self, ask: &ListQuery, bench: &Bench, amounts: bool) -> Result<Vec<Record>, EngineError> {
        let now = instant(self.as_of_us());
        let (revenue, mrr) = match amounts {
            true => (
                format!(
                    "select customer_key, sum(amount) as v from revenue_lines where at <= {now} group by customer_key"
                ),
                format!(
                    "select customer_key, sum(mrr) as v from subscription_intervals \
                     where valid_from < {now} and (valid_to is null or valid_to >= {now}) group by customer_key"
                ),
            ),
            false => {
                let none = format!("select customer_key, null as v from {LISTED}");
                (none.clone(), none)
            }
        };
        let told: String = attributes(ask.subject)
            .iter()
            .map(|name| format!("cast(a.{0} as varchar) as {0}, ", quote_name(name)))
            .collect();
        let standings = state::standings(self, &format!("select customer_key from {LISTED}"))?;
        let limit = ask.limit.map(|limit| format!(" limit {limit}")).unwrap_or_default();
        let sql = format!(
            "select {told} s.customer_key, s.standing, o.orders, r.v as revenue, m.v as mrr, f.at as first_seen, \
                    c.at as customer_since, o.last as last_order \
             from ({standings}) s \
             left join {attributes} a on a.customer_key = s.customer_key \
             left join (select customer_key, count(*) as orders, max(at) as last from paid_orders where at <= {now} \
                        group by customer_key) o on o.customer_key = s.customer_key \
             left join ({revenue}) r on r.customer_key = s.customer_key \
             left join ({mrr}) m on m.customer_key = s.customer_key \
             left join first_seen f on f.customer_key = s.customer_key \
             left join first_activations c on c.customer_key = s.customer_key \
             order by {order}{limit}",
            attributes = view_of(ask.subject),
            order = order(ask)?,
        );
        Ok(Records::read(&bench.context, &sql, "customers").await?.into_rows())
    }

    fn listed_customer(&self, row: &Record, subject: Subject, bench: &Bench) -> Result<ListedCustomer, EngineError> {
        let key = u32::try_from(row.count("customer_key")).unwrap_or_default();
        let accounts = bench.roll_up.as_ref().map(|roll_up| roll_up.accounts.as_ref());
        let account = accounts.and_then(|accounts| accounts.get(key));
        Ok(ListedCustomer {
            id: self.subject_id(key, accounts)?,
            attributes: attributes(subject).iter().map(|name| row.said(name)).collect(),
            people: account.map_or(1, |account| account.people.len() as u64),
            standing: state::told(row).0,
            orders: row.count("orders"),
            revenue: row.money("revenue", self.currency),
            mrr: row.money("mrr", self.currency),
            first_seen_us: row.instant("first_seen"),
            customer_since_us: row.instant("customer_since"),
            last_order_us: row.instant("last_order"),
        })
    }
}

/// How the rows are sorted: by the column, then by the order in which they became known, so that a list has one order.
fn order(ask: &ListQuery) -> Result<String, EngineError> {
    let (asked, descending) = ask.sort.as_deref().map_or(("first_seen", true), |sort| (sort, ask.descending));
    let Some(column) = sortable(ask.subject).find(|column| *column == asked) else {
        let known = sortable(ask.subject).collect::<Vec<_>>().join(", ");
        return Err(EngineError::Question(Message::new("engine.list_sort").with("name", asked).with("known", known)));
    };
    let column = match column {
        // What nobody bought is no order, not an unknown number of them.
        "orders" => "coalesce(orders, 0)".to_owned(),
        _ if NUMBERS.contains(&column) => column.to_owned(),
        _ => format!("lower({})", quote_name(column)),
    };
    let direction = if descending { "desc" } else { "asc" };
    Ok(format!("{column} {direction} nulls last, s.customer_key {direction}"))
}

async fn keys_of(sql: &str, bench: &Bench) -> Result<Set, EngineError> {
    let rows = Records::read(&bench.context, sql, "customers").await?;
    Ok(rows.iter().filter_map(|row| row.text("customer_key")?.parse::<u32>().ok()).collect())
}

/// Makes the keys a table of the session.
fn lay_out(keys: &Set, bench: &Bench) -> Result<(), EngineError> {
    let failed = |error| EngineError::sql(LISTED, error);
    let schema = Arc::new(Schema::new(vec![Field::new("customer_key", DataType::Int32, false)]));
    let column = Int32Array::from_iter_values(keys.iter().map(u32::cast_signed));
    let rows =
        RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(column)]).map_err(|error| failed(error.into()))?;
    let table = MemTable::try_new(schema, vec![vec![rows]]).map_err(failed)?;
    bench.context.register_table(LISTED, Arc::new(table)).map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_sorted_by_what_it_tells() {
        let ask = |sort: &str| ListQuery { sort: Some(sort.to_owned()), descending: true, ..ListQuery::default() };
        assert_eq!(order(&ask("mrr")).unwrap(), "mrr desc nulls last, s.customer_key desc");
        assert_eq!(order(&ask("name")).unwrap(), "lower(\"name\") desc nulls last, s.customer_key desc");
        let refused = order(&ask("customer_key; drop")).unwrap_err().to_string();
        assert!(refused.contains("customer_key; drop") && refused.contains("email"), "{refused}");
        assert!(sortable(Subject::Account).any(|column| column == "renewal_date"));
    }
}
