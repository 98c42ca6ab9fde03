//! Where every customer stands in a dated cut, period by period.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cut::{DatedCut, PRESENT_AT_START, What};
use super::instants::Instants;
use super::members::in_and_out;
use crate::EngineError;
use crate::engine::Engine;
use crate::evaluate::Spot;
use crate::frame::Frame;
use crate::measures::{Measurement, Reader};
use crate::segments::{Attribute, Segments};
use crate::subjects::Set;

/// The parts of one dated cut in every period of every frame.
#[derive(Clone, Debug, Default)]
pub struct Placement {
    /// By frame and period: where customers stand in everything but a state at the end.
    homes: Vec<Vec<Arc<Attribute>>>,
    /// Where they stand when the period ends.
    ends: Vec<Vec<Arc<Attribute>>>,
    /// Every value of any period.
    pub values: BTreeSet<String>,
}

/// Placements that a question's metrics share: the cut as it was asked, the frames, and who stands where in them.
pub type Placed = Vec<(String, Vec<Frame>, Arc<Placement>)>;

/// The dated cuts of a question by the text they were asked as.
pub type Placements = BTreeMap<String, Arc<Placement>>;

impl Placement {
    /// The parts of a period: when it ends, or where customers are at home in it.
    pub fn at(&self, spot: Spot, at_end: bool) -> Option<&Attribute> {
        let by_frame = if at_end { &self.ends } else { &self.homes };
        Some(by_frame.get(spot.frame)?.get(spot.period)?.as_ref())
    }
}

impl Engine {
    /// Where every customer stands in the dated cuts of a question.
    pub(crate) async fn placements(
        &self,
        cuts: &[DatedCut],
        frames: &[Frame],
        (reader, placed): (&Reader<'_>, &mut Placed),
        segments: &Segments<'_>,
    ) -> Result<Placements, EngineError> {
        let mut placements = Placements::new();
        let known = |cut: &DatedCut| {
            let same = placed.iter().find(|(asked, known, _)| *asked == cut.asked && known == frames);
            same.map(|(_, _, placement)| Arc::clone(placement))
        };
        for cut in cuts {
            placements.extend(known(cut).map(|placement| (cut.asked.clone(), placement)));
        }
        let cuts: Vec<&DatedCut> = cuts.iter().filter(|cut| !placements.contains_key(&cut.asked)).collect();
        if cuts.is_empty() {
            return Ok(placements);
        }
        let instants = Instants::of(frames, &self.calendar)?;
        let present = match cuts.iter().any(|cut| cut.at_time) {
            true => self.present_at_start(frames, reader).await?,
            false => Vec::new(),
        };
        for cut in cuts {
            let parts = self.parts_at(&cut.what, &instants.frame, reader, segments).await?;
            let parts: Vec<Arc<Attribute>> = parts.into_iter().map(Arc::new).collect();
            let values = parts.iter().flat_map(|attribute| attribute.sets.keys().cloned()).collect();
            let pick = |places: &Vec<Vec<usize>>| -> Vec<Vec<Arc<Attribute>>> {
                places.iter().map(|places| places.iter().map(|place| Arc::clone(&parts[*place])).collect()).collect()
            };
            let ends = pick(&instants.ends);
            let homes = if cut.at_time { homes(&pick(&instants.starts), &ends, &present) } else { ends.clone() };
            let placement = Arc::new(Placement { homes, ends, values });
            placed.push((cut.asked.clone(), frames.to_vec(), Arc::clone(&placement)));
            placements.insert(cut.asked.clone(), placement);
        }
        Ok(placements)
    }

    /// The parts that a dated cut makes at the end of each period.
    pub(crate) async fn parts_at(
        &self,
        what: &What,
        at: &Frame,
        reader: &Reader<'_>,
        segments: &Segments<'_>,
    ) -> Result<Vec<Attribute>, EngineError> {
        match what {
            What::Segment(name) => {
                let everybody: Set = (0..reader.key_bound).collect();
                let members = self.members(&self.catalog.segments[name], at, reader).await?;
                Ok(members.into_iter().map(|members| in_and_out(members, &everybody)).collect())
            }
            What::Rfm(scoring) => {
                let without = self.left_out(segments).await?;
                let buyers = self.buyers(at, reader, &without).await?;
                Ok(buyers.iter().map(|buyers| buyers.classes(*scoring)).collect())
            }
            What::Attribute(name) => self.values_at(name, at, reader, segments).await,
        }
    }

    /// By frame and period: who was active or paid when it began.
    async fn present_at_start(&self, frames: &[Frame], reader: &Reader<'_>) -> Result<Vec<Vec<Set>>, EngineError> {
        let mut present = Vec::with_capacity(frames.len());
        for frame in frames {
            let mut sets = vec![Set::new(); frame.periods.len()];
            for measure in PRESENT_AT_START.iter().filter_map(|name| self.catalog.measures.get(*name)) {
                let read = reader.read(measure, frame, &[]).await?;
                for (set, parts) in sets.iter_mut().zip(&read.periods) {
                    for measurement in parts.values() {
                        if let Measurement::Set(there) = measurement {
                            *set |= there.as_ref();
                        }
                    }
                }
            }
            present.push(sets);
        }
        Ok(present)
    }
}

/// Where each customer is at home in each period: where they stood when it began, if they stood anywhere or were there;
/// the others where they stand when it ends.
fn homes(
    starts: &[Vec<Arc<Attribute>>],
    ends: &[Vec<Arc<Attribute>>],
    present: &[Vec<Set>],
) -> Vec<Vec<Arc<Attribute>>> {
    let period = |(start, (end, present)): (&Arc<Attribute>, (&Arc<Attribute>, &Set))| {
        let settled = present | &start.valued;
        let mut home = start.as_ref().clone();
        for (value, set) in &end.sets {
            *home.sets.entry(value.clone()).or_default() |= set - &settled;
        }
        home.valued |= &end.valued - &settled;
        Arc::new(home)
    };
    let frames = starts.iter().zip(ends.iter().zip(present));
    frames.map(|(starts, (ends, present))| starts.iter().zip(ends.iter().zip(present)).map(period).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(parts: &[(&str, &[u32])]) -> Arc<Attribute> {
        let sets: BTreeMap<String, Set> =
            parts.iter().map(|(value, keys)| ((*value).to_owned(), keys.iter().copied().collect())).collect();
        let valued = sets.values().fold(Set::new(), |all, set| all | set);
        Arc::new(Attribute { sets, valued })
    }

    #[test]
    fn a_customer_is_at_home_where_they_stood_at_the_start_or_else_at_the_end() {
        // 1 moves from a to b; 2 comes to b; 3 was there without a value and gets a.
        let starts = [vec![attribute(&[("a", &[1])])]];
        let ends = [vec![attribute(&[("a", &[3]), ("b", &[1, 2])])]];
        let present = [vec![[1, 3].into_iter().collect()]];
        let found = homes(&starts, &ends, &present);
        assert_eq!(found[0][0].sets, attribute(&[("a", &[1]), ("b", &[2])]).sets);
        assert_eq!(found[0][0].valued, [1, 2].into_iter().collect());
    }
}
