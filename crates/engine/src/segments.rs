//! Subjects cut by what they are: attributes as sets, and the condition of `--where`.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{quote, quote_name};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type};
use datafusion::prelude::SessionContext;
use model::{Message, nearest, tables};

use crate::accounts::ACCOUNT_KEYS;
use crate::condition::one_condition;
use crate::subjects::Set;
use crate::{EngineError, Subject, golden_record};

/// One attribute: value → subjects. Subjects without a value are in none of the sets.
#[derive(Clone, Debug, Default)]
pub struct Attribute {
    pub sets: BTreeMap<String, Set>,
    pub valued: Set,
}

/// The attributes that the subjects of this workspace have.
pub struct Segments<'a> {
    session: &'a SessionContext,
    subject: Subject,
    names: BTreeSet<String>,
}

impl<'a> Segments<'a> {
    /// Finds the attributes and registers the view of subjects with one column an attribute, declared or found in
    /// `attributes`.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the customers or accounts cannot be read.
    pub async fn open(session: &'a SessionContext, subject: Subject) -> Result<Self, EngineError> {
        let (columns, records) = match subject {
            Subject::Customer => (tables::CUSTOMERS.columns, golden_record::sql(None)),
            Subject::Account => (tables::ACCOUNTS.columns, accounts()),
        };
        let declared = columns.iter().map(|column| column.name.to_owned());
        let mut names: BTreeSet<String> = declared.filter(|name| name != "customer_id").collect();
        let found = found_attributes(session, &records).await?;
        let further: String = found
            .iter()
            .filter(|name| !names.contains(*name))
            .map(|name| format!(", json_text(attributes, {}) as {}", quote(name), quote_name(name)))
            .collect();
        let sql = format!("select *{further} from ({records})");
        let view = view_of(subject);
        let failed = |error| EngineError::sql(view, error);
        let attributes = session.sql(&sql).await.map_err(failed)?.into_view();
        session.deregister_table(view).map_err(failed)?;
        session.register_table(view, attributes).map_err(failed)?;
        names.extend(found);
        Ok(Self { session, subject, names })
    }

    /// As [`Segments::open`], once for a session: `known` keeps the names that were found.
    ///
    /// # Errors
    /// As [`Segments::open`].
    pub async fn open_once(
        session: &'a SessionContext,
        subject: Subject,
        known: &mut Option<BTreeSet<String>>,
    ) -> Result<Self, EngineError> {
        if let Some(names) = known {
            return Ok(Self { session, subject, names: names.clone() });
        }
        let segments = Self::open(session, subject).await?;
        *known = Some(segments.names.clone());
        Ok(segments)
    }

    /// Whose attributes they are.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.subject
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The names of all attributes, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The values of one attribute.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the customers cannot be read.
    pub async fn attribute(&self, name: &str) -> Result<Attribute, EngineError> {
        let column = quote_name(name);
        let sql = format!(
            "select cast({column} as varchar) as v, customer_key as k from {} where {column} is not null",
            view_of(self.subject)
        );
        let mut attribute = Attribute::default();
        for (value, key) in pairs(self.session, &sql, name).await? {
            attribute.valued.insert(key);
            attribute.sets.entry(value).or_default().insert(key);
        }
        Ok(attribute)
    }

    /// The subjects who meet a SQL condition over their attributes.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the condition is no condition over attributes.
    pub async fn meeting(&self, condition: &str) -> Result<Set, EngineError> {
        one_condition(condition).map_err(|error| EngineError::sql(condition, error.into()).of_question())?;
        let view = view_of(self.subject);
        let sql = format!("select '' as v, customer_key as k from {view} where (\n{condition}\n)");
        let found = pairs(self.session, &sql, condition).await.map_err(EngineError::of_question)?;
        Ok(found.into_iter().map(|(_, key)| key).collect())
    }

    /// The customers and visitors who have an event that meets a SQL condition.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the condition is no condition over events.
    pub async fn having_event(&self, condition: &str) -> Result<Set, EngineError> {
        one_condition(condition).map_err(|error| EngineError::sql(condition, error.into()))?;
        let sql = format!(
            "select distinct '' as v, customer_key as k from events where customer_key is not null and (\n{condition}\n)"
        );
        Ok(pairs(self.session, &sql, condition).await?.into_iter().map(|(_, key)| key).collect())
    }

    /// The subjects who have a row of a relation that meets a SQL condition of our own.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the relation is not there to be read.
    pub async fn having(&self, relation: &str, condition: &str) -> Result<Set, EngineError> {
        let sql = format!(
            "select distinct '' as v, customer_key as k from {relation} where customer_key is not null and ({condition})"
        );
        Ok(pairs(self.session, &sql, relation).await?.into_iter().map(|(_, key)| key).collect())
    }

    /// The error of a cut by an attribute nobody has.
    #[must_use]
    pub fn unknown(&self, name: &str) -> EngineError {
        let near = nearest(name, self.names.iter().map(String::as_str));
        let message = match (self.subject, near) {
            (Subject::Customer, Some(_)) => Message::new("engine.unknown_attribute_near"),
            (Subject::Customer, None) => Message::new("engine.unknown_attribute"),
            (Subject::Account, Some(_)) => Message::new("engine.unknown_account_attribute_near"),
            (Subject::Account, None) => Message::new("engine.unknown_account_attribute"),
        };
        let message = message.with("name", name);
        EngineError::Question(near.map_or(message.clone(), |near| message.with("nearest", near)))
    }
}

/// The record of each account, under the key that stands for it. A customer without an account stands for itself with
/// what its own record says of the same things.
fn accounts() -> String {
    let (table, customers) = (&tables::ACCOUNTS, &tables::CUSTOMERS);
    let names =
        || table.columns.iter().map(|column| column.name).filter(|name| *name != "account_id").chain(table.rest);
    let accounts: String = names().map(|name| format!(", a.{}", quote_name(name))).collect();
    let own = |name: &str| match name {
        "size" => "company_size".to_owned(),
        name if customers.column(name).is_some() || customers.rest == Some(name) => quote_name(name),
        _ => "null".to_owned(),
    };
    let own: String = names().map(|name| format!(", {} as {}", own(name), quote_name(name))).collect();
    format!(
        "select k.customer_key, k.namespace, k.account_id{accounts} from {ACCOUNT_KEYS} k left join \
         (select * from (select *, row_number() over (partition by namespace, account_id \
         order by loaded_at desc, row_id) as newest from accounts) where newest = 1) a \
         on a.namespace = k.namespace and a.account_id = k.account_id \
         union all select customer_key, namespace, null as account_id{own} from ({}) \
         where customer_key not in (select customer_key from {ACCOUNT_KEYS})",
        golden_record::sql(None)
    )
}

/// The view of a subject's attributes, once they were opened.
pub fn view_of(subject: Subject) -> &'static str {
    match subject {
        Subject::Customer => "customer_attributes",
        Subject::Account => "account_attributes",
    }
}

async fn found_attributes(session: &SessionContext, records: &str) -> Result<BTreeSet<String>, EngineError> {
    let sql = format!("select attributes as v, customer_key as k from ({records}) where attributes is not null");
    let mut names = BTreeSet::new();
    for (object, _) in pairs(session, &sql, "attributes").await? {
        if let Ok(serde_json::Value::Object(attributes)) = serde_json::from_str(&object) {
            names.extend(attributes.into_iter().map(|(name, _)| name));
        }
    }
    Ok(names)
}

/// Columns `v` and `k` of a query.
async fn pairs(session: &SessionContext, sql: &str, what: &str) -> Result<Vec<(String, u32)>, EngineError> {
    let failed = |error| EngineError::sql(what, error);
    let mut pairs = Vec::new();
    for batch in session.sql(sql).await.map_err(failed)?.collect().await.map_err(failed)? {
        let texts = cast(batch.column(0), &DataType::Utf8).map_err(|error| failed(error.into()))?;
        let keys = cast(batch.column(1), &DataType::Int32).map_err(|error| failed(error.into()))?;
        let rows = texts.as_string::<i32>().iter().zip(keys.as_primitive::<Int32Type>().iter());
        pairs.extend(rows.filter_map(|(text, key)| Some((text?.to_owned(), key?.cast_unsigned()))));
    }
    Ok(pairs)
}
