//! Who somebody is: their golden record, their account, and every id they are known by.

use std::collections::BTreeMap;

use catalog::quote;
use model::CustomerKey;

use super::desk::Desk;
use super::view::Link;
use super::{AccountRef, Found, KnownId, Profile};
use crate::engine::Engine;
use crate::records::{Record, Records};
use crate::rows::told;
use crate::{EngineError, golden_record};

/// Columns of a record that are told by themselves, or are no attributes.
const NO_ATTRIBUTES: [&str; 12] = [
    "account_id",
    "attributes",
    "customer_id",
    "customer_key",
    "email",
    "import",
    "loaded_at",
    "name",
    "namespace",
    "owner",
    "phone",
    "plan",
];

/// What else of a record is about the row and not about whom it describes.
const OF_THE_ROW: [&str; 6] = ["row_hash", "row_id", "source_file", "source_line", "source_name", "superseded_at"];

/// Reads who they are.
///
/// # Errors
/// [`EngineError::Sql`] when it cannot be read.
pub async fn read(desk: &Desk, found: &Found) -> Result<Profile, EngineError> {
    match found {
        Found::Customer(key) => {
            let mut profile = of(&known(desk, *key).await?);
            profile.account = account(desk, *key).await?;
            Ok(profile)
        }
        Found::Account(key, accounts) => {
            let Some(account) = accounts.get(*key) else { return Ok(Profile::default()) };
            Ok(of(&record(desk, &account.namespace, &account.id).await?))
        }
    }
}

/// What a customer is called.
///
/// # Errors
/// [`EngineError::Sql`] when it cannot be read.
pub async fn name(desk: &Desk, key: u32) -> Result<Option<String>, EngineError> {
    Ok(known(desk, key).await?.said("name"))
}

/// Every outside id of the people, and the link that says it is theirs.
///
/// # Errors
/// [`EngineError`] when the identities cannot be read.
pub async fn ids(engine: &Engine, desk: &Desk) -> Result<Vec<KnownId>, EngineError> {
    let mut ids = Vec::new();
    for key in &desk.people_keys {
        for outside in engine.snapshot.outside_ids(CustomerKey(*key))? {
            let sql = format!(
                "select * from identities where namespace = {} and outside_id = {} \
                 and undone_at is null order by link",
                quote(&outside.namespace),
                quote(&outside.id)
            );
            let rows = Records::read(&desk.people, &sql, "identities").await?;
            let seen = rows.iter().find(|row| row.text("link").is_none());
            let link = rows.iter().find_map(|row| {
                Some(Link {
                    number: row.text("link")?.parse().ok()?,
                    evidence: row.said("evidence")?,
                    record: row.said("record"),
                    made_at_us: row.instant("loaded_at")?,
                })
            });
            ids.push(KnownId {
                id: format!("{}:{}", outside.namespace, outside.id),
                known_at_us: seen.and_then(|row| row.instant("loaded_at")).unwrap_or_default(),
                link,
            });
        }
    }
    Ok(ids)
}

async fn known(desk: &Desk, key: u32) -> Result<Record, EngineError> {
    let sql = golden_record::sql(Some(&format!("customer_key = {key}")));
    Ok(Records::read(&desk.people, &sql, "customers").await?.one())
}

async fn record(desk: &Desk, namespace: &str, id: &str) -> Result<Record, EngineError> {
    let sql = format!(
        "select * from accounts where namespace = {} and account_id = {} order by loaded_at desc, row_id limit 1",
        quote(namespace),
        quote(id)
    );
    Ok(Records::read(&desk.people, &sql, "accounts").await?.one())
}

/// The account of a customer: the one that the newest of their records names which names one.
async fn account(desk: &Desk, key: u32) -> Result<Option<AccountRef>, EngineError> {
    let sql = format!(
        "select namespace, account_id from customers where customer_key = {key} and account_id is not null \
         order by loaded_at desc, row_id limit 1"
    );
    let named = Records::read(&desk.people, &sql, "customers").await?.one();
    let (Some(namespace), Some(id)) = (named.text("namespace"), named.text("account_id")) else { return Ok(None) };
    let name = record(desk, namespace, id).await?.said("name");
    Ok(Some(AccountRef { id: format!("{namespace}:{id}"), name }))
}

/// Microseconds as an instant of RFC 3339.
fn instant(micros: &str) -> String {
    micros.parse().map_or_else(|_| micros.to_owned(), told)
}

fn of(record: &Record) -> Profile {
    let mut attributes: BTreeMap<String, String> = record
        .columns()
        .filter(|(name, _)| !NO_ATTRIBUTES.contains(name) && !OF_THE_ROW.contains(name))
        .map(|(name, value)| (name.to_owned(), if name == "created_at" { instant(value) } else { value.to_owned() }))
        .collect();
    let further = record.text("attributes").and_then(|text| serde_json::from_str(text).ok());
    if let Some(serde_json::Value::Object(further)) = further {
        for (name, value) in further {
            let text = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Null => continue,
                other => other.to_string(),
            };
            attributes.entry(name).or_insert(text);
        }
    }
    Profile {
        name: record.said("name"),
        email: record.said("email"),
        phone: record.said("phone"),
        owner: record.said("owner"),
        plan: record.said("plan"),
        account: None,
        attributes,
    }
}
