//! Long lists, page by page. A cursor names the state that its list is of: pages of two states never mix.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Language, Message};
use serde_json::{Value, json};

use super::params::Params;
use crate::Problem;

/// Rows of a page unless `page_size` says otherwise, and at most.
const MOST_ROWS: usize = 1000;

/// Which page is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    rows: usize,
    from: usize,
}

impl Page {
    /// Takes `page_size` and `cursor` from a question's parameters; none when neither is there.
    ///
    /// # Errors
    /// A [`Problem`] for a size that is no number of 1 to 1000 (400), a cursor that is none (400), and one of another
    /// state (410).
    pub fn take(params: &mut Params, stamp: &str, language: Language) -> Result<Option<Self>, Problem> {
        let mut take = |wanted: &str| {
            let found = params.iter().position(|(name, _)| name == wanted)?;
            Some(params.remove(found).1)
        };
        let (size, cursor) = (take("page_size"), take("cursor"));
        if size.is_none() && cursor.is_none() {
            return Ok(None);
        }
        let refused = |status, key| Err(Problem::new(status, &Message::new(key), language));
        let rows = match size.map(|size| size.parse::<usize>()) {
            None => MOST_ROWS,
            Some(Ok(rows)) if (1..=MOST_ROWS).contains(&rows) => rows,
            Some(_) => return refused(StatusCode::BAD_REQUEST, "serve.error.page_size"),
        };
        let from = match cursor.as_deref().map(read) {
            None => 0,
            Some(None) => return refused(StatusCode::BAD_REQUEST, "serve.error.cursor"),
            Some(Some((of, _))) if of != stamp => return refused(StatusCode::GONE, "serve.error.cursor_old"),
            Some(Some((_, from))) => from,
        };
        Ok(Some(Self { rows, from }))
    }

    /// The answer with only this page of its list, and `next_cursor`, null on the last page. An answer that is a list
    /// itself becomes an object.
    #[must_use]
    pub fn cut(&self, answer: Value, list: &str, stamp: &str) -> Value {
        let mut answer = if answer.is_array() { json!({ list: answer }) } else { answer };
        let Some(Value::Array(rows)) = answer.get_mut(list) else { return answer };
        let end = self.from.saturating_add(self.rows);
        let next = (end < rows.len()).then(|| written(stamp, end));
        *rows = std::mem::take(rows).into_iter().skip(self.from).take(self.rows).collect();
        answer["next_cursor"] = json!(next);
        answer
    }
}

fn written(stamp: &str, from: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{from} {stamp}"))
}

fn read(cursor: &str) -> Option<(String, usize)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (from, stamp) = text.split_once(' ')?;
    Some((stamp.to_owned(), from.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(params: &[(&str, &str)], stamp: &str) -> Result<Option<Page>, ()> {
        let mut params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Page::take(&mut params, stamp, Language::English).map_err(|_| ())
    }

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let answer = json!({ "total": 5, "rows": [1, 2, 3, 4, 5] });
        let mut seen = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut params = vec![("page_size", "2")];
            params.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let cut = page(&params, "s").unwrap().unwrap().cut(answer.clone(), "rows", "s");
            seen.extend(cut["rows"].as_array().unwrap().clone());
            assert_eq!(cut["total"], 5);
            match cut["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }
        assert_eq!(Value::Array(seen), json!([1, 2, 3, 4, 5]));
    }

    #[test]
    fn what_is_no_page_is_refused() {
        assert_eq!(page(&[], "s"), Ok(None));
        for wrong in [("page_size", "0"), ("page_size", "1001"), ("page_size", "-1"), ("cursor", "x"), ("cursor", "")] {
            assert_eq!(page(&[wrong], "s"), Err(()), "{wrong:?}");
        }
        let other = written("other", 2);
        assert_eq!(page(&[("cursor", &other)], "s"), Err(()));
        assert!(page(&[("cursor", &other)], "other").is_ok());
    }
}
