//! What happened between somebody and us, newest first.

use std::collections::HashSet;
use std::collections::{BTreeMap, BTreeSet};

use model::{Calendar, Currency, Message, Micros, nearest, tables};

use super::desk::Desk;
use super::history::Versions;
use super::{CustomerQuery, Entry, said};
use crate::EngineError;
use crate::engine::Engine;
use crate::params::instant;
use crate::records::{Record, Records};

/// The table that links are read from.
const IDENTITIES: &str = "identities";

/// The entries that were asked for, and how many there are with those that the limit leaves out.
///
/// # Errors
/// [`EngineError`] when they cannot be read, or a table is asked for that there is not.
pub async fn read(
    engine: &Engine,
    desk: &Desk,
    ask: &CustomerQuery,
    versions: &Versions,
) -> Result<(Vec<Entry>, u64), EngineError> {
    let range = Range::new(&engine.calendar, ask)?;
    let corrected: HashSet<&str> = versions.corrected();
    let mut entries = Vec::new();
    let sql = format!("select * from timeline where customer_key in ({}) and {}", desk.keys(), range.condition());
    for row in Records::read(&desk.people, &sql, "timeline").await?.iter() {
        let Some(at_us) = row.instant("at") else { continue };
        entries.push(Entry {
            customer: engine.whose(desk, row)?,
            corrected: row.ids().iter().any(|id| corrected.contains(crate::records::hex(id).as_str())),
            ..entry(row, at_us, engine.currency)
        });
    }
    entries.extend(links(engine, desk).await?.into_iter().filter(|entry| range.holds(entry.at_us)));
    let wanted = wanted(&ask.tables)?;
    entries.retain(|entry| wanted.is_empty() || wanted.contains(entry.table.as_str()));
    // Ties in time are broken by what the entries are, so that the same data tells the same story.
    entries.sort_by(|a, b| {
        let key = |entry: &Entry| (entry.at_us, entry.table.clone(), entry.id.clone(), entry.kind.clone(), entry.line);
        key(b).cmp(&key(a))
    });
    let count = entries.len() as u64;
    entries.truncate(ask.limit.unwrap_or(usize::MAX));
    Ok((entries, count))
}

/// The instants whose entries are told.
struct Range {
    from: Option<Micros>,
    to: Option<Micros>,
}

impl Range {
    fn new(calendar: &Calendar, ask: &CustomerQuery) -> Result<Self, EngineError> {
        let start = |day: Option<jiff::civil::Date>| day.map(|day| calendar.start_of_day(day)).transpose();
        Ok(Self { from: start(ask.from)?, to: start(ask.to)? })
    }

    fn condition(&self) -> String {
        let from = self.from.map(|from| format!("at >= {}", instant(from)));
        let to = self.to.map(|to| format!("at < {}", instant(to)));
        let both: Vec<String> = from.into_iter().chain(to).collect();
        if both.is_empty() { "true".to_owned() } else { both.join(" and ") }
    }

    fn holds(&self, at_us: Micros) -> bool {
        self.from.is_none_or(|from| from <= at_us) && self.to.is_none_or(|to| at_us < to)
    }
}

/// The tables that were asked for by name.
fn wanted(names: &[String]) -> Result<BTreeSet<&str>, EngineError> {
    let known = || tables::TABLES.iter().map(|table| table.name).chain([IDENTITIES]);
    for name in names {
        if !known().any(|known| known == name) {
            let message = match nearest(name, known()) {
                Some(near) => Message::new("engine.unknown_table_near").with("nearest", near),
                None => Message::new("engine.unknown_table"),
            };
            return Err(EngineError::Question(message.with("table", name)));
        }
    }
    Ok(names.iter().map(String::as_str).collect())
}

fn entry(row: &Record, at_us: Micros, base: Currency) -> Entry {
    let currency = row.text("currency").and_then(|code| code.parse().ok()).unwrap_or(base);
    Entry {
        at_us,
        ended_at_us: row.instant("ended_at").filter(|ended| *ended != at_us),
        kind: row.said("kind").unwrap_or_default(),
        table: row.said("table_name").unwrap_or_default(),
        id: row.text("id").map(|id| format!("{}:{id}", row.text("namespace").unwrap_or_default())),
        customer: None,
        message: said::of(row),
        amount: row.money("amount", currency),
        rows: row.count("row_count"),
        file: row.said("source_file").unwrap_or_default(),
        line: row.text("source_line").and_then(|line| line.parse().ok()).unwrap_or_default(),
        corrected: false,
    }
}

/// When ids were found to be one customer, and when that was undone.
async fn links(engine: &Engine, desk: &Desk) -> Result<Vec<Entry>, EngineError> {
    let rows = Records::read(&desk.people, "select * from identities where link is not null", IDENTITIES).await?;
    let mut theirs = Vec::new();
    for row in rows.iter() {
        let (Some(id), Some(namespace)) = (row.text("outside_id"), row.text("namespace")) else { continue };
        if let Some(whose) = engine.owner(desk, namespace, id)? {
            theirs.push((row, namespace, id, whose));
        }
    }
    let others = own_ids(desk, theirs.iter().filter_map(|(row, ..)| row.text("customer_key"))).await?;
    let mut entries = Vec::new();
    for (row, namespace, id, whose) in theirs {
        let with = row.text("customer_key").and_then(|key| others.get(key)).cloned();
        let with = with.map_or_else(|| engine.outside_id(whose), Ok)?;
        let steps = [("loaded_at", "linked"), ("undone_at", "unlinked")];
        for (at_us, kind) in steps.into_iter().filter_map(|(column, kind)| row.instant(column).zip(Some(kind))) {
            let message = Message::new(format!("engine.timeline.{kind}"))
                .with("id", format!("{namespace}:{id}"))
                .with("with", &with)
                .with("link", row.text("link").unwrap_or_default())
                .with("detail", row.text("evidence").unwrap_or_default());
            entries.push(Entry {
                at_us,
                ended_at_us: None,
                kind: kind.to_owned(),
                table: IDENTITIES.to_owned(),
                id: Some(format!("{namespace}:{id}")),
                customer: engine.named(desk, whose)?,
                message,
                amount: None,
                rows: 1,
                file: String::new(),
                line: 0,
                corrected: false,
            });
        }
    }
    Ok(entries)
}

/// The ids under which these keys were seen first, by key, before anything was found out about them.
async fn own_ids(desk: &Desk, keys: impl Iterator<Item = &str>) -> Result<BTreeMap<String, String>, EngineError> {
    let keys: BTreeSet<&str> = keys.collect();
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "select cast(customer_key as varchar) as k, namespace, outside_id from identities \
         where link is null and customer_key in ({})",
        keys.into_iter().collect::<Vec<_>>().join(", ")
    );
    let rows = Records::read(&desk.people, &sql, IDENTITIES).await?;
    let named =
        |row: &Record| Some((row.said("k")?, format!("{}:{}", row.text("namespace")?, row.text("outside_id")?)));
    Ok(rows.iter().filter_map(named).collect())
}

impl Engine {
    /// Whom a row is about, where several people are told.
    fn whose(&self, desk: &Desk, row: &Record) -> Result<Option<String>, EngineError> {
        match row.text("customer_key").and_then(|key| key.parse().ok()) {
            Some(key) => self.named(desk, key),
            None => Ok(None),
        }
    }

    fn named(&self, desk: &Desk, key: u32) -> Result<Option<String>, EngineError> {
        if desk.is_account() { self.outside_id(key).map(Some) } else { Ok(None) }
    }

    /// Which of the people an outside id is.
    fn owner(&self, desk: &Desk, namespace: &str, id: &str) -> Result<Option<u32>, EngineError> {
        for key in self.snapshot.find(id)? {
            let known = self.snapshot.outside_ids(key)?;
            if desk.people_keys.contains(&key.0)
                && known.iter().any(|outside| outside.namespace == namespace && outside.id == id)
            {
                return Ok(Some(key.0));
            }
        }
        Ok(None)
    }
}
