//! Holds lines to the rules of their order: an order with a bad line is bad as a whole.

use std::collections::HashSet;
use std::ops::Range;

use arrow::array::Array;
use model::{Message, Place, Rule};

use super::lines::Lines;
use crate::Target;
use crate::failure::{BadRows, Failure, shorten};
use crate::source::SourceBatch;

/// The orders that were met in an import, each as the first half of its id's digest.
pub type Met = HashSet<u128>;

/// Notes the lines of orders that contradict themselves, lack something, or stand apart from their other lines; with
/// each bad line all lines of its order. `rows` are the positions of the lines in the source batch.
pub fn hold(
    target: &Target,
    columns: &[arrow::array::ArrayRef],
    (source, rows): (&SourceBatch, &[usize]),
    (met, bad): (&mut Met, &mut BadRows),
) {
    let Some(lines) = Lines::of(target, columns) else { return };
    let orders: Vec<Range<usize>> = lines.orders(|row| source.file_of(rows[row])).collect();
    let place = |row: usize| Place { file: source.file_of(rows[row]).to_owned(), line: source.lines[rows[row]] };
    for order in orders {
        let Some(id) = lines.id(&order) else {
            bad.add(order.start, Failure::new(Rule::Missing, |message| message.with("column", "order_id")));
            continue;
        };
        let digest = blake3::hash(id.as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&digest.as_bytes()[..16]);
        if !met.insert(u128::from_le_bytes(half)) {
            let apart = || failure("ingest.order_lines.apart", id);
            order.for_each(|row| bad.add(row, apart()));
            continue;
        }
        hold_order(&lines, &order, &place, bad);
        let first_bad = order.clone().find(|row| bad.contains(*row)).map(place);
        if let Some(culprit) = first_bad.or_else(|| flaw_within(source, rows, &order)) {
            for row in order {
                bad.add(
                    row,
                    Failure::new(Rule::OrderLines, |message| {
                        message.with("order", shorten(id)).with("other", &culprit)
                    }),
                );
            }
        }
    }
}

fn hold_order(lines: &Lines<'_>, order: &Range<usize>, place: &impl Fn(usize) -> Place, bad: &mut BadRows) {
    let missing = |column: &'static str| Failure::new(Rule::Missing, |message| message.with("column", column));
    if lines.ordered_at(order).is_none() {
        bad.add(order.start, missing("ordered_at"));
    }
    for (column, array) in lines.texts {
        let Some(first) = lines.first(array, order) else { continue };
        for row in order.clone().filter(|row| array.is_valid(*row) && array.value(*row) != first) {
            bad.add(row, differs(lines, order, (column, array.value(row), first)));
        }
    }
    let told: Vec<usize> = order.clone().filter(|row| lines.amounts.is_valid(*row)).collect();
    for row in told.iter().filter(|row| lines.amounts.value(**row) != lines.amounts.value(told[0])) {
        let [here, first] = [*row, told[0]].map(|row| lines.amounts.value_as_string(row));
        bad.add(*row, differs(lines, order, ("order_amount", &here, &first)));
    }
    if told.is_empty() && lines.amount(order).is_none() {
        let unpriced = order.clone().find(|row| lines.prices.is_null(*row));
        bad.add(
            unpriced.unwrap_or(order.start),
            failure("ingest.order_lines.no_amount", lines.id(order).unwrap_or_default()),
        );
    }
    if order.clone().any(|row| lines.line(row).is_some()) {
        let mut numbers = std::collections::BTreeMap::new();
        for row in order.clone() {
            match lines.line(row) {
                None => bad.add(row, missing("line")),
                Some(number) => {
                    if let Some(other) = numbers.insert(number, row) {
                        bad.add(row, Failure::new(Rule::Duplicate, |message| message.with("other", place(other))));
                    }
                }
            }
        }
    }
}

/// Where a line stands that could not be read at all, if there is one between those of the order.
fn flaw_within(source: &SourceBatch, rows: &[usize], order: &Range<usize>) -> Option<Place> {
    let line = |row: usize| source.lines[rows[row]];
    let (first, last) = (line(order.start), line(order.end - 1));
    let flaw = source.flaws.iter().find(|flaw| first < flaw.line && flaw.line < last)?;
    Some(Place { file: source.file.to_string(), line: flaw.line })
}

fn differs(lines: &Lines<'_>, order: &Range<usize>, (column, here, first): (&str, &str, &str)) -> Failure {
    let mut failure = failure("ingest.order_lines.differs", lines.id(order).unwrap_or_default());
    failure.message = failure.message.with("column", column).with("value", shorten(here)).with("first", shorten(first));
    failure
}

fn failure(key: &'static str, order: &str) -> Failure {
    Failure { rule: Rule::OrderLines, message: Message::new(key).with("order", shorten(order)) }
}
