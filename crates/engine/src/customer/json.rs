//! The view for programs: the keys that every door gives, in their order.

use model::{Language, Micros, Money};
use serde_json::{Map, Value, json};

use super::{Change, CustomerView, Entry, KnownId, Numbers, Person, Profile, Score, State, Version};
use crate::rows::told;

impl CustomerView {
    /// The view as one object, sentences in a language. Keys that say nothing of a customer are left out: `people` and
    /// the entries' `customer` of a customer, `history` where it was not asked for.
    #[must_use]
    pub fn json(&self, language: Language) -> Value {
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
        put("subject", json!(self.subject));
        put("id", json!(self.id));
        put("as_of", instant(self.as_of_us));
        put("snapshot", json!(self.snapshot));
        put("time_zone", json!(self.time_zone));
        put("profile", profile(&self.profile));
        put("ids", self.ids.iter().map(known_id).collect());
        if !self.people.is_empty() {
            put("people", self.people.iter().map(person).collect());
        }
        put("state", state(&self.state));
        put("numbers", numbers(&self.numbers));
        put("notes", self.notes.iter().map(|note| json!(note.say(language))).collect());
        put("entries", json!(self.entries));
        put("timeline", self.timeline.iter().map(|entry| one(entry, language)).collect());
        if !self.history.is_empty() {
            put("history", self.history.iter().map(version).collect());
        }
        Value::Object(object)
    }
}

fn profile(profile: &Profile) -> Value {
    json!({
        "name": profile.name,
        "email": profile.email,
        "phone": profile.phone,
        "owner": profile.owner,
        "plan": profile.plan,
        "account": profile.account.as_ref().map(|account| json!({ "id": account.id, "name": account.name })),
        "attributes": profile.attributes,
    })
}

fn known_id(id: &KnownId) -> Value {
    let link = id.link.as_ref().map(|link| {
        json!({
            "number": link.number,
            "evidence": link.evidence,
            "record": link.record,
            "made_at": instant(link.made_at_us),
        })
    });
    json!({ "id": id.id, "known_at": instant(id.known_at_us), "link": link })
}

fn person(person: &Person) -> Value {
    json!({ "id": person.id, "name": person.name, "state": state(&person.state) })
}

fn state(state: &State) -> Value {
    json!({ "standing": state.standing.name(), "since": state.since_us.map(instant), "known_to": state.known_to_us.map(instant),
        "basis": state.basis.name() })
}

fn numbers(numbers: &Numbers) -> Value {
    json!({
        "first_seen": numbers.first_seen_us.map(instant),
        "customer_since": numbers.customer_since_us.map(instant),
        "last_contact": numbers.last_contact_us.map(instant),
        "orders": numbers.orders,
        "revenue": numbers.revenue.map(money),
        "mrr": numbers.mrr.map(money),
        "open_tickets": numbers.open_tickets,
        "nps": numbers.nps.as_ref().map(score),
        "csat": numbers.csat.as_ref().map(score),
        "lifetime_value": numbers.lifetime_value.map(money),
    })
}

fn score(score: &Score) -> Value {
    json!({ "score": score.score, "scale_max": score.scale_max, "at": instant(score.at_us) })
}

fn one(entry: &Entry, language: Language) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("at", instant(entry.at_us));
    put("ended_at", entry.ended_at_us.map_or(Value::Null, instant));
    put("kind", json!(entry.kind));
    put("table", json!(entry.table));
    put("id", json!(entry.id));
    if let Some(customer) = &entry.customer {
        put("customer", json!(customer));
    }
    put("text", json!(entry.message.say(language)));
    put("note", json!(entry.note()));
    put("amount", entry.amount.map_or(Value::Null, money));
    put("rows", json!(entry.rows));
    put("file", json!(entry.file));
    put("line", json!(entry.line));
    put("corrected", json!(entry.corrected));
    Value::Object(object)
}

fn version(version: &Version) -> Value {
    let changes =
        version.changes.iter().map(|Change { column, old, new }| json!({ "column": column, "old": old, "new": new }));
    json!({
        "table": version.table,
        "row": version.row,
        "known_from": instant(version.known_from_us),
        "known_to": version.known_to_us.map(instant),
        "import": version.import,
        "file": version.file,
        "line": version.line,
        "changes": changes.collect::<Vec<_>>(),
    })
}

fn instant(at_us: Micros) -> Value {
    json!(told(at_us))
}

fn money(money: Money) -> Value {
    json!({ "amount": money.amount(), "currency": money.currency.as_str() })
}
