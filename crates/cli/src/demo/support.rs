//! Support requests and what happened to them.

use std::path::Path;

use super::dice::{Concern, Dice};
use super::people::push_id;
use super::timeline::{DAY, HOUR, MINUTE, Seconds};
use super::truths::{OUTAGE, OUTAGE_TICKETS};
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World, seasons};

/// Tickets a day of a customer with an average opinion.
const TICKETS_A_DAY: f64 = 0.0030;
const UNANSWERED: f64 = 0.03;
const UNRESOLVED: f64 = 0.04;
const REOPENED: f64 = 0.08;

const CHANNELS: [(&str, f64); 4] = [("email", 0.44), ("chat", 0.34), ("phone", 0.16), ("social", 0.06)];
const CATEGORIES: [(&str, f64); 5] =
    [("how_to", 0.30), ("technical", 0.26), ("billing", 0.20), ("shipping", 0.14), ("account", 0.10)];
const PRIORITIES: [(&str, f64); 4] = [("low", 0.22), ("normal", 0.55), ("high", 0.18), ("urgent", 0.05)];
const AGENTS: [&str; 7] = ["amira", "bruno", "carla", "dirk", "elif", "frida", "goran"];

/// One support request.
pub struct Ticket {
    pub opened: Seconds,
    pub customer: usize,
    pub channel: &'static str,
    pub priority: &'static str,
    pub category: &'static str,
    pub agent: &'static str,
    /// In the order of time, with ever later times.
    pub changes: Vec<TicketChange>,
}

/// A reply or a change of status.
pub struct TicketChange {
    pub at: Seconds,
    pub kind: &'static str,
    pub human: bool,
    pub public: bool,
}

impl Ticket {
    /// When it was last resolved; none while it is open.
    #[must_use]
    pub fn resolved(&self) -> Option<Seconds> {
        self.changes.iter().rfind(|change| change.kind == "resolved").map(|change| change.at)
    }
}

/// All tickets, in the order of time: the position is the number in the id.
#[must_use]
pub fn tickets(world: &World) -> Vec<Ticket> {
    let mut dice = Dice::new(world.plan.seed, Concern::Support);
    let mut tickets = Vec::new();
    let timeline = &world.timeline;
    for (customer, (person, life)) in world.people.iter().zip(&world.lives).enumerate() {
        let rate = TICKETS_A_DAY * (-0.25 * person.happiness).exp() * if person.broken { 1.8 } else { 1.0 };
        for span in &life.spans {
            let first = timeline.day_of(span.from).max(timeline.opening());
            for day in first..=timeline.day_of(span.to - 1) {
                let outage = OUTAGE.contains(timeline.date(day));
                if !dice.chance(rate * if outage { OUTAGE_TICKETS } else { 1.0 }) {
                    continue;
                }
                let opened = timeline.midnight(day) + seasons::hour(&mut dice);
                if span.from <= opened && opened < span.to {
                    tickets.push(ticket(customer, opened, outage, &mut dice));
                }
            }
        }
    }
    tickets.sort_by_key(|ticket| (ticket.opened, ticket.customer));
    for ticket in &mut tickets {
        ticket.changes.retain(|change| change.at < timeline.end());
    }
    tickets
}

/// Writes tickets under the headers of a help desk, and their changes.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World, tickets: &[Ticket]) -> Result<Vec<Source>, DemoError> {
    let timeline = &world.timeline;
    let mut opened = Rows::create(
        "tickets",
        folder.join("tickets.csv"),
        "id,user_id,via_channel,created_at,priority,type,assignee_id,is_bot",
    )?;
    let mut changes =
        Rows::create("ticket_changes", folder.join("ticket_changes.csv"), "ticket_id,at,kind,author_is_human,public")?;
    for (number, ticket) in tickets.iter().enumerate() {
        opened.id(|text| push_ticket_id(text, number)).id(|text| push_id(text, ticket.customer));
        opened.word(ticket.channel).instant(timeline, ticket.opened);
        opened.word(ticket.priority).word(ticket.category).word(ticket.agent).word("false").end()?;
        for change in &ticket.changes {
            changes.id(|text| push_ticket_id(text, number)).instant(timeline, change.at).word(change.kind);
            changes.word(yes(change.human)).word(yes(change.public)).end()?;
        }
    }
    opened.word("t900001,c000001,email,31/09/2024 09:00,normal,billing,carla,false").end_bad()?;
    changes.word("t000001,2024-01-05T09:00:00Z,forwarded,true,true").end_bad()?;
    Ok(vec![opened.finish()?, changes.finish()?])
}

fn ticket(customer: usize, opened: Seconds, outage: bool, dice: &mut Dice) -> Ticket {
    let channel = named(&CHANNELS, dice);
    let category = if outage && dice.chance(0.85) { "technical" } else { named(&CATEGORIES, dice) };
    let priority = if outage && dice.chance(0.5) { "urgent" } else { named(&PRIORITIES, dice) };
    let mut ticket =
        Ticket { opened, customer, channel, priority, category, agent: dice.word(&AGENTS), changes: Vec::new() };
    answer(&mut ticket, outage, dice);
    ticket
}

/// From the opening to the last word.
fn answer(ticket: &mut Ticket, outage: bool, dice: &mut Dice) {
    let Ticket { opened, channel, priority, .. } = *ticket;
    let changes = &mut ticket.changes;
    if channel == "chat" {
        changes.push(change(opened + dice.between(2, 20), "reply", false));
    }
    if dice.chance(if outage { 3.0 * UNANSWERED } else { UNANSWERED }) {
        return;
    }
    let hurry = match priority {
        "urgent" => 0.35,
        "high" => 0.6,
        "low" => 1.6,
        _ => 1.0,
    };
    let median = match channel {
        "phone" => 2.0 * MINUTE as f64,
        "chat" => 18.0 * MINUTE as f64 * hurry,
        _ => 3.5 * HOUR as f64 * hurry,
    };
    let late = if outage { 4.0 } else { 1.0 };
    let mut at = opened + MINUTE + dice.around(median * late, 0.9) as Seconds;
    changes.push(change(at, "assigned", true));
    at += dice.between(20, 90);
    changes.push(change(at, "reply", true));
    while dice.chance(0.45) {
        at += MINUTE + dice.around(2.0 * HOUR as f64, 1.0) as Seconds;
        changes.push(TicketChange { public: dice.chance(0.8), ..change(at, "reply", true) });
    }
    if dice.chance(UNRESOLVED) {
        return;
    }
    at += MINUTE + dice.around(if channel == "phone" { 0.2 } else { 5.0 } * HOUR as f64 * hurry * late, 1.0) as Seconds;
    changes.push(change(at, "resolved", true));
    if dice.chance(REOPENED) {
        at += dice.between(2 * HOUR, 5 * DAY);
        changes.push(change(at, "reopened", true));
        at += MINUTE + dice.around(8.0 * HOUR as f64, 0.8) as Seconds;
        changes.push(change(at, "reply", true));
        at += MINUTE + dice.around(6.0 * HOUR as f64, 0.9) as Seconds;
        changes.push(change(at, "resolved", true));
    }
    changes.push(change(at + 4 * DAY, "closed", false));
}

fn change(at: Seconds, kind: &'static str, human: bool) -> TicketChange {
    TicketChange { at, kind, human, public: kind == "reply" || kind == "resolved" }
}

fn named(options: &[(&'static str, f64)], dice: &mut Dice) -> &'static str {
    options.get(dice.weighted(options.iter().map(|(_, weight)| *weight))).map_or("", |(name, _)| name)
}

fn yes(so: bool) -> &'static str {
    if so { "true" } else { "false" }
}

fn push_ticket_id(into: &mut Vec<u8>, number: usize) {
    into.push(b't');
    push_padded(into, number as u64 + 1, 6);
}
