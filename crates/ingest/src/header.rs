//! Which source column is which canonical column, by name and by alias.

use crate::source::Header;
use crate::{IngestError, Target};

/// What was made of the headers of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// For each column of the target, the source column that holds it.
    pub columns: Vec<Option<usize>>,
    /// A source column of the rest column's own name: an object of attributes.
    pub rest_object: Option<usize>,
    /// Source columns that no column of the target is known by.
    pub others: Vec<usize>,
}

/// A header as names are compared: lower case, words apart by underscores whether they were apart by spaces, dashes,
/// dots or, as in `userId`, by a capital.
pub fn normal(header: &str) -> String {
    let mut name = String::with_capacity(header.len() + 4);
    let mut after_small = false;
    for letter in header.trim().chars() {
        if after_small && letter.is_ascii_uppercase() {
            name.push('_');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        let apart = letter.is_whitespace() || matches!(letter, '-' | '.');
        // Words of Chinese are not apart: `客户 ID` is `客户ID`.
        if (apart || letter == '_') && name.ends_with(is_chinese) {
            continue;
        }
        name.push(if apart { '_' } else { letter.to_ascii_lowercase() });
    }
    name
}

fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Matches headers with the target's columns. A column's own name wins over its aliases.
///
/// # Errors
/// [`IngestError`] for headers that mean the same column, equal headers, and needed columns without a header.
pub fn match_headers(file: &str, header: &Header, target: &Target) -> Result<Match, IngestError> {
    let names: Vec<String> = header.names.iter().map(|name| normal(name)).collect();
    no_duplicates(file, header)?;
    let mut taken = vec![false; names.len()];
    let mut columns = Vec::with_capacity(target.columns.len());
    for column in &target.columns {
        let named: Vec<usize> = positions(&names, |name| name == column.name);
        let meant = if named.is_empty() { positions(&names, |name| column.aliases.contains(&name)) } else { named };
        // A header that is another column's own name means that column.
        let meant: Vec<usize> = meant
            .into_iter()
            .filter(|position| names[*position] == column.name || target.column(&names[*position]).is_none())
            .collect();
        if meant.len() > 1 {
            return Err(IngestError::AmbiguousHeader {
                file: file.to_owned(),
                column: column.name,
                headers: meant.into_iter().map(|position| header.names[position].clone()).collect(),
            });
        }
        for position in &meant {
            taken[*position] = true;
        }
        columns.push(meant.first().copied());
    }
    let is_rest = |position: &usize| !taken[*position] && target.table.rest == Some(names[*position].as_str());
    let rest_object = (0..names.len()).find(is_rest);
    let others = (0..names.len()).filter(|position| !taken[*position] && Some(*position) != rest_object).collect();
    Ok(Match { columns, rest_object, others })
}

/// Checks that every column which rows need has a source.
///
/// # Errors
/// [`IngestError::MissingColumn`] for the first that has none.
pub fn need_columns(file: &str, header: &Header, target: &Target, matched: &Match) -> Result<(), IngestError> {
    let missing =
        target.columns.iter().zip(&matched.columns).find(|(column, source)| target.needs(column) && source.is_none());
    match missing {
        Some((column, _)) => Err(IngestError::MissingColumn {
            file: file.to_owned(),
            table: target.name,
            column: column.name,
            headers: header.names.clone(),
        }),
        None => Ok(()),
    }
}

fn positions(names: &[String], is: impl Fn(&str) -> bool) -> Vec<usize> {
    names.iter().enumerate().filter(|(_, name)| is(name)).map(|(position, _)| position).collect()
}

fn no_duplicates(file: &str, header: &Header) -> Result<(), IngestError> {
    let mut seen: Vec<&String> = header.names.iter().collect();
    seen.sort_unstable();
    match seen.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(IngestError::DuplicateHeader { file: file.to_owned(), header: pair[0].clone() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Format, Layout};

    fn header(names: &[&str]) -> Header {
        Header { names: names.iter().map(|name| (*name).to_owned()).collect(), layout: Layout::of(Format::Separated) }
    }

    #[test]
    fn names_and_aliases_in_any_dress_are_found() {
        let target = Target::find("orders").unwrap();
        let header = header(&["Customer ID", "Order-Date", "number_of_cds", "DOLLAR_VALUE"]);
        let matched = match_headers("f", &header, &target).unwrap();
        let found: Vec<_> = target
            .columns
            .iter()
            .zip(&matched.columns)
            .filter_map(|(column, source)| source.map(|source| (column.name, source)))
            .collect();
        assert_eq!(found, [("ordered_at", 1), ("customer_id", 0), ("amount", 3)]);
        assert_eq!(matched.others, [2]);
    }

    #[test]
    fn words_are_apart_however_they_were() {
        for (header, expected) in [
            ("userId", "user_id"),
            ("customerID", "customer_id"),
            ("NumberOfEmployees", "number_of_employees"),
            (" Created date (UTC) ", "created_date_(utc)"),
            ("status_transitions.paid-at", "status_transitions_paid_at"),
            ("MRR", "mrr"),
            ("Größe", "größe"),
            ("客户 ID", "客户id"),
            ("客户_编号", "客户编号"),
        ] {
            assert_eq!(normal(header), expected);
        }
    }

    #[test]
    fn a_columns_own_name_wins_and_two_aliases_are_an_error() {
        let events = Target::find("events").unwrap();
        let matched = match_headers("f", &header(&["user_id", "customer_id", "ts", "name"]), &events).unwrap();
        assert_eq!(matched.others, [0]);
        let error = match_headers("f", &header(&["user_id", "client_id", "ts", "name"]), &events).unwrap_err();
        assert!(
            matches!(&error, IngestError::AmbiguousHeader { column: "customer_id", headers, .. } if headers.len() == 2),
            "{error}"
        );
    }

    #[test]
    fn a_header_of_another_column_is_not_borrowed() {
        let customers = Target::find("customers").unwrap();
        let matched = match_headers("f", &header(&["account_id", "user_id"]), &customers).unwrap();
        assert_eq!(matched.columns[0], Some(1));
        assert_eq!(matched.columns[1], Some(0));
    }

    #[test]
    fn a_needed_column_without_a_header_is_an_error_that_names_it() {
        let orders = Target::find("orders").unwrap();
        let header = header(&["order_id", "amount"]);
        let matched = match_headers("f", &header, &orders).unwrap();
        let error = need_columns("f", &header, &orders, &matched).unwrap_err();
        assert!(matches!(error, IngestError::MissingColumn { column: "ordered_at", .. }), "{error}");
    }
}
