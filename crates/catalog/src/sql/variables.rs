//! `$variables` in SQL text.

use std::collections::BTreeMap;

use super::scan::{PieceKind, pieces};
use crate::formula::Span;

/// Every `$variable` of the text, without `$`, with its place; one used twice comes twice. Strings and comments have
/// none.
#[must_use]
pub fn variables(sql: &str) -> Vec<(&str, Span)> {
    pieces(sql)
        .into_iter()
        .filter_map(|piece| match piece.kind {
            PieceKind::Variable(name) => Some((name, piece.span)),
            _ => None,
        })
        .collect()
}

/// The text with every `$variable` replaced by its SQL literal. One that `literals` does not have is left as it is.
///
/// # Example
/// ```
/// use std::collections::BTreeMap;
///
/// let literals = BTreeMap::from([("days".to_owned(), "30".to_owned())]);
/// assert_eq!(catalog::fill("at < $days and name = '$days'", &literals), "at < 30 and name = '$days'");
/// ```
#[must_use]
pub fn fill(sql: &str, literals: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(sql.len());
    let mut done = 0;
    for (name, span) in variables(sql) {
        let Some(literal) = literals.get(name) else { continue };
        filled.push_str(sql.get(done..span.start).unwrap_or_default());
        filled.push_str(literal);
        done = span.end;
    }
    filled.push_str(sql.get(done..).unwrap_or_default());
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_names_and_comments_hold_no_variables() {
        let sql = "select $a, '$b', \"$c\" -- $d\n/* $e */ from t where x > $f_1";
        let found: Vec<&str> = variables(sql).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, ["a", "f_1"]);
    }
}
