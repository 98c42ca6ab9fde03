//! A sink in memory that knows nothing of earlier imports.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use arrow::array::{Array, AsArray};
use arrow::util::display::array_value_to_string;
use async_trait::async_trait;
use model::{
    Bar, CanonicalBatch, Deletions, Message, Place, Receipt, Reject, RejectId, Rule, Sink, SinkError, TableReceipt,
    Watermark, system,
};

/// Keeps batches until they are looked at.
#[derive(Default)]
pub struct Memory {
    pub kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
pub struct Kept {
    pub batches: Vec<CanonicalBatch>,
    pub deletions: Vec<Deletions>,
    pub rejects: Vec<Reject>,
    pub watermarks: Vec<Watermark>,
    pub corrected: Vec<(Place, RejectId)>,
}

impl Kept {
    /// The cells of some columns of a table, `-` for null, row by row in the order they were written.
    pub fn rows(&self, table: &str, columns: &[&str]) -> Vec<String> {
        let mut rows = Vec::new();
        for batch in self.batches.iter().filter(|batch| batch.table.name == table) {
            for row in 0..batch.rows.num_rows() {
                let cells = columns.iter().map(|column| {
                    let array = batch.rows.column_by_name(column).unwrap();
                    if array.is_null(row) { "-".to_owned() } else { array_value_to_string(array, row).unwrap() }
                });
                rows.push(cells.collect::<Vec<_>>().join("|"));
            }
        }
        rows
    }

    /// Line and rule of every reject.
    pub fn rules(&self) -> Vec<(u64, Rule)> {
        self.rejects.iter().map(|reject| (reject.place.line, reject.rule)).collect()
    }

    /// The ids of a table's rows.
    pub fn ids(&self, table: &str) -> Vec<Vec<u8>> {
        let batches = self.batches.iter().filter(|batch| batch.table.name == table);
        batches
            .flat_map(|batch| {
                let ids = batch.rows.column_by_name(system::ROW_ID).unwrap().as_binary::<i32>();
                ids.iter().flatten().map(<[u8]>::to_vec).collect::<Vec<_>>()
            })
            .collect()
    }
}

#[async_trait]
impl Sink for Memory {
    async fn write(&mut self, batch: CanonicalBatch) -> Result<(), SinkError> {
        assert_eq!(batch.rows.schema(), batch.table.import_schema());
        self.kept.lock().unwrap().batches.push(batch);
        Ok(())
    }

    async fn delete(&mut self, deletions: Deletions) -> Result<(), SinkError> {
        assert_eq!(deletions.rows.schema(), Deletions::schema());
        self.kept.lock().unwrap().deletions.push(deletions);
        Ok(())
    }

    async fn reject(&mut self, rejects: Vec<Reject>) -> Result<(), SinkError> {
        self.kept.lock().unwrap().rejects.extend(rejects);
        Ok(())
    }

    fn corrects(&mut self, place: Place, id: RejectId, _content: [u8; 16]) {
        self.kept.lock().unwrap().corrected.push((place, id));
    }

    fn watermark(&mut self, watermark: Watermark) {
        self.kept.lock().unwrap().watermarks.push(watermark);
    }

    async fn commit(self: Box<Self>, bar: Bar) -> Result<Receipt, SinkError> {
        let kept = self.kept.lock().unwrap();
        let bad = kept.rejects.len() as u64;
        if bar.is_missed(bad) {
            return Err(SinkError::TooManyBad {
                bad,
                read: bar.rows_read,
                rejects: kept.rejects.clone(),
                message: Message::new("ingest.error.too_many_bad"),
            });
        }
        let mut receipt = Receipt { import: 1, tables: BTreeMap::new(), ..Receipt::default() };
        let mut seen = HashMap::new();
        for batch in &kept.batches {
            let counts: &mut TableReceipt = receipt.tables.entry(batch.table.name).or_default();
            let ids = batch.rows.column_by_name(system::ROW_ID).unwrap().as_binary::<i32>();
            for row in 0..ids.len() {
                match seen.insert((batch.table.name, ids.value(row).to_vec()), ()) {
                    None => counts.accepted += 1,
                    Some(()) => counts.unchanged += 1,
                }
            }
        }
        for deletions in &kept.deletions {
            receipt.tables.entry(deletions.table.name).or_default().deleted += deletions.rows.num_rows() as u64;
        }
        Ok(receipt)
    }
}
