//! Monthly cohorts of the whole CDNOW data set, against published matrices: the matrix's diagonals are what tenure
//! answers for a calendar month.

use serde_json::Value;

use super::{import, number, numbers, workspace};
use crate::binary;

#[test]
#[ignore = "needs ../shared"]
fn cdnow_months_are_the_diagonals_of_the_published_cohorts() {
    let workspace = workspace("examples/mappings/cdnow");
    import(workspace.path(), "orders", "cdnow/cdnow_full_transactions.csv");
    let metrics = ["query", "new_customers", "repeat_sale_rate", "revenue_by_order"];
    let span = ["--from", "1997-01-01", "--to", "1998-07-01", "--grain", "month", "--basis", "purchase"];
    let answers = binary::json(workspace.path(), &[&metrics[..], &span[..]].concat());
    let golden = numbers("cdnow_full_cohorts");
    for month in 0..18 {
        let row = |answer: usize| &answers[answer]["rows"][month];
        let first = golden["size"].get(month).map_or(0.0, number);
        assert_eq!(number(&row(0)["value"]), first, "new customers of month {month}");
        let again = diagonal(&golden["active"], month) - first;
        assert_eq!(number(&row(1)["numerator"]), again, "customers who came back in month {month}");
        let revenue = diagonal(&golden["revenue"], month);
        let difference = (number(&row(2)["value"]) - revenue).abs();
        assert!(difference < 0.005, "revenue of month {month}: {} and not {revenue}", row(2)["value"]);
    }
}

/// The sum over cohorts of what they did in one calendar month: cohort `c` was then `month - c` months old.
fn diagonal(matrix: &Value, month: usize) -> f64 {
    let cohorts = matrix.as_array().unwrap().iter().enumerate();
    cohorts.filter_map(|(cohort, ages)| ages.get(month.checked_sub(cohort)?)).map(number).sum()
}
