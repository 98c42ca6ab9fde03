//! The text of a measure's value → [`Value`].

use crate::measure::Value;

/// The aggregate that the text is; none when it is none.
pub(crate) fn value(text: &str) -> Option<Value> {
    let (name, rest) = text.trim().split_once('(')?;
    let (inner, after) = enclosed(rest)?;
    let inner = inner.trim();
    let after = after.trim();
    let name = name.trim().to_ascii_lowercase();
    if inner.is_empty() || (!after.is_empty() && !["values", "sum"].contains(&name.as_str())) {
        return None;
    }
    let sql = inner.to_owned();
    match name.as_str() {
        "count" if inner == "*" => Some(Value::Count),
        "sum" if after.is_empty() => Some(Value::Sum(sql)),
        "sum" => Some(Value::Curve { sql, to: bracketed(after, &["by", "months", "to"])? }),
        "min" => Some(Value::Min(sql)),
        "max" => Some(Value::Max(sql)),
        "last" => Some(Value::Last(sql)),
        "values" if after.is_empty() => Some(Value::Values { sql, ended: None }),
        "values" => Some(Value::Values { sql, ended: Some(bracketed(after, &["censored", "by"])?) }),
        _ => None,
    }
}

/// What stands in the parentheses that follow these words and end the text; none where it goes on otherwise.
fn bracketed(text: &str, words: &[&str]) -> Option<String> {
    let rest = words.iter().try_fold(text, |rest, word| Some(rest.strip_prefix(word)?.trim_start()))?;
    let (inner, after) = enclosed(rest.strip_prefix('(')?)?;
    let inner = inner.trim();
    (after.trim().is_empty() && !inner.is_empty()).then(|| inner.to_owned())
}

/// Text after an opening parenthesis → what it encloses, and what follows the closing one. Strings may hold
/// parentheses.
fn enclosed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1;
    let mut quote = None;
    for (at, found) in text.char_indices() {
        match (quote, found) {
            (Some(open), _) if open == found => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(found),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((text.get(..at)?, text.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aggregates_keep_their_expressions() {
        assert_eq!(value("count(*)"), Some(Value::Count));
        assert_eq!(
            value("sum(to_base(amount, currency, at))"),
            Some(Value::Sum("to_base(amount, currency, at)".to_owned()))
        );
        assert_eq!(
            value("max(case when x = ')' then 1 end)"),
            Some(Value::Max("case when x = ')' then 1 end".to_owned()))
        );
        assert_eq!(
            value("values(duration_ms) censored by (replied_at is not null)"),
            Some(Value::Values { sql: "duration_ms".to_owned(), ended: Some("replied_at is not null".to_owned()) })
        );
        assert_eq!(
            value("sum(amount) by months to (paid_at)"),
            Some(Value::Curve { sql: "amount".to_owned(), to: "paid_at".to_owned() })
        );
        for nonsense in [
            "sum(x) by months",
            "sum(x) by months to ()",
            "max(x) by months to (y)",
            "count",
            "count()",
            "avg(x)",
            "sum(x) + 1",
            "values(x) censored by",
            "sum((x)",
        ] {
            assert_eq!(value(nonsense), None, "{nonsense}");
        }
    }
}
