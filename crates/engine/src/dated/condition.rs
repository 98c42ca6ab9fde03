//! Dated cuts in the condition of `--where`: `segment:at_risk and country = 'DE'`, `rfm = 'champions'`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use catalog::{Catalog, quote};
use model::Message;

use super::cut::{DatedCut, What};
use super::instants::Instants;
use super::members::IN;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::functions::dated_value;
use crate::measures::Reader;
use crate::segments::Segments;
use crate::subjects::Set;
use crate::{EngineError, Query};

/// A condition with the dated cuts that stand in it.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    pub cuts: Vec<DatedCut>,
    /// The condition in SQL, each dated cut a call of `dated_value`.
    sql: String,
}

impl Narrowing {
    /// Takes a question's condition apart; nothing without a condition, or where nothing dated stands in it.
    ///
    /// # Errors
    /// [`EngineError::Question`] for a segment that there is not, and for a cut at the time, which no condition takes.
    pub fn of(query: &Query, catalog: &Catalog) -> Result<Option<Self>, EngineError> {
        let Some(condition) = &query.filter else { return Ok(None) };
        let mut narrowing = Self::default();
        let mut done = 0;
        for word in words(condition) {
            let text = &condition[word.clone()];
            let dated =
                text.starts_with("segment:") || text == "rfm" || text.starts_with("rfm:") || text.ends_with("@time");
            let Some(cut) = (if dated { DatedCut::read(text, catalog)? } else { None }) else { continue };
            if cut.at_time {
                return Err(EngineError::Question(Message::new("engine.where_at_time").with("name", text)));
            }
            let value = format!("dated_value({}, customer_key)", quote(text));
            let value = match cut.what {
                What::Segment(_) => format!("({value} = {})", quote(IN)),
                _ => value,
            };
            narrowing.sql.push_str(&condition[done..word.start]);
            narrowing.sql.push_str(&value);
            done = word.end;
            if !narrowing.cuts.contains(&cut) {
                narrowing.cuts.push(cut);
            }
        }
        narrowing.sql.push_str(&condition[done..]);
        Ok(Some(narrowing).filter(|narrowing| !narrowing.cuts.is_empty()))
    }
}

impl Engine {
    /// By frame and period, who meets a condition with dated cuts in it.
    pub(crate) async fn narrowed(
        &self,
        narrowing: &Narrowing,
        frames: &[Frame],
        reader: &Reader<'_>,
        segments: &Segments<'_>,
    ) -> Result<Vec<Vec<Arc<Set>>>, EngineError> {
        let instants = Instants::of(frames, &self.calendar)?;
        let mut parts = BTreeMap::new();
        for cut in &narrowing.cuts {
            let found = self.parts_at(&cut.what, &instants.frame, reader, segments).await?;
            parts.insert(cut.asked.clone(), found);
        }
        let mut met = Vec::with_capacity(instants.frame.periods.len());
        for place in 0..instants.frame.periods.len() {
            let values = parts.iter().map(|(asked, found)| (asked.clone(), found[place].clone()));
            reader.session.register_udf(dated_value(values.collect()));
            met.push(Arc::new(segments.meeting(&narrowing.sql).await?));
        }
        let of = |places: &Vec<usize>| places.iter().map(|place| Arc::clone(&met[*place])).collect();
        Ok(instants.ends.iter().map(of).collect())
    }
}

/// Where the words of a condition stand, those in quotes left out. A colon and an at sign belong to a word.
fn words(condition: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut quoted = None;
    for (at, found) in condition.char_indices() {
        match quoted {
            Some(quote) if found == quote => quoted = None,
            Some(_) => {}
            None if found == '\'' || found == '"' => quoted = Some(found),
            None if found.is_alphanumeric() || matches!(found, '_' | ':' | '@' | '.') => {
                let end = at + found.len_utf8();
                match words.last_mut() {
                    Some(word) if word.end == at => word.end = end,
                    _ => words.push(at..end),
                }
            }
            None => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowing(condition: &str) -> Result<Option<Narrowing>, EngineError> {
        let day = |text: &str| text.parse().unwrap();
        let query = Query::new("revenue", day("2024-01-01"), day("2024-02-01"), None);
        Narrowing::of(&Query { filter: Some(condition.to_owned()), ..query }, &Catalog::builtin().unwrap())
    }

    #[test]
    fn dated_cuts_are_found_outside_quotes() {
        let found = narrowing("segment:at_risk and rfm in ('rfm', 'it''s') or plan = 'segment:x'").unwrap().unwrap();
        assert_eq!(
            found.sql,
            "(dated_value('segment:at_risk', customer_key) = 'in') and dated_value('rfm', customer_key) in ('rfm', 'it''s') \
             or plan = 'segment:x'"
        );
        assert_eq!(found.cuts.len(), 2);
        assert!(narrowing("not (segment:buyers)").unwrap().is_some());
    }

    #[test]
    fn other_conditions_are_left_alone() {
        for condition in ["plan = 'pro'", "customer.rfm = 'a'", "age::int > 3", "email = 'a@time'"] {
            assert!(narrowing(condition).unwrap().is_none(), "{condition}");
        }
        for wrong in ["segment:nope", "plan@time = 'pro'"] {
            assert!(narrowing(wrong).is_err(), "{wrong}");
        }
    }
}
