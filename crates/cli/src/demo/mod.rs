//! Fernrow, the company of `tenure demo`: a garden planner sold by subscription, with a shop beside it.
//!
//! It is made, not measured, but it behaves like a company: channels of unequal quality, seasons, a price rise, an
//! outage, an onboarding that broke. `truths.rs` says what is hidden in it and which metric finds it. The files it
//! writes are read through the same door as anybody's, bad rows included, and the same [`Plan`] gives the same bytes.

mod accounts;
mod billing;
mod changes;
mod channels;
mod costs;
mod dice;
mod error;
mod events;
mod experiment;
mod faces;
mod invitations;
mod invoices;
mod leads;
mod life;
mod names;
mod payments;
mod people;
mod prices;
mod products;
mod seasons;
mod sessions;
mod shop;
mod social;
mod spend;
mod subscriptions;
mod support;
mod surveys;
#[cfg(test)]
mod tests;
mod timeline;
mod truths;
mod usage;
mod visits;
mod write;

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use model::{Language, Message};

use accounts::Accounts;
use faces::Face;
use life::Life;
use people::Person;
use timeline::Timeline;

pub use error::DemoError;

/// What is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    /// Rows of `customers.csv` that are not meant for the quarantine. Everything else grows with it: about 200
    /// events a customer.
    pub customers: u32,
    /// First day that is recorded in full; subscriptions reach back a year before it.
    pub start: Date,
    pub months: u32,
}

impl Default for Plan {
    /// 5,000 customers over the years 2024 and 2025, about a million events.
    fn default() -> Self {
        Self { seed: 3, customers: 5_000, start: date(2024, 1, 1), months: 24 }
    }
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The files in the order they are to be imported.
    pub files: Vec<Source>,
    /// The last day that is recorded in full, in the time zone of [`settings`].
    pub complete_through: Date,
}

/// One file for one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The canonical table.
    pub table: &'static str,
    pub path: PathBuf,
    /// Rows in the file without its header.
    pub rows: u64,
    /// Those of `rows` that break a rule on purpose and belong in the quarantine.
    pub bad_rows: u64,
}

/// Writes the company's files into a folder, which is made where it is missing.
///
/// # Errors
/// [`DemoError::Write`] where a file cannot be written, [`DemoError::Zone`] where the machine has no time zone data.
pub fn generate(into: &Path, plan: &Plan) -> Result<Generated, DemoError> {
    std::fs::create_dir_all(into).map_err(DemoError::at(into))?;
    let world = World::new(*plan)?;
    let orders = shop::orders(&world);
    let tickets = support::tickets(&world);
    let invoices = invoices::invoices(&world);
    let mut sessions = visits::sessions(&world);
    sessions.extend(usage::sessions(&world));
    sessions.extend(orders.iter().map(shop::Order::session));

    let mut files = vec![people::write(into, &world)?, accounts::write(into, &world)?, changes::write(into, &world)?];
    files.push(billing::write(into, &world)?);
    files.extend(payments::write(into, &world, &invoices)?);
    files.extend(shop::write(into, &world, &orders)?);
    files.extend(support::write(into, &world, &tickets)?);
    files.extend(surveys::write(into, &world, &orders, &tickets)?);
    files.push(social::write(into, &world)?);
    files.push(leads::write(into, &world)?);
    files.push(spend::write(into, &world)?);
    files.push(costs::write(into, &world, (&orders, &tickets, &invoices))?);
    files.push(experiment::write(into, &world)?);
    files.extend(events::write(into, &world, sessions)?);
    Ok(Generated { files, complete_through: world.timeline.date(world.timeline.closing() - 1) })
}

/// The company's mappings: the name of each file in `mappings/`, and its text.
pub const MAPPINGS: [(&str, &str); 1] = [("payment_refunds.yaml", payments::REFUNDS_MAPPING)];

/// The text of the company's `tenure.yaml`, its comments in a language that is also the company's.
#[must_use]
pub fn settings(language: Language) -> String {
    format!("{}\n", Message::new("cli.demo.settings").say(language))
}

/// What every concern looks at: the plan, the calendar, the people and their subscriptions.
struct World {
    plan: Plan,
    timeline: Timeline,
    people: Vec<Person>,
    /// One a person, in the same order, as lives are.
    faces: Vec<Face>,
    lives: Vec<Life>,
    accounts: Accounts,
}

impl World {
    fn new(plan: Plan) -> Result<Self, DemoError> {
        let timeline = Timeline::new(&plan)?;
        let people = people::people(&plan, &timeline);
        let lives = subscriptions::lives(&plan, &timeline, &people);
        let faces = faces::faces(plan.seed, &people);
        let accounts = Accounts::new(plan.seed, &people, &faces);
        Ok(Self { plan, timeline, people, faces, lives, accounts })
    }
}
