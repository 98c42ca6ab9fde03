//! `metrics/relations/<name>.sql` → [`Relation`].

use super::Reader;
use crate::error::Problem;
use crate::formula::Span;
use crate::relation::{Relation, TimeColumns};
use crate::sql;

/// The relation of a file. Its first lines are `-- about: …` and, where rows have a time, `-- time: column` or
/// `-- time: from column, to column`, and `-- per: person` where it is made for each person whoever is counted; the
/// SELECT follows.
pub(crate) fn relation(reader: &mut Reader, name: &str) -> Option<Relation> {
    let source = std::sync::Arc::clone(&reader.source);
    let text = source.text.as_str();
    let first_line = Span::new(0, text.find('\n').unwrap_or(text.len()));
    let about = header(text, "about");
    if about.is_none_or(str::is_empty) {
        reader.report(Problem::Header { line: "-- about: …" }, first_line);
    }
    let time = time(header(text, "time"));
    if time.is_none() {
        reader.report(Problem::Header { line: "-- time: …" }, first_line);
    }
    let per = header(text, "per");
    if per.is_some_and(|per| per != "person") {
        reader.report(Problem::Header { line: "-- per: person" }, first_line);
    }
    let sql = text.trim().trim_end_matches(';').trim_end();
    let mut reads: Vec<String> = sql::reads(sql).into_iter().map(|(name, _)| name).collect();
    reads.sort();
    let mut variables: Vec<String> = sql::variables(sql).into_iter().map(|(name, _)| name.to_owned()).collect();
    variables.sort();
    variables.dedup();
    Some(Relation {
        name: name.to_owned(),
        about: about.filter(|about| !about.is_empty())?.to_owned(),
        time: time?,
        per_person: per.is_some(),
        sql: sql.to_owned(),
        reads,
        variables,
        place: reader.place(Span::new(0, text.len())),
    })
}

/// What stands after `-- key:` in the comment lines that begin the file.
fn header<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let comments = text.lines().map(str::trim).take_while(|line| line.starts_with("--") || line.is_empty());
    comments
        .filter_map(|line| line.strip_prefix("--")?.trim().strip_prefix(key)?.trim_start().strip_prefix(':'))
        .next()
        .map(str::trim)
}

fn time(header: Option<&str>) -> Option<TimeColumns> {
    let Some(header) = header else { return Some(TimeColumns::None) };
    let columns: Vec<&str> = header.split(',').map(str::trim).collect();
    let named = |column: &&str| !column.is_empty() && column.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if header == "none" {
        return Some(TimeColumns::None);
    }
    match columns.as_slice() {
        [at] if named(at) => Some(TimeColumns::Point((*at).to_owned())),
        [from, to] if named(from) && named(to) => Some(TimeColumns::Interval((*from).to_owned(), (*to).to_owned())),
        _ => None,
    }
}
