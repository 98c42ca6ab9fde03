//! The text of a measure's value → [`Value`].

use crate::measure::Value;

/// The aggregate that the text is; none when it is none.
pub(crate) fn value(text: &str) -> Option<Value> {
    let (name, rest) = text.trim().split_once('(')?;
    let (inner, after) = enclosed(rest)?;
    let inner = inner.trim();
    let after = after.trim();
    let name = name.trim().to_ascii_lowercase();
    if inner.is_empty() || (!after.is_empty() && name != "values") {
        return None;
    }
    let sql = inner.to_owned();
    match name.as_str() {
        "count" if inner == "*" => Some(Value::Count),
        "sum" => Some(Value::Sum(sql)),
        "min" => Some(Value::Min(sql)),
        "max" => Some(Value::Max(sql)),
        "last" => Some(Value::Last(sql)),
        "values" if after.is_empty() => Some(Value::Values { sql, ended: None }),
        "values" => {
            let condition = after.strip_prefix("censored")?.trim_start().strip_prefix("by")?.trim_start();
            let (inner, after) = enclosed(condition.strip_prefix('(')?)?;
            let ended = inner.trim().to_owned();
            (after.trim().is_empty() && !ended.is_empty()).then_some(Value::Values { sql, ended: Some(ended) })
        }
        _ => None,
    }
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
        for nonsense in ["count", "count()", "avg(x)", "sum(x) + 1", "values(x) censored by", "sum((x)"] {
            assert_eq!(value(nonsense), None, "{nonsense}");
        }
    }
}
