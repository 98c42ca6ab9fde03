//! What the CRM noted when something about a customer changed: plans, and who looks after them.

use std::path::Path;

use super::names::OWNERS;
use super::people::push_id;
use super::timeline::Seconds;
use super::truths::{HANDOVER, HANDOVER_FROM, HANDOVER_TO};
use super::write::Rows;
use super::{DemoError, Source, World, prices};

/// Writes one row per change, under the headers of a CRM's field history.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut rows = Rows::create(
        "customer_changes",
        folder.join("customer_changes.csv"),
        "contact_id,changed_at,field,old_value,new_value",
    )?;
    for number in 0..world.people.len() {
        plans(&mut rows, world, number)?;
        owners(&mut rows, world, number)?;
    }
    rows.word("c000001,,plan,garden,orchard").end_bad()?;
    rows.finish()
}

/// The first plan, and every other since.
fn plans(rows: &mut Rows, world: &World, number: usize) -> Result<(), DemoError> {
    let mut plan = None;
    for change in &world.lives[number].changes {
        let now = change.basket.plan;
        if plan != Some(now) {
            let old = plan.map_or("", |plan| prices::plan(plan).name);
            row(rows, world, (number, change.at), ["plan", old, prices::plan(now).name])?;
            plan = Some(now);
        }
    }
    Ok(())
}

/// A company gets somebody to look after it with its signup; one of them handed their companies over.
fn owners(rows: &mut Rows, world: &World, number: usize) -> Result<(), DemoError> {
    let person = &world.people[number];
    if !person.company {
        return Ok(());
    }
    let owner = OWNERS[person.place % OWNERS.len()];
    let handover = world.timeline.instant(HANDOVER);
    if owner == HANDOVER_TO && person.created < handover {
        row(rows, world, (number, person.created), ["owner", "", HANDOVER_FROM])?;
        return row(rows, world, (number, handover), ["owner", HANDOVER_FROM, HANDOVER_TO]);
    }
    row(rows, world, (number, person.created), ["owner", "", owner])
}

fn row(
    rows: &mut Rows,
    world: &World,
    (number, at): (usize, Seconds),
    [field, old, new]: [&'static str; 3],
) -> Result<(), DemoError> {
    rows.id(|text| push_id(text, number)).instant(&world.timeline, at).word(field).word(old).word(new).end()
}
