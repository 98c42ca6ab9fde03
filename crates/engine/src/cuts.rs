//! How a question's cuts fall on each measure: by what the customer is, or by the rows' own columns.
//!
//! One cut has one meaning within a metric: as soon as one measure of customers is cut by their attribute, all
//! are, so that revenue by channel is never divided by customers of another kind of channel.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Cut, Edge, Kind, Measure, TimeRule};
use model::Message;

use crate::EngineError;
use crate::dated::{Placement, Placements};
use crate::evaluate::Spot;
use crate::measures::Part;
use crate::segments::{Attribute, Segments};
use crate::shares::Shares;
use crate::subjects::Set;
use crate::touches::{self, Touches};

/// The most parts one answer may have.
const MOST_GROUPS: usize = 10_000;

/// What a measure's rows are cut by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The customer's attribute.
    Customer,
    /// The relation's own column.
    Row,
    /// The touches the customer was won by, each its share.
    Touch,
    /// Not at all: what somebody did after their anchor belongs to whichever part the anchor's row belongs to.
    Whole,
}

/// One cut of a question.
pub struct Dimension {
    /// As it was asked, for the answer.
    pub asked: String,
    /// The attribute or column.
    pub name: String,
    /// `row.` or `customer.` in front of the name.
    forced: Option<Mode>,
    pub attribute: Option<Arc<Attribute>>,
    /// Where customers stand in each period, for what changes with time.
    placement: Option<Arc<Placement>>,
}

/// One part of an answer: a value of each cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group(pub Part);

/// A question's cuts and what each means for each measure.
#[derive(Default)]
pub struct Cuts {
    pub dimensions: Vec<Dimension>,
    pub modes: BTreeMap<String, Vec<Mode>>,
    /// Measures of which a dated cut takes customers where they stand when the period ends.
    at_end: BTreeSet<String>,
    /// All customers of the snapshot, the complement's whole.
    pub everybody: Set,
    /// Who was won by what, where a cut shares customers out.
    pub touches: Option<Touches>,
}

/// A measure as far as cutting it goes.
pub struct Cuttable<'a> {
    pub measure: &'a Measure,
    pub columns: Vec<String>,
    /// Always intersected with a measure that is cut, whose part it then belongs to.
    pub follows: bool,
    /// Cut by what a touch says, its customers are shared out among the touches they were won by.
    pub by_touch: bool,
}

impl Cuts {
    /// Resolves the cuts for the measures of one metric.
    ///
    /// # Errors
    /// [`EngineError::Question`] when a measure cannot be cut so.
    pub async fn resolve(
        asked: &[String],
        measures: &[Cuttable<'_>],
        (segments, placements): (&Segments<'_>, &Placements),
        everybody: Set,
    ) -> Result<Self, EngineError> {
        let mut cuts = Self { everybody, at_end: at_end(measures), ..Self::default() };
        for asked in asked {
            let (forced, name) = match asked.split_once('.') {
                Some(("row", name)) => (Some(Mode::Row), name),
                Some((subject, name)) if subject == segments.subject().name() => (Some(Mode::Customer), name),
                _ => (None, asked.as_str()),
            };
            let attribute = match segments.has(name) && forced != Some(Mode::Row) {
                true => Some(Arc::new(segments.attribute(name).await?)),
                false => None,
            };
            let placement = placements.get(asked).cloned();
            let dimension = Dimension { asked: asked.clone(), name: name.to_owned(), forced, attribute, placement };
            let modes = dimension.modes(measures, segments)?;
            for (cuttable, mode) in measures.iter().zip(modes) {
                cuts.modes.entry(cuttable.measure.name.clone()).or_default().push(mode);
            }
            cuts.dimensions.push(dimension);
        }
        Ok(cuts)
    }

    /// The row columns that a measure's plan must be grouped by.
    #[must_use]
    pub fn row_columns(&self, measure: &str) -> Vec<String> {
        let modes = self.modes.get(measure).map_or(&[][..], Vec::as_slice);
        let rows = self.dimensions.iter().zip(modes).filter(|(_, mode)| **mode == Mode::Row);
        rows.map(|(dimension, _)| dimension.name.clone()).collect()
    }

    /// The part of a measure's rows, and the customers, that belong to a group.
    #[must_use]
    pub fn of(&self, measure: &str, group: &Group, spot: Spot) -> (Part, Option<Set>) {
        let modes = self.modes.get(measure).map_or(&[][..], Vec::as_slice);
        let mut part = Part::new();
        let mut customers: Option<Set> = None;
        for ((dimension, mode), value) in self.dimensions.iter().zip(modes).zip(&group.0) {
            match mode {
                Mode::Row => part.push(value.clone()),
                Mode::Customer => {
                    let attribute = dimension.attribute_at(spot, self.at_end.contains(measure));
                    let set =
                        attribute.map_or_else(Set::new, |found| customers_of(found, value.as_deref(), &self.everybody));
                    customers = Some(customers.map_or_else(|| set.clone(), |so_far| so_far & &set));
                }
                Mode::Touch | Mode::Whole => {}
            }
        }
        (part, customers)
    }

    /// Whether a measure is the same in every part, so that it says nothing of who is in one.
    #[must_use]
    pub fn is_whole(&self, measure: &str) -> bool {
        self.modes.get(measure).is_some_and(|modes| modes.contains(&Mode::Whole))
    }

    /// The shares of customers that belong to a group, where a cut shares them out.
    #[must_use]
    pub fn shares(&self, group: &Group) -> Option<&Shares> {
        let touches = self.touches.as_ref()?;
        let by_touch = self.dimensions.iter().zip(&group.0).enumerate().filter(|(index, _)| self.is_touched(*index));
        Some(touches.of(&by_touch.map(|(_, (_, value))| value.clone()).collect()))
    }

    /// Whether the customers of a measure are shared out.
    #[must_use]
    pub fn is_shared(&self, measure: &str) -> bool {
        self.modes.get(measure).is_some_and(|modes| modes.contains(&Mode::Touch))
    }

    /// The columns of touches that customers are shared out by, in the order of the cuts.
    #[must_use]
    pub fn touch_columns(&self) -> Vec<String> {
        let dimensions = self.dimensions.iter().enumerate().filter(|(index, _)| self.is_touched(*index));
        dimensions.map(|(_, dimension)| dimension.name.clone()).collect()
    }

    fn is_touched(&self, dimension: usize) -> bool {
        self.modes.values().any(|modes| modes.get(dimension) == Some(&Mode::Touch))
    }

    /// Every combination of values that may hold somebody; `seen` are the values found in rows, by dimension.
    ///
    /// # Errors
    /// [`EngineError::Question`] when there are more than an answer may have.
    pub fn groups(&self, seen: &[BTreeSet<Option<String>>]) -> Result<Vec<Group>, EngineError> {
        let mut groups = vec![Group::default()];
        for (index, dimension) in self.dimensions.iter().enumerate() {
            let mut values = seen.get(index).cloned().unwrap_or_default();
            if self.modes.values().any(|modes| modes.get(index) == Some(&Mode::Customer)) {
                values.insert(None);
                values.extend(dimension.values().map(Some));
            }
            if let (true, Some(touches)) = (self.is_touched(index), &self.touches) {
                let place = (0..index).filter(|earlier| self.is_touched(*earlier)).count();
                values.extend(touches.values(place));
            }
            if groups.len() * values.len() > MOST_GROUPS {
                let message =
                    Message::new("engine.too_many_parts").with("name", &dimension.asked).with("most", MOST_GROUPS);
                return Err(EngineError::Question(message));
            }
            // Those without a value come last.
            let last = values.take(&None);
            let ordered: Vec<Option<String>> = values.into_iter().chain(last).collect();
            groups = groups
                .iter()
                .flat_map(|group| {
                    ordered.iter().map(|value| {
                        let mut part = group.0.clone();
                        part.push(value.clone());
                        Group(part)
                    })
                })
                .collect();
        }
        Ok(groups)
    }

    /// `None` without cuts; `Some(false)` when customers are cut by their rows, so that parts overlap.
    #[must_use]
    pub fn partition<'a>(&self, mut measures: impl Iterator<Item = &'a Measure>) -> Option<bool> {
        if self.dimensions.is_empty() {
            return None;
        }
        // Somebody's first row is one row: cut by it, they are in one part.
        let first =
            |measure: &Measure| matches!(measure.when, Some(TimeRule::FirstDuring | TimeRule::FirstStartsDuring));
        let overlaps = |measure: &Measure| {
            measure.kind != Kind::Rows
                && !first(measure)
                && self.modes.get(&measure.name).is_some_and(|modes| modes.contains(&Mode::Row))
        };
        Some(!measures.any(overlaps))
    }
}

impl Dimension {
    fn modes(&self, measures: &[Cuttable<'_>], segments: &Segments<'_>) -> Result<Vec<Mode>, EngineError> {
        let wish = |cuttable: &Cuttable<'_>| {
            let own = cuttable.columns.contains(&self.name);
            let keyed = cuttable.keyed();
            if self.placement.is_some() {
                return keyed.then_some(Mode::Customer);
            }
            if keyed && cuttable.by_touch && self.forced.is_none() && touches::is_said(&self.name) {
                return Some(Mode::Touch);
            }
            if cuttable.follows && self.forced != Some(Mode::Customer) {
                return Some(Mode::Whole);
            }
            match self.forced {
                Some(Mode::Customer) => (keyed && self.attribute.is_some()).then_some(Mode::Customer),
                Some(_) => own.then_some(Mode::Row),
                None if own && (!keyed || cuttable.measure.cut == Cut::Row) => Some(Mode::Row),
                None if keyed && self.attribute.is_some() => Some(Mode::Customer),
                None => own.then_some(Mode::Row),
            }
        };
        let mut modes = Vec::with_capacity(measures.len());
        for cuttable in measures {
            modes.push(wish(cuttable).ok_or_else(|| self.cannot(cuttable.measure, segments))?);
        }
        let customer = measures.iter().zip(&modes).any(|(cuttable, mode)| cuttable.keyed() && *mode == Mode::Customer);
        if customer {
            for (cuttable, mode) in measures.iter().zip(&mut modes) {
                if cuttable.keyed() {
                    *mode = Mode::Customer;
                }
            }
        }
        Ok(modes)
    }

    /// Whether it cuts customers by what they are.
    fn is_of_customers(&self) -> bool {
        self.attribute.is_some() || self.placement.is_some()
    }

    /// The values it cuts customers by.
    fn values(&self) -> impl Iterator<Item = String> {
        let fixed = self.attribute.iter().flat_map(|attribute| attribute.sets.keys());
        fixed.chain(self.placement.iter().flat_map(|placement| &placement.values)).cloned()
    }

    fn attribute_at(&self, spot: Spot, at_end: bool) -> Option<&Attribute> {
        match &self.placement {
            Some(placement) => placement.at(spot, at_end),
            None => self.attribute.as_deref(),
        }
    }

    fn cannot(&self, measure: &Measure, segments: &Segments<'_>) -> EngineError {
        if !self.is_of_customers() && self.forced.is_none() {
            return segments.unknown(&self.name);
        }
        EngineError::Question(
            Message::new("engine.cannot_cut").with("measure", &measure.name).with("name", &self.asked),
        )
    }
}

impl Cuttable<'_> {
    fn keyed(&self) -> bool {
        self.columns.iter().any(|column| column == "customer_key")
    }
}

/// The customers of an attribute's value; of no value, everybody without one.
fn customers_of(attribute: &Attribute, value: Option<&str>, everybody: &Set) -> Set {
    match value {
        Some(value) => attribute.sets.get(value).cloned().unwrap_or_default(),
        None => everybody - &attribute.valued,
    }
}

/// The measures of a metric that a dated cut takes where customers stand when the period ends: those that say so of
/// themselves, else all of a metric that asks for nothing but what is so at the end.
fn at_end(measures: &[Cuttable<'_>]) -> BTreeSet<String> {
    let says_so = |cuttable: &&Cuttable<'_>| cuttable.measure.cut == Cut::End;
    let names = |measures: Vec<&Cuttable<'_>>| measures.iter().map(|cuttable| cuttable.measure.name.clone()).collect();
    let told: Vec<&Cuttable<'_>> = measures.iter().filter(says_so).collect();
    let of_end = |rule: &TimeRule| {
        matches!(
            rule,
            TimeRule::At(Edge::End) | TimeRule::Before(Edge::End) | TimeRule::LastDays { edge: Edge::End, .. }
        )
    };
    if told.is_empty() && measures.iter().all(|cuttable| cuttable.measure.when.as_ref().is_none_or(of_end)) {
        return names(measures.iter().collect());
    }
    names(told)
}
