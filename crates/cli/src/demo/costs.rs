//! What it costs to serve customers: support for each of them, and servers, fees and parcels for all.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::invoices::Invoice;
use super::people::push_id;
use super::shop::Order;
use super::support::Ticket;
use super::timeline::Seconds;
use super::truths::{HOSTING_CENTS, HOSTING_RISE, HOSTING_RISE_PERCENT, PHONE_TICKET_CENTS, TICKET_CENTS};
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World};

/// What the payment provider keeps of an invoice: cents, and a share in ten thousandths.
const FEE: (i64, i64) = (25, 140);
const PARCEL_CENTS: i64 = 490;

/// Writes one row per cost and month, dated on its last day.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(
    folder: &Path,
    world: &World,
    (orders, tickets, invoices): (&[Order], &[Ticket], &[Invoice]),
) -> Result<Source, DemoError> {
    let rows = Rows::create("costs", folder.join("costs.csv"), "cost_id,date,customer_id,cost_type,amount,currency")?;
    let mut ledger = Ledger { rows, lines: 0 };
    let month = |at: Seconds| world.timeline.date_of(at).last_of_month();
    let mut support: BTreeMap<(Date, usize), i64> = BTreeMap::new();
    for ticket in tickets {
        let cents = if ticket.channel == "phone" { PHONE_TICKET_CENTS } else { TICKET_CENTS };
        *support.entry((month(ticket.opened), ticket.customer)).or_default() += cents;
    }
    let mut fees: BTreeMap<Date, i64> = BTreeMap::new();
    for invoice in invoices {
        if let Some(paid) = invoice.paid {
            *fees.entry(month(paid)).or_default() += FEE.0 + invoice.amount() * FEE.1 / 10_000;
        }
    }
    let mut parcels: BTreeMap<Date, i64> = BTreeMap::new();
    for order in orders.iter().filter(|order| order.status == "paid") {
        *parcels.entry(month(order.at)).or_default() += PARCEL_CENTS;
    }
    let hosting = hosting(world);
    for (date, cents) in &hosting {
        ledger.line(*date, None, "hosting", *cents)?;
        for (name, costs) in [("payment_fees", &fees), ("shipping", &parcels)] {
            ledger.line(*date, None, name, costs.get(date).copied().unwrap_or_default())?;
        }
        for ((_, customer), cents) in support.range((*date, 0)..=(*date, usize::MAX)) {
            ledger.line(*date, Some(*customer), "support", *cents)?;
        }
    }
    let Ledger { mut rows, .. } = ledger;
    rows.word("k900001,2025-02-30,,hosting,12.00,EUR").end_bad()?;
    rows.finish()
}

/// Cents for servers in each month: for every customer who pays at its end.
fn hosting(world: &World) -> BTreeMap<Date, i64> {
    let timeline = &world.timeline;
    let days = timeline.opening()..timeline.closing();
    let ends = days.filter(|day| timeline.date(*day) == timeline.date(*day).last_of_month());
    ends.map(|day| {
        let paying = world.lives.iter().filter(|life| life.pays_at(timeline.midnight(day + 1) - 1)).count();
        let percent = if timeline.date(day) >= HOSTING_RISE { HOSTING_RISE_PERCENT } else { 100 };
        (timeline.date(day), paying as i64 * HOSTING_CENTS * percent / 100)
    })
    .collect()
}

struct Ledger {
    rows: Rows,
    lines: u64,
}

impl Ledger {
    fn line(&mut self, date: Date, customer: Option<usize>, category: &str, cents: i64) -> Result<(), DemoError> {
        self.lines += 1;
        let number = self.lines;
        self.rows.id(|text| {
            text.push(b'k');
            push_padded(text, number, 6);
        });
        self.rows.word(&date.to_string());
        match customer {
            Some(customer) => self.rows.id(|text| push_id(text, customer)),
            None => self.rows.empty(1),
        };
        self.rows.word(category).cents(cents).word("EUR").end()
    }
}
