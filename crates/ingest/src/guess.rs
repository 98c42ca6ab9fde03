//! Which header of a source is likely to hold which column of the target.

use std::collections::HashSet;

use arrow::array::{Array, ArrayRef, AsArray};
use model::{Column, Currency, Kind, Looks};

use crate::header::normal;
use crate::inspect::Seen;
use crate::{Target, columns};

/// The header of each column: by its name, by another name it is known by, by a name that has one of these in it, or by
/// what stands under it.
pub fn headers(target: &Target, headers: &[Seen], columns: &[ArrayRef]) -> Vec<Option<usize>> {
    let names: Vec<String> = headers.iter().map(|header| normal(&header.name)).collect();
    let mut taken = vec![false; names.len()];
    let mut guesses = vec![None; target.columns.len()];
    let tests: [fn(&Column, &str) -> bool; 3] = [
        |column, name| name == column.name,
        |column, name| column.aliases.contains(&name),
        |column, name| {
            let words = || name.split('_');
            let has = |known: &str| words().any(|word| word == known) || name.ends_with(&format!("_{known}"));
            has(column.name) || column.aliases.iter().any(|alias| has(alias))
        },
    ];
    for test in tests {
        for (guess, column) in guesses.iter_mut().zip(&target.columns) {
            if guess.is_some() {
                continue;
            }
            let is_own =
                |name: &str| target.columns.iter().any(|other| other.name == name && other.name != column.name);
            let found = (0..names.len()).find(|at| !taken[*at] && !is_own(&names[*at]) && test(column, &names[*at]));
            if let Some(at) = found {
                (*guess, taken[at]) = (Some(at), true);
            }
        }
    }
    for (guess, column) in guesses.iter_mut().zip(&target.columns).filter(|(guess, _)| guess.is_none()) {
        let found = (0..columns.len()).find(|at| !taken[*at] && holds(target, column, &columns[*at]));
        if let Some(at) = found {
            (*guess, taken[at]) = (Some(at), true);
        }
    }
    guesses
}

/// Whether a column of the source can hardly be anything else. Only what rows need, and what shows itself for certain, is
/// known so.
fn holds(target: &Target, column: &Column, source: &ArrayRef) -> bool {
    let looks = columns::looks(source);
    let every = |test: fn(&str) -> bool| {
        source.as_string_opt::<i32>().is_some_and(|texts| {
            texts.null_count() < texts.len() && texts.iter().flatten().all(|text| test(text.trim()))
        })
    };
    match column.kind {
        Kind::Time | Kind::Date if column.required => looks == Looks::Time,
        Kind::Money if column.required => {
            let has_fraction = |text: &str| text.contains(['.', ',']);
            looks == Looks::Number
                && source.as_string_opt::<i32>().is_none_or(|texts| texts.iter().flatten().any(has_fraction))
        }
        Kind::Currency => every(|text| text.parse::<Currency>().is_ok()),
        Kind::Id if target.table.identity == [column.name] => looks != Looks::Time && differ(source),
        Kind::Text if column.name == "email" => every(|text| text.contains('@')),
        _ => false,
    }
}

/// Whether every row has a value of its own: whole numbers or words without spaces.
fn differ(source: &ArrayRef) -> bool {
    let Some(texts) = source.as_string_opt::<i32>() else { return false };
    let is_word = |text: &&str| !text.is_empty() && !text.contains([' ', '.', ',']);
    let words: HashSet<&str> = texts.iter().flatten().filter(is_word).collect();
    words.len() == texts.len() && words.len() > 1
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::StringArray;

    use super::*;

    #[test]
    fn columns_are_guessed_by_name_alias_and_words() {
        let target = Target::find("orders").unwrap();
        let headers = ["Invoice Date", "Order ID", "net_total", "Client", "Remarks"];
        let headers = headers.map(|name| Seen { name: name.to_owned(), values: Vec::new() });
        let found = super::headers(&target, &headers, &[]);
        let guess = |name: &str| {
            let at = target.columns.iter().position(|column| column.name == name).unwrap();
            found[at].map(|header| headers[header].name.as_str())
        };
        assert_eq!(guess("ordered_at"), Some("Invoice Date"));
        assert_eq!(guess("order_id"), Some("Order ID"));
        assert_eq!(guess("amount"), Some("net_total"));
        assert!(!found.contains(&Some(4)));
    }

    #[test]
    fn columns_without_a_telling_header_are_guessed_by_their_values() {
        let target = Target::find("orders").unwrap();
        let columns: [(&str, &[&str]); 5] = [
            ("a", &["K1", "K2", "K1"]),
            ("b", &["EUR", "USD", "EUR"]),
            ("c", &["31.01.2024", "01.02.2024 10:00", "02.02.2024"]),
            ("d", &["R-1", "R-2", "R-3"]),
            ("e", &["5", "1.50", "7"]),
        ];
        let seen = columns.map(|(name, _)| Seen { name: name.to_owned(), values: Vec::new() });
        let arrays = columns.map(|(_, values)| Arc::new(StringArray::from(values.to_vec())) as ArrayRef);
        let found = super::headers(&target, &seen, &arrays);
        let guess = |name: &str| found[target.columns.iter().position(|column| column.name == name).unwrap()];
        assert_eq!(["order_id", "ordered_at", "amount", "currency"].map(guess), [Some(3), Some(2), Some(4), Some(1)]);
        assert_eq!(guess("customer_id"), None);
    }
}
