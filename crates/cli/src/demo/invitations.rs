//! Who was invited to answer, whether they did or not.
//!
//! Every answer had an invitation. Of those who were asked and did not answer, so many were invited that the share of
//! invitations which are answered is what companies see.

use std::path::Path;

use super::dice::{Concern, Dice};
use super::people::push_id;
use super::timeline::{DAY, HOUR, MINUTE, Seconds};
use super::truths::SENT_TWICE;
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World};

/// An occasion on which a customer could be asked.
pub struct Occasion {
    pub kind: &'static str,
    pub touchpoint: &'static str,
    pub channel: &'static str,
    pub customer: usize,
    pub at: Seconds,
    pub outcome: Outcome,
    /// Share of such occasions that bring an answer, and share of the invitations that do.
    pub answered: f64,
    pub response_rate: f64,
}

/// What came of an occasion.
pub enum Outcome {
    Answered(Seconds),
    Silent,
}

/// Writes one row per invitation.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World, occasions: &[Occasion]) -> Result<Source, DemoError> {
    let mut dice = Dice::new(world.plan.seed, Concern::Invitations);
    let mut invitations = Vec::new();
    for occasion in occasions {
        let Some(at) = sent(world, occasion, &mut dice) else { continue };
        invitations.push((at, occasion));
        if occasion.kind == "nps" && SENT_TWICE.contains(world.timeline.date_of(at)) {
            invitations.push((at + dice.between(2, 40), occasion));
        }
    }
    invitations.sort_by_key(|(at, occasion)| (*at, occasion.customer, occasion.kind));
    let mut rows = Rows::create(
        "survey_invitations",
        folder.join("survey_invitations.csv"),
        "invitation_id,sent_at,customer_id,survey_type,touchpoint,survey_channel",
    )?;
    for (number, (at, occasion)) in invitations.into_iter().enumerate() {
        rows.id(|text| {
            text.push(b'i');
            push_padded(text, number as u64 + 1, 6);
        });
        rows.instant(&world.timeline, at).id(|text| push_id(text, occasion.customer));
        rows.word(occasion.kind).word(occasion.touchpoint).word(occasion.channel).end()?;
    }
    rows.word("i900001,2024-06-05T08:00:00Z,c000004,happiness,relationship,email").end_bad()?;
    rows.finish()
}

/// When the invitation was sent, if there was one.
fn sent(world: &World, occasion: &Occasion, dice: &mut Dice) -> Option<Seconds> {
    let (opening, end) = (world.timeline.midnight(world.timeline.opening()), world.timeline.end());
    match occasion.outcome {
        Outcome::Answered(at) => {
            let (mean, most) = if occasion.channel == "in_app" { (MINUTE, 10 * MINUTE) } else { (9 * HOUR, 6 * DAY) };
            let wait = (dice.wait(mean as f64) as Seconds).clamp(20, most);
            Some((at - wait).max(world.people[occasion.customer].created).max(opening))
        }
        Outcome::Silent => {
            let silent = (1.0 - occasion.response_rate) / occasion.response_rate;
            let invited = dice.chance(silent * occasion.answered / (1.0 - occasion.answered));
            Some(occasion.at).filter(|at| invited && opening <= *at && *at < end)
        }
    }
}
