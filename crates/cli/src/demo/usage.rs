//! How customers use the app while it is open to them.

use super::channels::CHANNELS;
use super::dice::{Concern, Dice};
use super::life::{Life, Span};
use super::people::Person;
use super::sessions::{Kind, Session};
use super::timeline::{DAY, HOUR, MINUTE};
use super::truths::{BROKEN_ONBOARDED, ONBOARDED, OUTAGE, OUTAGE_USAGE};
use super::visits::second_browser;
use super::{World, seasons};

/// Sessions a day of a customer of average keenness.
const SESSIONS_A_DAY: f64 = 0.185;
/// Days before a cancellation in which use fades, and what is left of it.
const FADING_DAYS: i64 = 25;
const FADED: f64 = 0.35;

/// All use of the app, and the moments of a subscription that the app reports.
pub fn sessions(world: &World) -> Vec<Session> {
    let mut dice = Dice::new(world.plan.seed, Concern::Usage);
    let mut sessions = Vec::new();
    for (number, (person, life)) in world.people.iter().zip(&world.lives).enumerate() {
        moments(world, (number, person), life, &mut dice, &mut sessions);
        for span in &life.spans {
            use_app(world, (number, person), *span, &mut dice, &mut sessions);
        }
    }
    let opening = world.timeline.midnight(world.timeline.opening());
    sessions.retain(|session| opening <= session.start && session.start < world.timeline.end());
    sessions
}

fn use_app(
    world: &World,
    (number, person): (usize, &Person),
    span: Span,
    dice: &mut Dice,
    sessions: &mut Vec<Session>,
) {
    let timeline = &world.timeline;
    let email = CHANNELS.iter().position(|channel| channel.name == "email").map(|index| index as u8);
    let customer = Some(number as u32);
    let mut knows_second = false;
    for day in timeline.day_of(span.from).max(timeline.opening())..=timeline.day_of(span.to - 1) {
        let rate = SESSIONS_A_DAY * person.keenness * times(world, person, span, day);
        let mut expected = rate;
        while dice.chance(expected) {
            let start = timeline.midnight(day) + seasons::hour(dice);
            let channel = if dice.chance(0.06) { email } else { None };
            let second = person.two_devices && !knows_second && dice.chance(0.3);
            knows_second |= second;
            let (visitor, kind) = if second { (Some(second_browser(number)), Kind::Login) } else { (None, Kind::App) };
            if span.from <= start && start < span.to {
                sessions.push(Session { start, customer, visitor, channel, kind });
            }
            expected *= 0.5;
        }
    }
}

/// Use on a day, times the customer's usual.
fn times(world: &World, person: &Person, span: Span, day: usize) -> f64 {
    let date = world.timeline.date(day);
    let midnight = world.timeline.midnight(day);
    let fresh = midnight - span.from < 14 * DAY;
    let start = match (fresh, person.broken) {
        (true, true) => 0.5,
        (true, false) => 1.5,
        (false, _) => 1.0,
    };
    let end = if span.left && span.to - midnight < FADING_DAYS * DAY { FADED } else { 1.0 };
    let outage = if OUTAGE.contains(date) { OUTAGE_USAGE } else { 1.0 };
    start * end * outage * seasons::usage(date)
}

/// Events that stand for a step of the customer's life.
fn moments(
    world: &World,
    (number, person): (usize, &Person),
    life: &Life,
    dice: &mut Dice,
    sessions: &mut Vec<Session>,
) {
    let customer = Some(number as u32);
    let mut note = |start, name| {
        sessions.push(Session { start, customer, visitor: None, channel: None, kind: Kind::Moment(name) });
    };
    let onboarded = if person.broken { BROKEN_ONBOARDED } else { ONBOARDED };
    if dice.chance(onboarded) {
        let within = if dice.chance(0.7) { 3 * HOUR } else { 6 * DAY };
        note(person.created + dice.between(8 * MINUTE, within), "onboarding_completed");
    }
    for span in &life.spans {
        // Companies pay a token for their trial.
        let begins = match (span.trial, person.company) {
            (true, true) => "paid_trial_started",
            (true, false) => "trial_started",
            (false, _) => "subscription_started",
        };
        note(span.from, begins);
        if span.left && !span.trial && span.to < world.timeline.end() {
            note(span.to - MINUTE, "subscription_canceled");
        }
    }
}
