//! Who is in a saved segment at each of some instants.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::Segment;
use model::Message;

use crate::EngineError;
use crate::cuts::{Cuts, Group};
use crate::engine::Engine;
use crate::evaluate::{Spot, Value, evaluate};
use crate::frame::Frame;
use crate::ground::{Part, Reading, Scope};
use crate::measures::Reader;
use crate::plan::Plan;
use crate::rates::Short;
use crate::segments::Attribute;
use crate::subjects::Set;

/// The part of those who are in a segment.
pub const IN: &str = "in";
/// The part of everybody else.
pub const OUT: &str = "out";

impl Engine {
    /// Who is in a segment at the end of each period.
    pub(crate) async fn members(
        &self,
        segment: &Segment,
        at: &Frame,
        reader: &Reader<'_>,
    ) -> Result<Vec<Set>, EngineError> {
        let plan = Plan::of_segment(&self.catalog, segment, at.clone(), (reader.params, &self.calendar))?;
        let mut measured = BTreeMap::new();
        for (name, frame) in &plan.needs {
            let read = reader.read(&self.catalog.measures[name], &plan.frames[*frame], &[]).await?;
            measured.insert((name.clone(), *frame), Arc::new(read));
        }
        let (cuts, short) = (Cuts::default(), Short::new());
        let reading = Reading {
            catalog: &self.catalog,
            params: reader.params,
            plan: &plan,
            cuts: &cuts,
            measured: &measured,
            short: &short,
        };
        let part = Part { reading: &reading, group: &Group::default(), scope: &Scope::default() };
        let members = |period| match evaluate(&part, &segment.formula.expr, Spot { frame: 0, period })? {
            Value::Set(set) => Ok(set),
            _ => Err(EngineError::Definition(Message::new("engine.segment_no_set").with("name", &segment.name))),
        };
        (0..at.periods.len()).map(members).collect()
    }
}

/// The two parts that a segment makes of everybody.
pub fn in_and_out(members: Set, everybody: &Set) -> Attribute {
    let outside = everybody - &members;
    Attribute { sets: BTreeMap::from([(IN.to_owned(), members), (OUT.to_owned(), outside)]), valued: everybody.clone() }
}
