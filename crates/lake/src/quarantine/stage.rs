//! Lays rejects out as rows of the quarantine and gives them their ids.
//!
//! A row's id is made of the table, the rule, the raw text and how often that came before in the import, so the
//! same bad file imported twice, or under another name, is quarantined once. A correction that broke a rule again is
//! named by its content and the row it corrects, so the same correction tried twice is kept once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BinaryBuilder, Int64Array, StringArray, StringBuilder, TimestampMicrosecondArray,
};
use arrow::record_batch::RecordBatch;
use model::{Micros, Place, Recipe, Reject, RejectId};

use crate::LakeError;
use crate::stored::Stored;

/// What one import puts into quarantine and takes out of it.
#[derive(Debug, Default)]
pub(crate) struct Quarantine {
    seen: HashMap<[u8; 16], u64>,
    /// The corrections among the import's rows, by where they stand.
    corrections: HashMap<Place, RejectId>,
    /// The rows that corrections have taken the place of, in the lake or in quarantine.
    closing: HashSet<[u8; 16]>,
    /// Digests of what rows were corrected to.
    contents: BTreeMap<RejectId, [u8; 16]>,
}

impl Quarantine {
    /// Notes that the row at a place corrects one in quarantine.
    pub(crate) fn corrects(&mut self, place: Place, id: RejectId, content: [u8; 16]) {
        self.closing.insert(id.0);
        self.contents.insert(id, content);
        self.corrections.insert(place, id);
    }

    /// The row in quarantine that the row at a place corrects.
    pub(crate) fn corrected_at(&self, place: &Place) -> Option<RejectId> {
        self.corrections.get(place).copied()
    }

    /// Digests of what rows were corrected to; they are taken.
    pub(crate) fn take_contents(&mut self) -> BTreeMap<RejectId, [u8; 16]> {
        std::mem::take(&mut self.contents)
    }

    /// The ids of the rows that leave the quarantine with this import.
    pub(crate) fn closing(&self) -> &HashSet<[u8; 16]> {
        &self.closing
    }

    /// The rejects as rows.
    pub(crate) fn batch(&mut self, rejects: &[Reject], import: i64, at_us: Micros) -> Result<RecordBatch, LakeError> {
        let ids: Vec<_> = rejects.iter().map(|reject| self.id(reject)).collect();
        self.closing.extend(rejects.iter().filter_map(|reject| reject.replaces).map(|id| id.0));
        let text = |of: fn(&Reject) -> String| -> ArrayRef {
            Arc::new(rejects.iter().map(of).map(Some).collect::<StringArray>())
        };
        let lines = rejects.iter().map(|reject| i64::try_from(reject.place.line).unwrap_or(i64::MAX));
        let mut replaces = BinaryBuilder::new();
        rejects.iter().for_each(|reject| replaces.append_option(reject.replaces.map(|id| id.0)));
        let count = rejects.len();
        let never = TimestampMicrosecondArray::from(vec![None; count]).with_timezone("UTC");
        Ok(RecordBatch::try_new(
            Stored::quarantine().schema,
            vec![
                Arc::new(BinaryArray::from_iter_values(ids)),
                text(|reject| reject.table.to_owned()),
                text(|reject| reject.recipe.target.clone()),
                text(|reject| reject.recipe.namespace.clone()),
                text(|reject| reject.recipe.source.clone()),
                text(|reject| reject.place.file.clone()),
                Arc::new(Int64Array::from_iter_values(lines)),
                text(|reject| reject.rule.id().to_owned()),
                text(|reject| reject.message.to_string()),
                text(|reject| reject.message.key().to_owned()),
                text(|reject| serde_json::json!(reject.message.values()).to_string()),
                text(|reject| reject.raw.clone()),
                recipes(rejects),
                Arc::new(replaces.finish()),
                Arc::new(TimestampMicrosecondArray::from(vec![at_us; count]).with_timezone("UTC")),
                Arc::new(never),
                Arc::new(Int64Array::from(vec![import; count])),
            ],
        )?)
    }

    fn id(&mut self, reject: &Reject) -> [u8; 16] {
        // The same text from two sources is two bad rows.
        let parts = [reject.table, reject.rule.id(), &reject.recipe.namespace, &reject.raw];
        let content = digest(&parts.map(str::as_bytes));
        if let Some(replaced) = reject.replaces {
            return digest(&[&content, &replaced.0]);
        }
        let occurrence = self.seen.entry(content).or_default();
        *occurrence += 1;
        digest(&[&content, &occurrence.to_le_bytes()])
    }
}

/// How each row was read, as JSON. Rows that follow each other mostly share it.
fn recipes(rejects: &[Reject]) -> ArrayRef {
    let mut texts = StringBuilder::new();
    let mut last: Option<(&Arc<Recipe>, String)> = None;
    for Reject { recipe, .. } in rejects {
        if !last.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, recipe)) {
            last = Some((recipe, serde_json::json!(recipe.as_ref()).to_string()));
        }
        texts.append_option(last.as_ref().map(|(_, text)| text));
    }
    Arc::new(texts.finish())
}

fn digest(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id
}
