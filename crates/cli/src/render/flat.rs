//! Lists for files of rows: money, which is two things, gets two columns.

use super::{Cell, Column, List};

/// The list with a column `currency` after its first column of money; other columns of money share it.
///
/// A list never mixes currencies within a row: money has been converted to the workspace's.
pub fn of(list: &List) -> List {
    let money = |index: usize| list.rows.iter().any(|row| matches!(row.get(index), Some(Cell::Money(_))));
    let mut flat = list.clone();
    let Some(first) = (0..list.columns.len()).find(|index| money(*index)) else { return flat };
    if list.columns.iter().any(|column| column.key == "currency") {
        return flat;
    }
    flat.columns.insert(first + 1, Column { key: "currency".to_owned(), title: "currency".to_owned() });
    for row in &mut flat.rows {
        let currency = row.iter().find_map(|cell| match cell {
            Cell::Money(money) => Some(Cell::text(money.currency.as_str())),
            _ => None,
        });
        row.insert(first + 1, currency.unwrap_or(Cell::Null));
    }
    flat
}

#[cfg(test)]
mod tests {
    use model::{Language, Money};

    use super::*;

    #[test]
    fn money_has_its_currency_beside_it() {
        let mut list = List::new("rows", &["metric", "value", "low"], Language::English);
        let money = |ten_thousandths| Cell::Money(Money { ten_thousandths, currency: "EUR".parse().unwrap() });
        list.rows.push(vec![Cell::text("revenue"), money(10_000), money(5_000)]);
        list.rows.push(vec![Cell::text("churn_rate"), Cell::Share(0.5), Cell::Null]);
        let flat = of(&list);
        let keys: Vec<_> = flat.columns.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(keys, ["metric", "value", "currency", "low"]);
        assert_eq!(flat.rows[0][2], Cell::text("EUR"));
        assert_eq!(flat.rows[1][2], Cell::Null);
    }
}
