//! A question's parameters as a request carries them: in the path, behind the question mark, or in a JSON object.

use axum::http::StatusCode;
use axum::http::Uri;
use model::{Language, Message};
use serde_json::Value;

use crate::Problem;

/// Names and values, in their order.
pub type Params = Vec<(String, String)>;

/// The parameters behind an address's question mark.
///
/// # Errors
/// A [`Problem`] when they are not UTF-8.
pub fn of_address(uri: &Uri, language: Language) -> Result<Params, Problem> {
    let read = axum::extract::Query::<Params>::try_from_uri(uri);
    read.map(|query| query.0).map_err(|_| bad("serve.error.address", language))
}

/// The parameters of a JSON object: a list stands for a parameter given several times, null for one not given.
///
/// # Errors
/// A [`Problem`] when the body is no object, or a value is an object or a list of lists.
pub fn of_body(body: &[u8], language: Language) -> Result<Params, Problem> {
    let refused = |error: serde_json::Error| {
        let message = Message::new("serve.error.body").with("line", error.line()).with("column", error.column());
        Problem::new(StatusCode::BAD_REQUEST, &message, language)
    };
    let Value::Object(members) = serde_json::from_slice(body).map_err(refused)? else {
        return Err(bad("serve.error.body_object", language));
    };
    let mut params = Params::new();
    for (name, value) in members {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text,
                Value::Bool(flag) => flag.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Array(_) | Value::Object(_) => {
                    let message = Message::new("serve.error.body_value").with("name", &name);
                    return Err(Problem::new(StatusCode::BAD_REQUEST, &message, language));
                }
            };
            params.push((name.clone(), text));
        }
    }
    Ok(params)
}

fn bad(key: &'static str, language: Language) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, &Message::new(key), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_bodies_say_the_same() {
        let uri: Uri = "/api/query?metrics=mrr&by=plan&by=channel&where=plan+%3D+%27a%27".parse().unwrap();
        let body = br#"{ "metrics": "mrr", "by": ["plan", "channel"], "where": "plan = 'a'", "basis": null }"#;
        let (of_address, of_body) = (of_address(&uri, Language::English), of_body(body, Language::English));
        let (of_address, of_body) = (of_address.unwrap(), of_body.unwrap());
        assert_eq!(of_address, of_body);
        assert_eq!(of_address[3], ("where".to_owned(), "plan = 'a'".to_owned()));
    }

    #[test]
    fn what_is_no_object_of_values_is_refused() {
        for body in ["", "[]", "1", "{", r#"{"by": {"a": 1}}"#, r#"{"by": [["a"]]}"#, "\u{0}"] {
            assert!(of_body(body.as_bytes(), Language::English).is_err(), "{body}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(of_body(deep.as_bytes(), Language::English).is_err());
    }
}
