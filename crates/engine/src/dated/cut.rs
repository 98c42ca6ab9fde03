//! What a dated cut is asked as: `segment:at_risk`, `rfm`, `rfm:rank`, `plan@time`.

use std::collections::BTreeSet;

use catalog::Catalog;
use model::{Message, nearest};
use stats::RfmScoring;

use super::history::HISTORY_MEASURE;
use super::rfm::RFM_MEASURES;
use crate::{EngineError, Query};

/// Behind the name of a cut that stands where customers stood at the time.
const AT_TIME: &str = "@time";
/// In front of the name of a saved segment.
const SEGMENT: &str = "segment:";
/// The measures that say who was there when a period began.
pub const PRESENT_AT_START: [&str; 2] = ["active_at_start", "paying_at_start"];

/// One dated cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedCut {
    /// As it was asked.
    pub asked: String,
    pub what: What,
    /// Whether customers stand where they stood when the period began; without it, where they stand when it ends.
    pub at_time: bool,
}

/// What tells the parts apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Inside a saved segment or outside.
    Segment(String),
    /// The class of RFM.
    Rfm(RfmScoring),
    /// The value of an attribute.
    Attribute(String),
}

impl DatedCut {
    /// The dated cut that a text asks for; none for any other cut.
    ///
    /// # Errors
    /// [`EngineError::Question`] for a segment or scoring that there is not.
    pub fn read(asked: &str, catalog: &Catalog) -> Result<Option<Self>, EngineError> {
        let (name, at_time) = asked.strip_suffix(AT_TIME).map_or((asked, false), |name| (name, true));
        let what = if let Some(segment) = name.strip_prefix(SEGMENT) {
            What::Segment(known(segment, catalog)?)
        } else if name == "rfm" {
            What::Rfm(RfmScoring::default())
        } else if let Some(scoring) = name.strip_prefix("rfm:") {
            What::Rfm(RfmScoring::find(scoring).ok_or_else(|| unknown_scoring(scoring))?)
        } else if at_time {
            What::Attribute(name.to_owned())
        } else {
            return Ok(None);
        };
        Ok(Some(Self { asked: asked.to_owned(), what, at_time }))
    }

    /// The dated cuts that a question cuts by.
    ///
    /// # Errors
    /// As [`DatedCut::read`].
    pub fn asked_by(query: &Query, catalog: &Catalog) -> Result<Vec<Self>, EngineError> {
        let mut cuts = Vec::new();
        for asked in &query.by {
            cuts.extend(Self::read(asked, catalog)?);
        }
        Ok(cuts)
    }

    /// Whether it tells customers apart by an attribute's value.
    pub fn is_of_an_attribute(&self) -> bool {
        matches!(self.what, What::Attribute(_))
    }

    /// The measures that are read to place customers, each once.
    pub fn measures(&self, catalog: &Catalog) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        match &self.what {
            What::Segment(name) => of_segment(name, catalog, &mut names),
            What::Rfm(_) => names.extend(RFM_MEASURES.map(str::to_owned)),
            What::Attribute(_) => {
                names.insert(HISTORY_MEASURE.to_owned());
            }
        }
        if self.at_time {
            names.extend(PRESENT_AT_START.map(str::to_owned));
        }
        names
    }
}

/// The measures of a segment and of the segments that it names.
pub fn of_segment(name: &str, catalog: &Catalog, into: &mut BTreeSet<String>) {
    let Some(segment) = catalog.segments.get(name) else { return };
    for (name, _) in segment.formula.expr.names() {
        if catalog.measures.contains_key(name) {
            into.insert(name.to_owned());
        } else {
            of_segment(name, catalog, into);
        }
    }
}

/// The name of a saved segment that there is.
///
/// # Errors
/// [`EngineError::Question`] with the nearest name.
pub fn known(segment: &str, catalog: &Catalog) -> Result<String, EngineError> {
    if catalog.segments.contains_key(segment) {
        return Ok(segment.to_owned());
    }
    let message = match nearest(segment, catalog.segments.keys().map(String::as_str)) {
        Some(near) => Message::new("engine.unknown_segment_near").with("nearest", near),
        None => Message::new("engine.unknown_segment"),
    };
    Err(EngineError::Question(message.with("name", segment)))
}

fn unknown_scoring(name: &str) -> EngineError {
    let known = RfmScoring::ALL.map(RfmScoring::name).join(", ");
    EngineError::Question(Message::new("engine.unknown_scoring").with("name", name).with("known", known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dated_cut_is_told_from_others_by_its_name() {
        let catalog = Catalog::builtin().unwrap();
        let read = |asked| DatedCut::read(asked, &catalog).unwrap().map(|cut| (cut.what, cut.at_time));
        assert_eq!(read("segment:at_risk"), Some((What::Segment("at_risk".to_owned()), false)));
        assert_eq!(read("rfm"), Some((What::Rfm(RfmScoring::Threshold), false)));
        assert_eq!(read("rfm:rank@time"), Some((What::Rfm(RfmScoring::Rank), true)));
        assert_eq!(read("plan@time"), Some((What::Attribute("plan".to_owned()), true)));
        for other in ["plan", "customer.rfm", "row.channel"] {
            assert_eq!(read(other), None, "{other}");
        }
        for unknown in ["segment:at_riks", "rfm:fifths"] {
            assert!(DatedCut::read(unknown, &catalog).is_err(), "{unknown}");
        }
    }

    #[test]
    fn a_segment_is_read_from_the_measures_of_those_it_names() {
        let catalog = Catalog::builtin().unwrap();
        let cut = DatedCut::read("segment:unhappy_buyers", &catalog).unwrap().unwrap();
        let names: Vec<String> = cut.measures(&catalog).into_iter().collect();
        assert_eq!(names, ["active_at_end", "active_before_end", "bought_before_end", "last_nps_score"]);
    }
}
