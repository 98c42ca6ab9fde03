//! Sessions spelled out into events, one file a quarter.
//!
//! The quarters are written side by side, each with dice of its own: which thread is faster changes no byte.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use super::channels::channel;
use super::dice::{Concern, Dice};
use super::people::push_id;
use super::sessions::{Kind, Session};
use super::timeline::Seconds;
use super::truths::{OUTAGE, OUTAGE_ERRORS};
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World};

/// Share of sessions with an error, and with a crash.
const ERRORS: f64 = 0.012;
const CRASHES: f64 = 0.002;
/// Share of rows followed by one that is beyond repair.
const BAD: f64 = 0.0009;

const PAGES: [&str; 9] =
    ["/", "/features", "/pricing", "/planner", "/blog/raised-beds", "/blog/tomatoes", "/shop", "/about", "/signup"];

/// What is done in the app, with its weight.
const FEATURES: [(&str, f64); 9] = [
    ("plant_added", 5.0),
    ("task_done", 8.0),
    ("reminder_set", 3.0),
    ("bed_planned", 2.5),
    ("photo_uploaded", 3.5),
    ("diagnosis_run", 2.0),
    ("sensor_read", 1.5),
    ("plan_shared", 0.7),
    ("report_exported", 0.4),
];

/// Writes all events.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World, sessions: Vec<Session>) -> Result<Vec<Source>, DemoError> {
    let mut quarters: Vec<((i16, i8), Vec<Session>)> = Vec::new();
    for day in world.timeline.opening()..world.timeline.closing() {
        let quarter = quarter(world, world.timeline.midnight(day));
        if quarters.last().is_none_or(|(last, _)| *last != quarter) {
            quarters.push((quarter, Vec::new()));
        }
    }
    for session in sessions {
        let quarter = quarter(world, session.start);
        if let Some((_, inside)) = quarters.iter_mut().find(|(of, _)| *of == quarter) {
            inside.push(session);
        }
    }
    thread::scope(|scope| {
        let threads: Vec<_> = quarters
            .into_iter()
            .enumerate()
            .map(|(part, (of, inside))| scope.spawn(move || write_quarter(folder, world, (part as u64, of), inside)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn quarter(world: &World, at: Seconds) -> (i16, i8) {
    let date = world.timeline.date_of(at);
    (date.year(), (date.month() - 1) / 3 + 1)
}

fn write_quarter(
    folder: &Path,
    world: &World,
    (part, (year, quarter)): (u64, (i16, i8)),
    mut sessions: Vec<Session>,
) -> Result<Source, DemoError> {
    sessions.sort_unstable_by_key(|session| (session.start, session.customer, session.visitor));
    let rows = Rows::create(
        "events",
        folder.join(format!("events-{year}-q{quarter}.csv.gz")),
        "event_id,ts,customer_id,anonymous_id,name,session_id,duration_ms,source,medium,campaign,channel,path,device",
    )?;
    let dice = Dice::numbered(world.plan.seed, Concern::Events, part);
    let mut writer = Writer { rows, dice, world, part, session: 0, event: 0, at: 0 };
    for session in &sessions {
        writer.session(session)?;
    }
    writer.rows.finish()
}

struct Writer<'a> {
    rows: Rows,
    dice: Dice,
    world: &'a World,
    part: u64,
    /// Number of the session within the part, of the event within the session, and the time it is at.
    session: u64,
    event: u64,
    at: Seconds,
}

/// One event of a session.
struct Event {
    name: &'static str,
    path: &'static str,
    /// Seconds until the next one.
    lasts: Seconds,
    device: &'static str,
}

impl Writer<'_> {
    fn session(&mut self, session: &Session) -> Result<(), DemoError> {
        self.session += 1;
        self.event = 0;
        self.at = session.start;
        let device = self.device(session);
        match session.kind {
            Kind::Visit => self.look(session, device),
            Kind::Signup => {
                let stranger = Session { customer: None, ..*session };
                self.page(&stranger, device, "/pricing")?;
                self.page(&stranger, device, "/signup")?;
                self.at = self.world.people[session.customer.unwrap_or_default() as usize].created;
                self.write(session, &Event { name: "signup", path: "", lasts: 20, device })
            }
            Kind::App | Kind::Login => self.work(session, device),
            Kind::Shop => {
                self.page(session, device, "/shop")?;
                self.page(session, device, "/shop/product")?;
                let lasts = self.dice.between(5, 60);
                self.write(session, &Event { name: "cart_added", path: "", lasts, device })?;
                self.page(session, device, "/shop/checkout")
            }
            Kind::Moment(name) => self.write(session, &Event { name, path: "", lasts: 0, device: "" }),
        }
    }

    fn look(&mut self, session: &Session, device: &'static str) -> Result<(), DemoError> {
        let mut more = 1.0;
        while self.dice.chance(more) {
            let path = self.dice.word(&PAGES);
            self.page(session, device, path)?;
            more = 0.48;
        }
        Ok(())
    }

    fn work(&mut self, session: &Session, device: &'static str) -> Result<(), DemoError> {
        if session.kind == Kind::Login {
            self.write(session, &Event { name: "login", path: "", lasts: 6, device })?;
        }
        // Once the login is over, the app knows whom it talks to and sends no visitor's id.
        let known = Session { visitor: None, ..*session };
        self.page(&known, device, "/app")?;
        let mut more = 0.93;
        while self.dice.chance(more) {
            let (name, _) = FEATURES[self.dice.weighted(FEATURES.iter().map(|(_, weight)| *weight))];
            let lasts = self.dice.between(8, 150);
            self.write(&known, &Event { name, path: "", lasts, device })?;
            more = 0.76;
        }
        let outage = OUTAGE.contains(self.world.timeline.date_of(session.start));
        let times = if outage { OUTAGE_ERRORS } else { 1.0 };
        if self.dice.chance(ERRORS * times) {
            self.write(&known, &Event { name: "error", path: "", lasts: 2, device })?;
        }
        if self.dice.chance(CRASHES * times) {
            self.write(&known, &Event { name: "crash", path: "", lasts: 0, device })?;
        }
        Ok(())
    }

    fn page(&mut self, session: &Session, device: &'static str, path: &'static str) -> Result<(), DemoError> {
        let lasts = self.dice.between(5, 120);
        let name = if device == "web" { "page" } else { "screen" };
        self.write(session, &Event { name, path, lasts, device })
    }

    fn device(&mut self, session: &Session) -> &'static str {
        let on_phone = matches!(session.kind, Kind::App) && self.dice.chance(0.45);
        if !on_phone {
            "web"
        } else if self.dice.chance(0.5) {
            "ios"
        } else {
            "android"
        }
    }

    /// Writes one event at the present time and moves the time on.
    fn write(&mut self, session: &Session, event: &Event) -> Result<(), DemoError> {
        if self.at >= self.world.timeline.end() {
            return Ok(());
        }
        self.event += 1;
        self.ids();
        self.rows.instant(&self.world.timeline, self.at);
        self.rest(session, event);
        self.rows.end()?;
        if self.dice.chance(BAD) {
            self.write_bad(session, event)?;
        }
        self.at += event.lasts;
        Ok(())
    }

    /// A second copy of the event that lost its time or its customer on the way.
    fn write_bad(&mut self, session: &Session, event: &Event) -> Result<(), DemoError> {
        self.event += 1;
        self.ids();
        if self.dice.chance(0.5) {
            self.rows.word("Invalid Date");
            self.rest(session, event);
        } else {
            self.rows.instant(&self.world.timeline, self.at);
            self.rows.word("undefined").empty(1).word(event.name).empty(8);
        }
        self.rows.end_bad()
    }

    fn ids(&mut self) {
        let (part, session, event) = (self.part, self.session, self.event);
        self.rows.id(|text| {
            push_session(text, part, session);
            text.push(b'-');
            push_padded(text, event, 1);
        });
    }

    /// Every column after the time.
    fn rest(&mut self, session: &Session, event: &Event) {
        let (part, number) = (self.part, self.session);
        match session.customer {
            Some(customer) => self.rows.id(|text| push_id(text, customer as usize)),
            None => self.rows.empty(1),
        };
        match session.visitor {
            Some(visitor) => self.rows.id(|text| push_visitor(text, visitor)),
            None => self.rows.empty(1),
        };
        self.rows.word(event.name).id(|text| push_session(text, part, number));
        if event.lasts > 0 {
            self.rows.number(event.lasts.unsigned_abs() * 1000);
        } else {
            self.rows.empty(1);
        }
        match session.channel.map(usize::from) {
            Some(index) => {
                let through = channel(index);
                let campaign = self.campaign(session, index);
                self.rows.word(through.source).word(through.medium).word(campaign).word(through.name)
            }
            None => self.rows.empty(4),
        };
        self.rows.word(event.path).word(event.device);
    }

    /// The campaign of a visit: the customer's own where it is their channel, else one of the channel's in turn.
    fn campaign(&self, session: &Session, index: usize) -> &'static str {
        let known = session.customer.or(session.visitor.map(|visitor| visitor / 2));
        match known.and_then(|number| self.world.people.get(number as usize)) {
            Some(person) if person.channel == index => person.campaign,
            _ => {
                let campaigns = channel(index).campaigns;
                campaigns.get(self.session as usize % campaigns.len().max(1)).copied().unwrap_or_default()
            }
        }
    }
}

fn push_session(into: &mut Vec<u8>, part: u64, session: u64) {
    into.push(b'v');
    push_padded(into, part + 1, 2);
    push_padded(into, session, 6);
}

/// A visitor's id looks like a cookie's.
fn push_visitor(into: &mut Vec<u8>, visitor: u32) {
    // Source: Stafford (2011), mix 13: distinct numbers stay distinct.
    let mut mixed = u64::from(visitor).wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    for shift in (0..16).rev() {
        into.push(b"0123456789abcdef"[(mixed >> (shift * 4) & 15) as usize]);
    }
}
