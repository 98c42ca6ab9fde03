//! JSON: one object a run, exact, keys in a fixed order, a line break at its end.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{List, Report};
use crate::error::CliError;
use crate::run::Run;

/// Writes any value.
///
/// # Errors
/// [`CliError`] when it cannot be written.
pub fn print(value: &impl Serialize, run: &Run) -> Result<(), CliError> {
    run.print(&bytes(value)?)
}

/// Any value as text.
///
/// # Errors
/// [`CliError::Render`] when it has no form in JSON.
pub fn bytes(value: &impl Serialize) -> Result<Vec<u8>, CliError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| CliError::Render(Box::new(error)))?;
    text.push(b'\n');
    Ok(text)
}

/// A report as one object: its facts, then each list under its key.
pub fn report(report: &Report) -> Value {
    let facts = report.facts.iter().map(|fact| (fact.key.clone(), fact.cell.json()));
    let lists = report.lists.iter().map(|list| (list.key.to_owned(), rows(list)));
    Value::Object(facts.chain(lists).collect())
}

/// A list as an array of objects.
pub fn rows(list: &List) -> Value {
    let object = |row: &Vec<super::Cell>| {
        let named = list.columns.iter().zip(row).map(|(column, cell)| (column.key.clone(), cell.json()));
        Value::Object(named.collect::<Map<_, _>>())
    };
    Value::Array(list.rows.iter().map(object).collect())
}

#[cfg(test)]
mod tests {
    use model::Language;
    use serde_json::json;

    use super::*;
    use crate::render::Cell;

    #[test]
    fn a_report_is_one_object() {
        let mut made = Report::default();
        made.fact("rows", Cell::Count(2), Language::English);
        let mut list = List::new("tables", &["table", "rows"], Language::English);
        list.rows.push(vec![Cell::text("orders"), Cell::Null]);
        made.lists.push(list);
        assert_eq!(report(&made), json!({ "rows": 2, "tables": [{ "table": "orders", "rows": null }] }));
    }
}
