//! Batches of a file wait until enough of it was seen to know how its dates and numbers are written: what one value leaves
//! open another decides, however far below it stands.

use std::sync::Arc;

use arrow::array::Array;
use model::Place;

use crate::IngestError;
use crate::evidence::Evidence;
use crate::job::{Job, Outcome};
use crate::mapping::Sign;
use crate::plan::Plan;
use crate::remark::Remark;
use crate::source::{Raw, SourceBatch};

/// Bytes that may wait. A file that leaves its dates open for longer is taken to leave them open.
const MOST_BYTES: usize = 256 << 20;

/// Batches that wait, each with what makes columns of it.
#[derive(Default)]
pub struct Unsettled {
    batches: Vec<(SourceBatch, Arc<Plan>)>,
    bytes: usize,
}

impl Job {
    /// Makes canonical rows of a batch, or keeps it until it is known how to read it.
    ///
    /// # Errors
    /// [`IngestError`] when the source does not fit the target, or contradicts itself.
    pub fn make(&mut self, batch: SourceBatch) -> Result<Outcome, IngestError> {
        let mut outcome = Outcome::default();
        if self.present_file.as_ref() != Some(&batch.file) {
            outcome = self.settle_file()?;
            self.present_file = Some(Arc::clone(&batch.file));
            self.evidence = Evidence::of(&batch.file);
            self.identity.next_file();
            if !self.apart {
                self.reading.styles.next_file();
            }
        }
        self.plan(&batch)?;
        self.columns.note(&batch);
        let Some((_, plan)) = &self.plan else { return Ok(outcome) };
        let plan = Arc::clone(plan);
        self.evidence.note(&batch, &plan.uses(&self.target), &self.reading.styles, self.apart);
        self.unsettled.push(batch, plan);
        if self.apart || self.unsettled.bytes > MOST_BYTES {
            outcome.add(self.settle_file()?);
        } else if self.evidence.settle(&mut self.reading.styles)? {
            outcome.add(self.take_unsettled()?);
        }
        Ok(outcome)
    }

    /// Reads what waits by what was seen of the file so far.
    ///
    /// # Errors
    /// [`IngestError`] where the file leaves open how it is to be read.
    pub fn settle_file(&mut self) -> Result<Outcome, IngestError> {
        let assumed = self.evidence.end(&mut self.reading.styles)?;
        let file = self.present_file.clone().unwrap_or_default();
        for said in assumed {
            let remark =
                Remark { row: None, key: said.key, column: Some(said.header), value: Some(said.first.value.clone()) };
            let place = || Some(Place { file: file.to_string(), line: said.first.line });
            self.account.notes.add_rows(remark, said.rows, place);
        }
        let outcome = self.take_unsettled()?;
        for (column, order) in &self.reading.styles.day_orders {
            let orders = self.shown_orders.entry(column).or_default();
            orders.entry(*order).or_insert_with(|| Arc::clone(&file));
        }
        Ok(outcome)
    }

    fn take_unsettled(&mut self) -> Result<Outcome, IngestError> {
        if let Some((_, options)) = &self.session {
            let signs = self.reading.styles.decimal_signs.iter();
            options.signs.set(signs.map(|(header, sign)| (header.clone(), Sign::Is(*sign))));
        }
        let mut outcome = Outcome::default();
        for (batch, plan) in std::mem::take(&mut self.unsettled).batches {
            outcome.add(self.make_settled(&batch, &plan)?);
        }
        Ok(outcome)
    }
}

impl Unsettled {
    fn push(&mut self, batch: SourceBatch, plan: Arc<Plan>) {
        self.bytes += batch.columns.iter().map(|column| column.get_array_memory_size()).sum::<usize>();
        if let Raw::Text { bytes, .. } = &batch.raw {
            self.bytes += bytes.len();
        }
        self.batches.push((batch, plan));
    }
}
