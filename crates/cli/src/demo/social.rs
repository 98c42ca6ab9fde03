//! What is said about the company in social networks.

use std::path::Path;

use serde_json::{Value, json};

use super::dice::{Concern, Dice};
use super::people::push_id;
use super::timeline::Seconds;
use super::truths::{CONTEST, CONTEST_NETWORK, CONTEST_SHARES, OUTAGE, OUTAGE_SOCIAL};
use super::write::Rows;
use super::{DemoError, Source, World, seasons};

/// Interactions a day of somebody who cannot be told, for a company of 5,000 customers, and of one customer.
const STRANGERS_A_DAY: f64 = 5.5;
const CUSTOMER_A_DAY: f64 = 0.0011;
const BAD: f64 = 0.002;

const NETWORKS: [(&str, f64); 4] = [("instagram", 0.46), ("facebook", 0.27), ("youtube", 0.15), ("tiktok", 0.12)];
const KINDS: [(&str, f64); 5] =
    [("like", 0.44), ("comment", 0.27), ("share", 0.13), ("mention", 0.11), ("message", 0.05)];

const GLAD: [&str; 4] = [
    "First harvest from the balcony!",
    "Fernrow told me when to water, and look at them now.",
    "My beds, planned in an evening.",
    "Thank you for the basil rescue.",
];
const ASKING: [&str; 3] =
    ["Does it know my climate?", "Is there a plan for a north balcony?", "Which seeds are these?"];
const CROSS: [&str; 3] = ["Parcel arrived crushed.", "Too dear for two pots.", "The app keeps logging me out."];
const DOWN: [&str; 3] =
    ["Is Fernrow down for everybody?", "Third day without my garden plan.", "No app, no answer. Great."];

/// Writes one JSON line per interaction.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut said = Said { world, dice: Dice::new(world.plan.seed, Concern::Social), lines: Vec::new() };
    said.by_strangers();
    said.by_customers();
    let Said { mut lines, mut dice, .. } = said;
    lines.sort_by_key(|(at, customer, _)| (*at, *customer));
    let mut rows = Rows::create("social_interactions", folder.join("social_interactions.jsonl"), "")?;
    for (number, (_, _, line)) in lines.iter_mut().enumerate() {
        line["interaction_id"] = json!(format!("n{:06}", number + 1));
        rows.word(&line.to_string()).end()?;
        if dice.chance(BAD) {
            line["interaction_id"] = json!(format!("n{:06}", 900_000 + number));
            line["kind"] = json!("poke");
            rows.word(&line.to_string()).end_bad()?;
        }
    }
    rows.finish()
}

/// Interactions as they come in: when, whose, and the line.
struct Said<'a> {
    world: &'a World,
    dice: Dice,
    lines: Vec<(Seconds, Option<usize>, Value)>,
}

impl Said<'_> {
    fn by_strangers(&mut self) {
        let size = f64::from(self.world.plan.customers) / 5_000.0;
        for day in self.world.timeline.opening()..self.world.timeline.closing() {
            let date = self.world.timeline.date(day);
            let outage = if OUTAGE.contains(date) { OUTAGE_SOCIAL } else { 1.0 };
            let mut expected = STRANGERS_A_DAY * size * seasons::signups(date) * outage;
            while expected > 0.0 {
                if self.dice.chance(expected) {
                    self.interaction(day, None, 0.0);
                }
                expected -= 1.0;
            }
            let mut shares = if CONTEST.contains(date) { CONTEST_SHARES * size } else { 0.0 };
            while shares > 0.0 {
                if self.dice.chance(shares) {
                    self.note(day, None, (CONTEST_NETWORK, "share", "", ""));
                }
                shares -= 1.0;
            }
        }
    }

    fn by_customers(&mut self) {
        for (customer, (person, life)) in self.world.people.iter().zip(&self.world.lives).enumerate() {
            let timeline = &self.world.timeline;
            for span in &life.spans {
                for day in timeline.day_of(span.from).max(timeline.opening()) + 1..timeline.day_of(span.to) {
                    let outage = if OUTAGE.contains(timeline.date(day)) { OUTAGE_SOCIAL } else { 1.0 };
                    if self.dice.chance(CUSTOMER_A_DAY * person.keenness * outage) {
                        self.interaction(day, Some(customer), person.happiness);
                    }
                }
            }
        }
    }

    fn interaction(&mut self, day: usize, customer: Option<usize>, happiness: f64) {
        let outage = OUTAGE.contains(self.world.timeline.date(day));
        let network = named(&NETWORKS, &mut self.dice);
        if outage && self.dice.chance(0.85) {
            let kind = if self.dice.chance(0.6) { "mention" } else { "comment" };
            let words = self.dice.word(&DOWN);
            return self.note(day, customer, (network, kind, words, "negative"));
        }
        let kind = named(&KINDS, &mut self.dice);
        if !matches!(kind, "comment" | "mention" | "message") {
            return self.note(day, customer, (network, kind, "", ""));
        }
        let (words, sentiment) = match happiness + self.dice.normal() {
            mood if mood > -0.3 => (&GLAD[..], "positive"),
            mood if mood > -1.2 => (&ASKING[..], "neutral"),
            _ => (&CROSS[..], "negative"),
        };
        let words = self.dice.word(words);
        self.note(day, customer, (network, kind, words, sentiment));
    }

    fn note(
        &mut self,
        day: usize,
        customer: Option<usize>,
        (network, kind, text, sentiment): (&'static str, &'static str, &'static str, &'static str),
    ) {
        let timeline = &self.world.timeline;
        let at = timeline.midnight(day) + seasons::hour(&mut self.dice);
        let mut instant = Vec::new();
        timeline.push_instant(&mut instant, at);
        let mut line = json!({
            "interaction_id": "",
            "ts": String::from_utf8_lossy(&instant),
            "network": network,
            "kind": kind,
        });
        if let Some(customer) = customer {
            let mut id = Vec::new();
            push_id(&mut id, customer);
            line["customer_id"] = json!(String::from_utf8_lossy(&id));
        }
        if !text.is_empty() {
            line["text"] = json!(text);
            line["sentiment"] = json!(sentiment);
        }
        self.lines.push((at, customer, line));
    }
}

fn named(options: &[(&'static str, f64)], dice: &mut Dice) -> &'static str {
    options.get(dice.weighted(options.iter().map(|(_, weight)| *weight))).map_or("", |(name, _)| name)
}
