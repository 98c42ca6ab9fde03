//! The export of the payment provider: invoices, and money that went back.

use std::path::Path;

use super::invoices::Invoice;
use super::people::push_id;
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World};

/// How the provider's refunds are read: their headers are not those of the shop's, so they are a source of their own.
pub const REFUNDS_MAPPING: &str = "table: refunds
from: { file: \"payment_refunds*.csv\" }
columns:
  refund_id: refund_id
  payment_id: charge
  refunded_at: refunded_at
  amount: amount
  currency: currency
";

/// Writes one row per invoice under the headers of a payment provider, and one per refund of one.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World, invoices: &[Invoice]) -> Result<Vec<Source>, DemoError> {
    let timeline = &world.timeline;
    let mut billed = Rows::create(
        "payments",
        folder.join("payments.csv"),
        "id,customer,subscription,created,paid_at,total,tax,currency,status,recurring",
    )?;
    let mut refunds =
        Rows::create("refunds", folder.join("payment_refunds.csv"), "refund_id,charge,refunded_at,amount,currency")?;
    for (number, invoice) in invoices.iter().enumerate() {
        billed.id(|text| push_numbered(text, b'p', number)).id(|text| push_id(text, invoice.customer));
        billed.id(|text| {
            text.push(b's');
            push_padded(text, invoice.customer as u64 + 1, 6);
            text.push(b'-');
            push_padded(text, invoice.subscription, 1);
        });
        billed.instant(timeline, invoice.at);
        match invoice.paid {
            Some(at) => billed.instant(timeline, at),
            None => billed.empty(1),
        };
        billed.cents(invoice.amount()).cents(invoice.tax).word("EUR").word(invoice.status);
        billed.word(if invoice.recurring { "true" } else { "false" }).end()?;
        if let Some(at) = invoice.refunded {
            refunds.id(|text| push_numbered(text, b'b', number)).id(|text| push_numbered(text, b'p', number));
            refunds.instant(timeline, at).cents(invoice.amount()).word("EUR").end()?;
        }
    }
    // A chargeback that was booked with a minus, and a status that only the provider knows.
    billed.word("p900001,c000001,s000001-1,2024-03-01T09:00:00Z,,-19.00,,EUR,paid,true").end_bad()?;
    billed.word("p900002,c000002,s000002-1,2024-03-01T09:00:00Z,,19.00,,EUR,requires_action,true").end_bad()?;
    refunds.word("b900001,p000001,2024-03-01T09:00:00Z,,EUR").end_bad()?;
    Ok(vec![billed.finish()?, refunds.finish()?])
}

fn push_numbered(into: &mut Vec<u8>, letter: u8, number: usize) {
    into.push(letter);
    push_padded(into, number as u64 + 1, 6);
}
