//! What the company spends to win customers, and otherwise.

use std::path::Path;

use super::channels::CHANNELS;
use super::dice::{Concern, Dice};
use super::people::signups_by_day;
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World};

/// What is paid on the first of each month, in cents, without a channel: category, campaign and amount for a company
/// of 5,000 customers.
const MONTHLY: [(&str, &str, i64); 5] = [
    ("sales", "team", 390_000),
    ("sales", "tools", 31_000),
    ("service", "help desk", 520_000),
    ("overhead", "hosting", 245_000),
    ("retention", "anniversary gifts", 64_000),
];

/// Writes one row per line of spend, under the headers of an advertising report.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut dice = Dice::new(world.plan.seed, Concern::Spend);
    let mut ledger = Ledger {
        rows: Rows::create(
            "spend",
            folder.join("spend.csv"),
            "spend_id,day,category,platform,campaign_name,cost,currency_code",
        )?,
        lines: 0,
    };
    let size = f64::from(world.plan.customers) / 5_000.0;
    let signups = signups_by_day(&world.plan, &world.timeline);
    for (day, signups) in signups.iter().enumerate().skip(world.timeline.opening()) {
        let date = world.timeline.date(day);
        let text = date.to_string();
        for channel in CHANNELS.iter().filter(|channel| channel.signup_cost > 0) {
            // A channel without campaigns is one line a day, and so is each campaign of the others.
            let campaigns = if channel.campaigns.is_empty() { &[""][..] } else { channel.campaigns };
            for campaign in campaigns {
                let share = signups * channel.signups / campaigns.len() as f64;
                let cents = share * channel.signup_cost as f64 * dice.around(1.0, 0.25);
                ledger.line(&text, "marketing", channel.name, campaign, cents)?;
            }
        }
        if date.day() == 1 {
            let months_in = (day - world.timeline.opening()) as f64 / 30.4;
            for (category, campaign, cents) in MONTHLY {
                ledger.line(&text, category, "", campaign, cents as f64 * size * (1.0 + 0.02 * months_in))?;
            }
        }
    }
    let Ledger { mut rows, .. } = ledger;
    rows.word("m900001,last week,marketing,paid_social,lookalike-eu,120.00,EUR").end_bad()?;
    rows.word("m900002,2025-06-16,marketting,paid_social,lookalike-eu,120.00,EUR").end_bad()?;
    rows.finish()
}

struct Ledger {
    rows: Rows,
    lines: u64,
}

impl Ledger {
    fn line(&mut self, day: &str, category: &str, channel: &str, campaign: &str, cents: f64) -> Result<(), DemoError> {
        self.lines += 1;
        let number = self.lines;
        self.rows.id(|text| {
            text.push(b'm');
            push_padded(text, number, 6);
        });
        self.rows.word(day).word(category).word(channel).word(campaign);
        self.rows.cents(cents.round() as i64).word("EUR").end()
    }
}
