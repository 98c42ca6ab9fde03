//! Who the customers are, when they came, and what they are like.

use std::path::Path;

use super::channels;
use super::dice::{Concern, Dice};
use super::names::{OWNERS, PLACES};
use super::prices::{self, STUDIO};
use super::timeline::{HOUR, MONTHS_BEFORE, Seconds, Timeline};
use super::truths::BROKEN_ONBOARDING;
use super::write::{Rows, push_padded};
use super::{DemoError, Plan, Source, World, accounts, seasons};

/// Share of the customers who came in the year before the recording begins.
const FOUNDERS: f64 = 0.20;

/// One customer.
pub struct Person {
    /// When they signed up.
    pub created: Seconds,
    /// Index into [`channels::CHANNELS`].
    pub channel: usize,
    /// Empty where the channel has no campaigns.
    pub campaign: &'static str,
    pub place: usize,
    pub company: bool,
    /// Index of the plan they begin with, and whether they pay by the year.
    pub plan: usize,
    pub yearly: bool,
    /// How often they use the app, times the average.
    pub keenness: f64,
    /// Standard normal: what they think of us. Moves answers, cancellations and tickets.
    pub happiness: f64,
    /// Orders a year in the shop.
    pub orders_a_year: f64,
    /// Whether they signed up while the onboarding was broken.
    pub broken: bool,
    /// Whether they have a second device, on which they are a visitor nobody knows until they log in.
    pub two_devices: bool,
}

/// Everybody, in the order of their signup: the position is the number in the id.
#[must_use]
pub fn people(plan: &Plan, timeline: &Timeline) -> Vec<Person> {
    let mut dice = Dice::new(plan.seed, Concern::People);
    let mut created: Vec<Seconds> = Vec::with_capacity(plan.customers as usize);
    let mut due = 0.0;
    for (day, signups) in signups_by_day(plan, timeline).into_iter().enumerate() {
        due += signups;
        while (created.len() as f64) + 0.5 < due {
            created.push(timeline.midnight(day) + seasons::hour(&mut dice));
        }
    }
    created.sort_unstable();
    created.into_iter().map(|at| person(at, timeline, &mut dice)).collect()
}

/// How many signups each day from the founding on is expected to bring.
#[must_use]
pub fn signups_by_day(plan: &Plan, timeline: &Timeline) -> Vec<f64> {
    let weights: Vec<f64> = (0..timeline.closing()).map(|day| arrivals(plan, timeline, day)).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total * f64::from(plan.customers)).collect()
}

/// The id of the customer with this number, from 0.
pub fn push_id(into: &mut Vec<u8>, number: usize) {
    into.push(b'c');
    push_padded(into, number as u64 + 1, 6);
}

/// Writes one row per customer, under the headers of a shop's export.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut rows = Rows::create(
        "customers",
        folder.join("customers.csv"),
        "customer_id,signup_date,full_name,email,phone,account_manager,plan,industry,company_size,country,region,city,\
         gender,birth_date,utm_source,utm_medium,utm_campaign,channel,newsletter,account_id",
    )?;
    for number in 0..world.people.len() {
        write_one(&mut rows, world, number)?;
    }
    // An export of a shop carries its test customer: the quarantine shall have something to show.
    for placeholder in ["null", "anonymous", "undefined"] {
        rows.word(placeholder).instant(&world.timeline, world.timeline.end() - HOUR).text("Test Customer");
        rows.empty(17).end_bad()?;
    }
    rows.finish()
}

fn write_one(rows: &mut Rows, world: &World, number: usize) -> Result<(), DemoError> {
    let person = &world.people[number];
    let face = &world.faces[number];
    let (country, region, city, _) = PLACES[person.place];
    let channel = channels::channel(person.channel);
    rows.id(|text| push_id(text, number)).instant(&world.timeline, person.created);
    rows.text(&format!("{} {}", face.first, face.last)).text(&face.address(number)).text(&face.phone);
    rows.word(if person.company { OWNERS[person.place % OWNERS.len()] } else { "" });
    rows.word(world.lives[number].plan().map_or("", |plan| prices::plan(plan).name));
    rows.word(face.industry).word(face.size).word(country).word(region).word(city).word(face.gender).word(&face.born);
    rows.word(channel.source).word(channel.medium).word(person.campaign).word(channel.name);
    rows.word(if face.newsletter { "yes" } else { "no" });
    match world.accounts.of(number) {
        Some(account) => rows.id(|text| accounts::push_id(text, account)),
        None => rows.empty(1),
    };
    rows.end()
}

fn person(created: Seconds, timeline: &Timeline, dice: &mut Dice) -> Person {
    let index = channels::draw(dice);
    let channel = channels::channel(index);
    let company = dice.chance(0.16);
    let plan = if company { STUDIO } else { dice.weighted([0.50, 0.36, 0.14].into_iter()) };
    let buyer = dice.chance(0.62);
    Person {
        created,
        channel: index,
        campaign: dice.word(channel.campaigns),
        place: dice.weighted(PLACES.iter().map(|place| place.3)),
        company,
        plan,
        yearly: dice.chance(if company { 0.40 } else { 0.22 }),
        keenness: dice.around(0.80, 0.65).min(5.0),
        happiness: dice.normal(),
        orders_a_year: if buyer { dice.around(5.4, 0.6).min(24.0) * channel.orders } else { 0.0 },
        broken: BROKEN_ONBOARDING.contains(timeline.date_of(created)),
        two_devices: dice.chance(0.25),
    }
}

/// Signups on a day, in no unit: founders come in at a rising rate, then growth is steady and the season moves it.
fn arrivals(plan: &Plan, timeline: &Timeline, day: usize) -> f64 {
    let months_in = (day as f64 - timeline.opening() as f64) / 30.4;
    if day < timeline.opening() {
        let before = f64::from(MONTHS_BEFORE);
        // The weights of the recorded months add up to about their number times 1.3.
        let recorded = f64::from(plan.months) * (1.0 + 0.0125 * f64::from(plan.months)) * 30.4;
        let rising = 2.0 * (before + months_in) / before / (before * 30.4);
        return FOUNDERS / (1.0 - FOUNDERS) * recorded * rising;
    }
    (1.0 + 0.025 * months_in) * seasons::signups(timeline.date(day))
}
