//! What customers answer when they are asked.

use std::path::Path;

use serde_json::{Value, json};

use super::dice::{Concern, Dice};
use super::invitations::{self, Occasion, Outcome};
use super::people::push_id;
use super::shop::Order;
use super::support::Ticket;
use super::timeline::{DAY, HOUR, Seconds};
use super::truths::{OUTAGE_ANGER, OUTAGE_ANGER_POINTS};
use super::write::Rows;
use super::{DemoError, Source, World, seasons};

/// A paying customer is asked how likely they are to recommend us every so many days, and so many answer.
const NPS_EVERY_DAYS: i64 = 90;
const NPS_ANSWERED: f64 = 0.26;
/// Share of resolved tickets, orders and first weeks that are rated.
const SUPPORT_RATED: f64 = 0.32;
const EFFORT_RATED: f64 = 0.5;
const DELIVERY_RATED: f64 = 0.12;
const REVIEWED: f64 = DELIVERY_RATED / 3.0;
const ONBOARDING_RATED: f64 = 0.20;
const BAD: f64 = 0.001;

const GLAD: [&str; 6] = [
    "My tomatoes have never looked better.",
    "The reminders keep me on track, thank you!",
    "Clear plans, friendly people.",
    "I told all my neighbours about it.",
    "The diagnosis saved my basil.",
    "Fast delivery and everything well packed.",
];
const SO_SO: [&str; 4] = [
    "It does what it should.",
    "Good, but I miss a calendar export.",
    "Nice app, a little slow on my phone.",
    "Could be cheaper for one balcony.",
];
const CROSS: [&str; 5] = [
    "Too expensive for what I use.",
    "I waited two days for an answer.",
    "The app forgot my beds.",
    "I never understood how to begin.",
    "The pots arrived broken.",
];
const DOWN: [&str; 3] = [
    "Three days without the app, and nobody said a word.",
    "It was down when I needed it.",
    "All my reminders were gone after the outage.",
];

/// Where and how a question is asked.
#[derive(Clone, Copy)]
struct Question {
    kind: &'static str,
    touchpoint: &'static str,
    channel: &'static str,
    /// Lowest and highest answer.
    scale: (i64, i64),
    /// Mean answer of a customer with an average opinion, as a share of the scale.
    mean: f64,
    /// Share of the occasions that bring an answer, and share of the invitations that do.
    answered: f64,
    response_rate: f64,
}

const NPS: Question = Question {
    kind: "nps",
    touchpoint: "relationship",
    channel: "email",
    scale: (0, 10),
    mean: 0.81,
    answered: NPS_ANSWERED,
    response_rate: 0.26,
};
const CSAT: Question = Question {
    kind: "csat",
    touchpoint: "support",
    channel: "email",
    scale: (1, 5),
    mean: 0.79,
    answered: SUPPORT_RATED,
    response_rate: 0.34,
};
const CES: Question = Question {
    kind: "ces",
    touchpoint: "support",
    channel: "email",
    scale: (1, 7),
    mean: 0.74,
    answered: SUPPORT_RATED * EFFORT_RATED,
    response_rate: 0.30,
};
const DELIVERY: Question = Question {
    kind: "csat",
    touchpoint: "delivery",
    channel: "web",
    scale: (1, 10),
    mean: 0.80,
    answered: DELIVERY_RATED,
    response_rate: 0.28,
};
const ONBOARDING: Question = Question {
    kind: "ces",
    touchpoint: "onboarding",
    channel: "in_app",
    scale: (1, 7),
    mean: 0.76,
    answered: ONBOARDING_RATED,
    response_rate: 0.38,
};
const REVIEW: Question = Question {
    kind: "review",
    touchpoint: "shop",
    channel: "web",
    scale: (1, 5),
    mean: 0.82,
    answered: REVIEWED,
    response_rate: 0.25,
};

/// Writes one JSON line per answer, and one row per invitation.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World, orders: &[Order], tickets: &[Ticket]) -> Result<Vec<Source>, DemoError> {
    let dice = Dice::new(world.plan.seed, Concern::Surveys);
    let mut asked = Asked { world, dice, answers: Vec::new(), occasions: Vec::new() };
    asked.relationship();
    asked.onboarding();
    for ticket in tickets {
        asked.support(ticket);
    }
    for order in orders.iter().filter(|order| order.status == "paid") {
        asked.delivery(order);
    }
    let Asked { mut answers, mut dice, occasions, .. } = asked;
    answers.sort_by_key(|(at, customer, _)| (*at, *customer));
    let mut rows = Rows::create("survey_responses", folder.join("survey_responses.jsonl"), "")?;
    for (number, (_, _, answer)) in answers.iter_mut().enumerate() {
        answer["response_id"] = json!(format!("a{:06}", number + 1));
        rows.word(&answer.to_string()).end()?;
        if dice.chance(BAD) {
            answer["response_id"] = json!(format!("a{:06}", answers_from(900_000, number)));
            answer["score"] = json!(11);
            rows.word(&answer.to_string()).end_bad()?;
        }
    }
    rows.word(r#"{"response_id":"a999999","answered_at":"2025-02-11T08:00:00Z","kind":"nps","score":9"#).end_bad()?;
    Ok(vec![rows.finish()?, invitations::write(folder, world, &occasions)?])
}

fn answers_from(first: usize, number: usize) -> usize {
    first + number
}

/// Answers as they come in: when, from whom, and the line.
struct Asked<'a> {
    world: &'a World,
    dice: Dice,
    answers: Vec<(Seconds, usize, Value)>,
    occasions: Vec<Occasion>,
}

impl Asked<'_> {
    fn relationship(&mut self) {
        let opening = self.world.timeline.midnight(self.world.timeline.opening());
        for (customer, life) in self.world.lives.iter().enumerate() {
            for span in life.spans.iter().filter(|span| !span.trial) {
                let mut at = span.from + self.dice.between(20 * DAY, NPS_EVERY_DAYS * DAY);
                while at < span.to {
                    if at >= opening && self.dice.chance(NPS_ANSWERED) {
                        self.answer(NPS, customer, at, 0.0);
                    } else {
                        self.silence(NPS, customer, at);
                    }
                    at += NPS_EVERY_DAYS * DAY;
                }
            }
        }
    }

    fn onboarding(&mut self) {
        for (customer, person) in self.world.people.iter().enumerate() {
            if self.dice.chance(ONBOARDING_RATED) {
                let at = person.created + self.dice.between(DAY, 7 * DAY);
                self.answer(ONBOARDING, customer, at, if person.broken { -0.30 } else { 0.0 });
            } else {
                self.silence(ONBOARDING, customer, person.created + 3 * DAY);
            }
        }
    }

    fn support(&mut self, ticket: &Ticket) {
        let Some(resolved) = ticket.resolved() else { return };
        // Every day of waiting costs a little, and so does having to ask again.
        let days = (resolved - ticket.opened) as f64 / DAY as f64;
        let again = ticket.changes.iter().any(|change| change.kind == "reopened");
        let shift = 0.04 - 0.03 * days.min(5.0) - if again { 0.12 } else { 0.0 };
        if self.dice.chance(SUPPORT_RATED) {
            let at = resolved + self.dice.between(HOUR, 2 * DAY);
            self.answer(CSAT, ticket.customer, at, shift);
            if self.dice.chance(EFFORT_RATED) {
                self.answer(CES, ticket.customer, at + 40, shift);
            } else {
                self.silence(CES, ticket.customer, resolved + HOUR);
            }
        } else {
            self.silence(CSAT, ticket.customer, resolved + HOUR);
            self.silence(CES, ticket.customer, resolved + HOUR);
        }
    }

    fn delivery(&mut self, order: &Order) {
        let shift = if order.refund.is_some() { -0.25 } else { 0.0 };
        if self.dice.chance(DELIVERY_RATED) {
            let at = order.at + self.dice.between(3 * DAY, 8 * DAY);
            self.answer(DELIVERY, order.customer, at, shift);
        } else if self.dice.chance(REVIEWED) {
            let at = order.at + self.dice.between(5 * DAY, 20 * DAY);
            self.answer(REVIEW, order.customer, at, shift);
        } else {
            self.silence(DELIVERY, order.customer, order.at + 3 * DAY);
            self.silence(REVIEW, order.customer, order.at + 9 * DAY);
        }
    }

    /// Notes an occasion on which nobody answered.
    fn silence(&mut self, question: Question, customer: usize, at: Seconds) {
        self.occasions.push(question.occasion(customer, at, Outcome::Silent));
    }

    /// Notes an answer given on the day of `at`; `shift` moves it, as a share of the scale.
    fn answer(&mut self, question: Question, customer: usize, at: Seconds, shift: f64) {
        let timeline = &self.world.timeline;
        let day = timeline.day_of(at);
        let at = at.max(timeline.midnight(day) + seasons::office_hour(&mut self.dice));
        if at >= timeline.end() || day < timeline.opening() {
            return;
        }
        let angry = OUTAGE_ANGER.contains(timeline.date(day)) && question.touchpoint != "delivery";
        let anger = if angry { OUTAGE_ANGER_POINTS / 10.0 } else { 0.0 };
        let opinion = 0.13 * self.world.people[customer].happiness + 0.11 * self.dice.normal();
        let share = (question.mean + opinion + shift - anger).clamp(0.0, 1.0);
        let (low, high) = question.scale;
        let score = low + (share * (high - low) as f64).round() as i64;
        let mut line = json!({
            "response_id": "",
            "answered_at": instant(self.world, at),
            "customer_id": id(customer),
            "kind": question.kind,
            "score": score,
            "scale_min": low,
            "scale_max": high,
            "touchpoint": question.touchpoint,
            "channel": question.channel,
        });
        if self.dice.chance(0.35) {
            let (words, sentiment) = match share {
                share if share >= 0.78 => (&GLAD[..], "positive"),
                share if share >= 0.62 => (&SO_SO[..], "neutral"),
                _ if angry => (&DOWN[..], "negative"),
                _ => (&CROSS[..], "negative"),
            };
            line["comment"] = json!(self.dice.word(words));
            line["sentiment"] = json!(sentiment);
        }
        self.occasions.push(question.occasion(customer, at, Outcome::Answered(at)));
        self.answers.push((at, customer, line));
    }
}

impl Question {
    fn occasion(self, customer: usize, at: Seconds, outcome: Outcome) -> Occasion {
        let Self { kind, touchpoint, channel, answered, response_rate, .. } = self;
        Occasion { kind, touchpoint, channel, customer, at, outcome, answered, response_rate }
    }
}

fn instant(world: &World, at: Seconds) -> String {
    let mut text = Vec::new();
    world.timeline.push_instant(&mut text, at);
    String::from_utf8_lossy(&text).into_owned()
}

fn id(customer: usize) -> String {
    let mut text = Vec::new();
    push_id(&mut text, customer);
    String::from_utf8_lossy(&text).into_owned()
}
