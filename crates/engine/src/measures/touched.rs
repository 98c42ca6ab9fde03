//! In which periods a measure reads a stretch of time.

use catalog::{Measure, TimeColumns, TimeRule};

use super::intervals::{Moment, Spell, counts};
use super::{Part, Reader};
use crate::EngineError;
use crate::frame::Frame;
use crate::rates::Gap;
use crate::subjects::NOBODY;

impl Reader<'_> {
    /// For every period of a frame the gaps that a measure meets in it.
    ///
    /// # Errors
    /// [`EngineError`] when the measure's time rule does not fit its relation.
    pub(crate) fn touched(&self, measure: &Measure, frame: &Frame, gaps: &[Gap]) -> Result<Vec<Vec<Gap>>, EngineError> {
        let rule = measure.when.as_ref().unwrap_or(&TimeRule::Ever);
        let time = self.catalog.time_of(measure);
        let mut touched = Vec::with_capacity(frame.periods.len());
        for period in &frame.periods {
            let met: Vec<Gap> = match &time {
                _ if !frame.begun(period) => Vec::new(),
                None | Some(TimeColumns::None) => gaps.to_vec(),
                Some(TimeColumns::Interval(..)) if *rule != TimeRule::Ever => {
                    let moment = self.moment(rule, frame, period)?;
                    gaps.iter().filter(|gap| is_in_force(gap, &moment)).cloned().collect()
                }
                Some(TimeColumns::Interval(..) | TimeColumns::Point(_)) => {
                    let stretch = self.stretch(rule, frame, period)?;
                    let meets = |gap: &&Gap| {
                        stretch.to.is_none_or(|to| gap.from < to) && stretch.from.is_none_or(|from| from <= gap.to)
                    };
                    gaps.iter().filter(meets).cloned().collect()
                }
            };
            touched.push(met);
        }
        Ok(touched)
    }
}

/// Whether a state that lasts as long as the gap counts. Of nobody in particular, after an instant of their own is ever.
fn is_in_force(gap: &Gap, moment: &Moment) -> bool {
    let Gap { from, to, .. } = *gap;
    match (gap.customer, moment) {
        (None, Moment::After(..)) => true,
        (customer, moment) => {
            let customer = customer.unwrap_or(NOBODY);
            counts(&Spell { customer, from, to, amount: 0, part: Part::new() }, moment)
        }
    }
}
