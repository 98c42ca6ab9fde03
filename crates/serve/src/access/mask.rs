//! What a viewer is shown of a customer: that something is known, and not what.

use serde_json::Value;

/// What stands in place of a text.
const MASK: &str = "•••";

/// The keys of an answer about customers that hold personal data, or texts that may hold it.
const HIDDEN: [&str; 15] = [
    "name",
    "email",
    "phone",
    "owner",
    "birth_date",
    "gender",
    "comment",
    "attributes",
    "text",
    "note",
    "old",
    "new",
    "file",
    "record",
    "raw",
];

/// The keys that hold ids, which are personal data where they are addresses.
const IDS: [&str; 5] = ["id", "customer", "customer_id", "ids", "account"];

/// Masks personal data in an answer about customers. What is null stays null; ids stay unless they are e-mail addresses.
pub fn mask(answer: &mut Value) {
    match answer {
        Value::Object(object) => {
            for (key, value) in object {
                let is_address = IDS.contains(&key.as_str()) && value.as_str().is_some_and(|id| id.contains('@'));
                if is_address || HIDDEN.contains(&key.as_str()) {
                    hide(value);
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(mask),
        _ => {}
    }
}

/// Hides every text and number below, leaving the shape.
fn hide(value: &mut Value) {
    match value {
        Value::Null => {}
        Value::Object(object) => object.values_mut().for_each(hide),
        Value::Array(list) => list.iter_mut().for_each(hide),
        _ => *value = Value::String(MASK.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_viewer_sees_that_something_is_known_and_not_what() {
        let mut answer = json!({
            "subject": "customer",
            "id": "crm:ann@example.com",
            "profile": { "name": "Ann", "email": "ann@example.com", "phone": null, "plan": "pro",
                         "account": { "id": "crm:acme", "name": "Acme" }, "attributes": { "city": "Ulm", "age": 30 } },
            "ids": [{ "id": "shop:17", "link": { "number": 3, "record": "people.csv:2" } },
                    { "id": "crm:ann@example.com", "link": null }],
            "state": { "standing": "active" },
            "numbers": { "orders": 3, "revenue": { "amount": "1.0000", "currency": "EUR" } },
            "timeline": [{ "kind": "note", "text": "Ann called", "note": "call Ann", "rows": 1, "file": "ann.csv" }],
            "history": [{ "changes": [{ "column": "email", "old": null, "new": "ann@example.com" }] }]
        });
        mask(&mut answer);
        assert_eq!(
            answer,
            json!({
                "subject": "customer",
                "id": MASK,
                "profile": { "name": MASK, "email": MASK, "phone": null, "plan": "pro",
                             "account": { "id": "crm:acme", "name": MASK }, "attributes": { "city": MASK, "age": MASK } },
                "ids": [{ "id": "shop:17", "link": { "number": 3, "record": MASK } }, { "id": MASK, "link": null }],
                "state": { "standing": "active" },
                "numbers": { "orders": 3, "revenue": { "amount": "1.0000", "currency": "EUR" } },
                "timeline": [{ "kind": "note", "text": MASK, "note": MASK, "rows": 1, "file": MASK }],
                "history": [{ "changes": [{ "column": "email", "old": null, "new": MASK }] }]
            })
        );
        let said = answer.to_string().to_lowercase();
        assert!(!said.contains("ann"), "{said}");
    }
}
