//! The currency of each row: the row's own, else the one its amounts wear, else the workspace's. An amount that wears another
//! currency than its row has makes the row bad.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use model::{Currency, Message, Rule};

use crate::Target;
use crate::failure::{BadRows, Failure};
use crate::parse::Worn;

/// An amount that wears a currency.
#[derive(Clone, Debug)]
pub struct Amount {
    pub row: usize,
    pub column: &'static str,
    pub text: String,
    pub worn: Worn,
}

/// What rows fall back to that name no currency.
#[derive(Clone, Copy, Debug)]
pub struct Fallback {
    /// What is filled in; nothing where several rows are to agree first.
    pub fill: Option<Currency>,
    /// The workspace's currency, which a sign that several share is taken for where it can be.
    pub own: Option<Currency>,
}

/// Fills the column of currencies. In a table without one, what amounts wear is said and not kept.
pub fn reconcile(
    target: &Target,
    columns: &mut [ArrayRef],
    amounts: &[Amount],
    (fallback, bad): (Fallback, &mut BadRows),
) {
    let Some(position) = target.columns.iter().position(|column| column.name == "currency") else {
        for amount in amounts {
            bad.remark(amount.row, "ingest.note.currency_unkept", amount.column, &amount.text);
        }
        return;
    };
    let Some(told) = columns[position].as_string_opt::<i32>() else { return };
    if amounts.is_empty() && (fallback.fill.is_none() || told.null_count() == 0) {
        return;
    }
    let mut worn: Vec<Option<Currency>> = vec![None; told.len()];
    for amount in amounts {
        let own = told.is_valid(amount.row).then(|| told.value(amount.row).parse().ok()).flatten();
        match settled(amount, own.or(worn[amount.row]), fallback) {
            Ok(currency) => worn[amount.row] = Some(currency),
            Err(failure) => bad.add(amount.row, failure),
        }
    }
    let currencies: StringArray = (0..told.len())
        .map(|row| match (told.is_valid(row), worn[row].or(fallback.fill)) {
            (true, _) => Some(told.value(row).to_owned()),
            (false, currency) => currency.map(|currency| currency.as_str().to_owned()),
        })
        .collect();
    columns[position] = Arc::new(currencies);
}

/// The currency of an amount in a row of this currency, if it has one so far.
fn settled(amount: &Amount, row: Option<Currency>, fallback: Fallback) -> Result<Currency, Failure> {
    let because = |message: Message| Failure {
        rule: Rule::Currency,
        message: message.with("column", amount.column).with("value", &amount.text),
    };
    match (row, amount.worn) {
        (Some(row), worn) if worn.fits(row) => Ok(row),
        (Some(row), _) => Err(because(Message::new("ingest.currency.contradicts").with("currency", row))),
        (None, Worn::Is(own)) => Ok(own),
        (None, Worn::OneOf(codes)) => fallback.own.filter(|own| amount.worn.fits(*own)).ok_or_else(|| {
            because(Message::new("ingest.currency.unclear").with("currencies", codes[..4.min(codes.len())].join(", ")))
        }),
    }
}
