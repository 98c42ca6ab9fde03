//! The relations and tables that a SELECT reads.

use super::scan::{Piece, PieceKind, pieces};
use crate::formula::Span;

/// The names after `from`, `join` and the commas between, in lower case, each with its first place. Names the text
/// itself defines with `with`, table functions and the `from` inside `extract(year from at)` and its like are none.
pub(crate) fn reads(sql: &str) -> Vec<(String, Span)> {
    let pieces = pieces(sql);
    let defined = defined(&pieces);
    let mut found: Vec<(String, Span)> = Vec::new();
    let mut levels = vec![Level { holds_query: true, in_from: false }];
    let mut expecting = false;
    let mut before = None;
    for (at, piece) in pieces.iter().enumerate() {
        let next = pieces.get(at + 1).map(|next| next.kind);
        let Some(level) = levels.last_mut() else { break };
        match piece.kind {
            PieceKind::Mark('(') => {
                let holds_query =
                    matches!(next, Some(PieceKind::Word(word)) if is(word, &["select", "with", "values"]));
                // `from (a join b)` is no query of its own and still names what is read.
                levels.push(Level { holds_query: holds_query || expecting, in_from: expecting && !holds_query });
                expecting = expecting && !holds_query;
            }
            PieceKind::Mark(')') => {
                levels.pop();
                expecting = false;
            }
            PieceKind::Mark(',') => expecting = level.in_from,
            PieceKind::Word(word) if is(word, &["from", "join"]) => {
                // `is distinct from` compares.
                let compares = matches!(before, Some(PieceKind::Word(word)) if is(word, &["distinct"]));
                expecting = level.holds_query && !compares;
                level.in_from = level.in_from || expecting;
            }
            PieceKind::Word(word) if is(word, AFTER_FROM) => {
                level.in_from = false;
                expecting = false;
            }
            PieceKind::Word(word) if expecting && !is(word, &["lateral", "only"]) => {
                expecting = false;
                let name = word.to_lowercase();
                let is_function = next == Some(PieceKind::Mark('('));
                if !is_function && !defined.contains(&name) && !found.iter().any(|(known, _)| *known == name) {
                    found.push((name, piece.span));
                }
            }
            _ => {}
        }
        before = Some(piece.kind);
    }
    found
}

/// The words that end what is read from.
const AFTER_FROM: &[&str] =
    &["select", "where", "group", "having", "window", "qualify", "order", "limit", "union", "intersect", "except"];

/// An open parenthesis, or the text itself.
struct Level {
    holds_query: bool,
    in_from: bool,
}

/// The names that `with` defines: every `name as (`, also `name as materialized (`, that a `select` or `with` follows.
fn defined(pieces: &[Piece<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    for window in pieces.windows(4) {
        let kinds: Vec<PieceKind<'_>> = window.iter().map(|piece| piece.kind).collect();
        if let [PieceKind::Word(name), PieceKind::Word(joint), PieceKind::Mark('('), PieceKind::Word(verb)] =
            kinds.as_slice()
            && is(joint, &["as"])
            && is(verb, &["select", "with", "values"])
        {
            names.push(name.to_lowercase());
        }
    }
    names
}

fn is(word: &str, wanted: &[&str]) -> bool {
    wanted.iter().any(|wanted| word.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sql: &str) -> Vec<String> {
        reads(sql).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn what_is_read_is_told_from_what_is_defined_or_called() {
        let sql = "with a as (select * from orders o join refunds r on r.x = o.x), b as (select 1 from a)
            select extract(year from at), trim(both ' ' from name), x is distinct from y, 'from nowhere'
            from b, tickets as t, spend where z in (select k from events) and q in (a, b)
            and exists (select 1 from generate_series(1, 2)) and v in (select v from (values (1, 2), $rows) as v (v, w))";
        assert_eq!(names(sql), ["orders", "refunds", "tickets", "spend", "events"]);
    }
}
