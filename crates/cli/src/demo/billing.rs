//! The export of the billing system: every change of every subscription.

use std::path::Path;

use super::life::Change;
use super::people::push_id;
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World, prices};

/// Writes one row per change of a subscription.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut rows = Rows::create(
        "subscription_changes",
        folder.join("subscription_changes.csv"),
        "subscription_id,at,customer_id,status,plan,quantity,amount,interval,discount,discount_ends_at,period_end,\
         cancel_at,currency,features,reason",
    )?;
    for (number, life) in world.lives.iter().enumerate() {
        for change in &life.changes {
            write_one(&mut rows, world, number, change)?;
        }
    }
    // Two rows that somebody typed in by hand.
    rows.word("s000002-9,02.30.2024,c000002,active,garden,1,19.00,month").empty(7).end_bad()?;
    rows.word("s000003-9,2024-05-06T10:00:00Z,c000003,aktiv,garden,1,19.00,month").empty(7).end_bad()?;
    rows.finish()
}

fn write_one(rows: &mut Rows, world: &World, number: usize, change: &Change) -> Result<(), DemoError> {
    let timeline = &world.timeline;
    let plan = prices::plan(change.basket.plan);
    rows.id(|text| {
        text.push(b's');
        push_padded(text, number as u64 + 1, 6);
        text.push(b'-');
        push_padded(text, change.subscription, 1);
    });
    rows.instant(timeline, change.at).id(|text| push_id(text, number)).word(change.status).word(plan.name);
    rows.number(change.basket.seats.unsigned_abs()).cents(change.amount);
    rows.word(if change.basket.yearly { "year" } else { "month" });
    match change.discount {
        Some((off, until)) => rows.cents(off).instant(timeline, until),
        None => rows.empty(2),
    };
    rows.instant(timeline, change.period_end);
    match change.cancel_at {
        Some(at) => rows.instant(timeline, at),
        None => rows.empty(1),
    };
    let mut features = plan.features.to_vec();
    if change.basket.add_on {
        features.push(prices::ADD_ON);
    }
    rows.word("EUR").text(&format!("{features:?}")).word(change.reason).end()
}
