//! Visits before anybody signs up: by those who will, and by the many who never do.

use super::channels::{CHANNELS, channel};
use super::dice::{Concern, Dice};
use super::sessions::{Kind, Session};
use super::timeline::{DAY, HOUR, MINUTE, Seconds};
use super::{World, seasons};

/// The visitor that a customer's first browser is.
#[must_use]
pub fn first_browser(customer: usize) -> u32 {
    customer as u32 * 2
}

/// The visitor that a customer's second browser is.
#[must_use]
pub fn second_browser(customer: usize) -> u32 {
    customer as u32 * 2 + 1
}

/// All visits of people who had not signed up, and the visits in which they did.
///
/// Founders came before the site was recorded and have none.
pub fn sessions(world: &World) -> Vec<Session> {
    let mut dice = Dice::new(world.plan.seed, Concern::Visits);
    let mut sessions = Vec::new();
    let opening = world.timeline.midnight(world.timeline.opening());
    let mut strangers = world.people.len() as u32 * 2;
    for (number, person) in world.people.iter().enumerate() {
        if person.created < opening {
            continue;
        }
        look_around(world, number, &mut dice, &mut sessions);
        // Visitors come when customers come: as many as the channel needs for one signup.
        let others = 1.0 / channel(person.channel).visit_to_signup - 1.0;
        let others = others as u32 + u32::from(dice.chance(others.fract()));
        for visitor in strangers..strangers + others {
            let near = world.timeline.day_of(person.created + dice.between(-15 * DAY, 15 * DAY));
            let day = near.clamp(world.timeline.opening(), world.timeline.closing() - 1);
            let first = world.timeline.midnight(day) + seasons::hour(&mut dice);
            stranger(visitor, person.channel, first, &mut dice, &mut sessions);
        }
        strangers += others;
    }
    sessions.retain(|session| opening <= session.start && session.start < world.timeline.end());
    sessions
}

/// The visits of somebody who will sign up, the last of them with the signup in it.
fn look_around(world: &World, number: usize, dice: &mut Dice, sessions: &mut Vec<Session>) {
    let person = &world.people[number];
    let visitor = Some(first_browser(number));
    let own = person.channel as u8;
    let earlier = dice.weighted([0.42, 0.30, 0.18, 0.10].into_iter());
    let opening = world.timeline.midnight(world.timeline.opening());
    let reach = (25 * DAY).min(person.created - opening);
    for visit in 0..earlier {
        // The first touch is the channel's; later ones may be anybody's.
        let touch = if visit == 0 || dice.chance(0.4) { own } else { dice.below(CHANNELS.len()) as u8 };
        let before = reach * (earlier - visit) as i64 / earlier as i64;
        let start = person.created - before + dice.between(0, reach / (2 * earlier as i64));
        if start + HOUR < person.created {
            sessions.push(Session { start, customer: None, visitor, channel: Some(touch), kind: Kind::Visit });
        }
    }
    if person.two_devices && dice.chance(0.6) {
        let start = person.created - dice.between(HOUR, 20 * DAY);
        let visitor = Some(second_browser(number));
        sessions.push(Session { start, customer: None, visitor, channel: None, kind: Kind::Visit });
    }
    let start = person.created - dice.between(2 * MINUTE, 6 * MINUTE);
    let channel = if earlier == 0 || dice.chance(0.4) { Some(own) } else { None };
    let customer = Some(number as u32);
    sessions.push(Session { start: start.max(opening), customer, visitor, channel, kind: Kind::Signup });
}

fn stranger(visitor: u32, channel: usize, first: Seconds, dice: &mut Dice, sessions: &mut Vec<Session>) {
    let mut start = first;
    loop {
        let channel = Some(channel as u8);
        sessions.push(Session { start, customer: None, visitor: Some(visitor), channel, kind: Kind::Visit });
        if !dice.chance(0.14) {
            return;
        }
        start += dice.between(3 * HOUR, 12 * DAY);
    }
}
