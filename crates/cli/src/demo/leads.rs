//! Companies that might become customers, and those that did.

use std::path::Path;

use super::dice::{Concern, Dice};
use super::faces::Face;
use super::names::{COMPANY_SIZES, LAST_NAMES};
use super::people::push_id;
use super::timeline::{DAY, HOUR, Seconds};
use super::truths::{LEAD_SOURCES, LeadSource};
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World, seasons};

/// Share of the leads that come to nothing which sales talked to at length before it saw that.
const QUALIFIED_IN_VAIN: f64 = 0.30;
/// Share of the leads that come to nothing which nobody ever closed.
const LEFT_OPEN: f64 = 0.15;
const BAD: f64 = 0.002;

/// One lead.
struct Lead {
    created: Seconds,
    source: &'static LeadSource,
    campaign: &'static str,
    size: &'static str,
    contact: &'static str,
    qualified: Option<Seconds>,
    disqualified: Option<Seconds>,
    /// When it became a customer, and which.
    converted: Option<(Seconds, usize)>,
}

/// Writes one row per lead, under the headers of a CRM.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut dice = Dice::new(world.plan.seed, Concern::Leads);
    let mut leads = leads(world, &mut dice);
    leads.sort_by_key(|lead| (lead.created, lead.converted.map(|(_, customer)| customer)));
    let mut rows = Rows::create(
        "leads",
        folder.join("leads.csv"),
        "lead_id,create_date,lead_source,utm_medium,utm_campaign,qualified_at,disqualified_at,converted_at,\
         customer_id,contact,team_size",
    )?;
    for (number, lead) in leads.iter().enumerate() {
        write_one(&mut rows, world, (number, lead))?;
        if dice.chance(BAD) {
            // Converted before it was there: two columns that were swapped.
            rows.id(|text| push_numbered(text, 900_000 + number)).instant(&world.timeline, lead.created);
            rows.word(lead.source.name).empty(4).instant(&world.timeline, lead.created - 9 * DAY).empty(3).end_bad()?;
        }
    }
    rows.finish()
}

fn leads(world: &World, dice: &mut Dice) -> Vec<Lead> {
    let opening = world.timeline.midnight(world.timeline.opening());
    let mut leads = Vec::new();
    for (number, (person, face)) in world.people.iter().zip(&world.faces).enumerate() {
        if !person.company {
            continue;
        }
        let source = &LEAD_SOURCES[dice.weighted(LEAD_SOURCES.iter().map(|source| source.won))];
        // For each that is won, so many come to nothing as the source's rate says.
        let others = 1.0 / source.converts - 1.0;
        let others = others as u32 + u32::from(dice.chance(others.fract()));
        for _ in 0..others {
            let near = world.timeline.day_of(person.created + dice.between(-25 * DAY, 25 * DAY));
            let created = world.timeline.midnight(near) + seasons::office_hour(dice);
            if opening <= created && created < world.timeline.end() {
                leads.push(lost(world, source, created, dice));
            }
        }
        let gap = dice.between(4 * DAY, 70 * DAY);
        if person.created - gap >= opening {
            leads.push(won((number, person.created), gap, (source, face), dice));
        }
    }
    leads
}

fn won(
    (number, signed_up): (usize, Seconds),
    gap: Seconds,
    (source, face): (&'static LeadSource, &Face),
    dice: &mut Dice,
) -> Lead {
    let created = signed_up - gap;
    Lead {
        created,
        source,
        campaign: dice.word(source.campaigns),
        size: face.size,
        contact: face.last,
        qualified: Some(created + dice.between(gap / 10, gap * 7 / 10)),
        disqualified: None,
        converted: Some((signed_up, number)),
    }
}

fn lost(world: &World, source: &'static LeadSource, created: Seconds, dice: &mut Dice) -> Lead {
    let end = world.timeline.end();
    let recorded = |at: Seconds| Some(at).filter(|at| *at < end);
    let qualified = if dice.chance(QUALIFIED_IN_VAIN) { recorded(created + dice.between(DAY, 14 * DAY)) } else { None };
    let closed = qualified.unwrap_or(created) + dice.between(6 * HOUR, 45 * DAY);
    Lead {
        created,
        source,
        campaign: dice.word(source.campaigns),
        size: COMPANY_SIZES[dice.weighted([5.0, 3.0, 1.5, 0.5].into_iter())],
        contact: dice.word(&LAST_NAMES),
        qualified,
        disqualified: if dice.chance(LEFT_OPEN) { None } else { recorded(closed) },
        converted: None,
    }
}

fn write_one(rows: &mut Rows, world: &World, (number, lead): (usize, &Lead)) -> Result<(), DemoError> {
    let timeline = &world.timeline;
    rows.id(|text| push_numbered(text, number)).instant(timeline, lead.created);
    rows.word(lead.source.name).word(lead.source.medium).word(lead.campaign);
    for at in [lead.qualified, lead.disqualified, lead.converted.map(|(at, _)| at)] {
        match at {
            Some(at) => rows.instant(timeline, at),
            None => rows.empty(1),
        };
    }
    match lead.converted {
        Some((_, customer)) => rows.id(|text| push_id(text, customer)),
        None => rows.empty(1),
    };
    rows.word(lead.contact).word(lead.size).end()
}

fn push_numbered(into: &mut Vec<u8>, number: usize) {
    into.push(b'l');
    push_padded(into, number as u64 + 1, 6);
}
