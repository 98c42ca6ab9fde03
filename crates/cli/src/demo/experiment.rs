//! The test of a guided setup on those who began a trial.
//!
//! Who paid in the end is settled in `subscriptions.rs`; the variants are dealt out so that those who saw the guide
//! paid more often, by as much as the truth says. Half of all saw each.

use std::path::Path;

use super::dice::{Concern, Dice};
use super::people::push_id;
use super::timeline::{HOUR, MINUTE};
use super::truths::{GUIDE, GUIDE_DAYS, PAID_WITH_GUIDE, PAID_WITHOUT_GUIDE};
use super::write::Rows;
use super::{DemoError, Source, World};

/// Writes one row per customer who was in the test.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut dice = Dice::new(world.plan.seed, Concern::Experiment);
    let mut rows =
        Rows::create("exposures", folder.join("exposures.csv"), "experiment_key,user_id,variation,first_exposed_at")?;
    for (number, life) in world.lives.iter().enumerate() {
        let Some(trial) = life.spans.first().filter(|span| span.trial) else { continue };
        if !GUIDE_DAYS.contains(world.timeline.date_of(trial.from)) {
            continue;
        }
        let paid = life.spans.iter().any(|span| !span.trial);
        let guided = dice.chance(share_guided(paid));
        let within = if dice.chance(0.8) { 5 * MINUTE } else { 6 * HOUR };
        let at = trial.from + dice.between(10, within);
        if at < world.timeline.end() {
            rows.word(GUIDE).id(|text| push_id(text, number)).word(if guided { "guided" } else { "control" });
            rows.instant(&world.timeline, at).end()?;
        }
    }
    // An exposure without a variant, as a client that was cut off sends it.
    rows.word(GUIDE).word("c000017,,2024-10-02T09:00:00Z").end_bad()?;
    rows.finish()
}

/// Bayes: the chance that somebody who paid, or did not, is one of those who saw the guide.
fn share_guided(paid: bool) -> f64 {
    let (with, without) =
        if paid { (PAID_WITH_GUIDE, PAID_WITHOUT_GUIDE) } else { (1.0 - PAID_WITH_GUIDE, 1.0 - PAID_WITHOUT_GUIDE) };
    with / (with + without)
}
