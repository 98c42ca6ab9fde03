//! Batches of an import of order lines: none ends within an order. The last order of a batch waits for the next one.

use crate::IngestError;
use crate::job::{Job, Outcome};
use crate::shapes::order_lines::{MOST_LINES, last_order};
use crate::source::SourceBatch;

impl Job {
    /// Makes canonical rows of the orders that are complete.
    ///
    /// # Errors
    /// As [`Job::make`], and [`IngestError::OrderTooLong`] for lines without end.
    pub fn take_orders(&mut self, batch: SourceBatch) -> Result<Outcome, IngestError> {
        let mut outcome = Outcome::default();
        let mut batch = match self.waiting.take() {
            Some(waiting) if waiting.goes_on_in(&batch) => waiting.joined_by(batch)?,
            Some(waiting) => {
                outcome = self.make(waiting)?;
                batch
            }
            None => batch,
        };
        self.plan(&batch)?;
        if let Some((_, plan)) = &self.plan
            && let Some(row) = last_order(&self.target, &plan.apply(&batch)?)?
        {
            let waiting = batch.split_off(row);
            if waiting.rows() > MOST_LINES {
                let line = waiting.lines.first().copied().unwrap_or_default();
                return Err(IngestError::OrderTooLong { file: waiting.file.to_string(), line, limit: MOST_LINES });
            }
            self.waiting = Some(waiting);
        }
        outcome.add(self.make(batch)?);
        Ok(outcome)
    }

    /// Makes canonical rows of the order that waited for more lines.
    ///
    /// # Errors
    /// As [`Job::make`].
    pub fn take_waiting(&mut self) -> Result<Outcome, IngestError> {
        self.waiting.take().map_or_else(|| Ok(Outcome::default()), |waiting| self.make(waiting))
    }
}
