//! The value of an attribute at each of some instants.

use catalog::quote;
use model::Message;

use crate::engine::Engine;
use crate::frame::Frame;
use crate::measures::{Measurement, Reader};
use crate::segments::{Attribute, Segments};
use crate::{EngineError, Subject};

/// Customers by the value of an attribute when a period ends; which attribute is a condition put to it here.
pub const HISTORY_MEASURE: &str = "attribute_values_at_end";
/// The relation it reads, and its column of values.
pub const HISTORY: &str = "attribute_history";
const VALUE: &str = "value";
/// The attribute whose history subscriptions tell.
const PLAN: &str = "plan";

impl Engine {
    /// Value → subjects at the end of each period. Whoever has no history of the attribute has had its present value
    /// all along.
    pub(crate) async fn values_at(
        &self,
        name: &str,
        at: &Frame,
        reader: &Reader<'_>,
        segments: &Segments<'_>,
    ) -> Result<Vec<Attribute>, EngineError> {
        if !segments.has(name) {
            return Err(segments.unknown(name));
        }
        if segments.subject() == Subject::Account && name != PLAN {
            return Err(EngineError::Question(Message::new("engine.account_history").with("name", name)));
        }
        let missing =
            || EngineError::Definition(Message::new("engine.unread_measure").with("measure", HISTORY_MEASURE));
        let mut measure = self.catalog.measures.get(HISTORY_MEASURE).cloned().ok_or_else(missing)?;
        let of_attribute = format!("attribute = {}", quote(name));
        measure.condition = Some(match measure.condition {
            Some(own) => format!("({own}) and {of_attribute}"),
            None => of_attribute.clone(),
        });
        let read = reader.read(&measure, at, &[VALUE.to_owned()]).await?;
        let known = segments.having(HISTORY, &of_attribute).await?;
        let present = segments.attribute(name).await?;
        let mut always = Attribute { valued: &present.valued - &known, ..Attribute::default() };
        for (value, set) in present.sets {
            always.sets.insert(value, set - &known);
        }
        let mut found = Vec::with_capacity(at.periods.len());
        for parts in &read.periods {
            let mut attribute = always.clone();
            for (part, measurement) in parts {
                let (Some(Some(value)), Measurement::Set(set)) = (part.first(), measurement) else { continue };
                *attribute.sets.entry(value.clone()).or_default() |= set.as_ref();
                attribute.valued |= set.as_ref();
            }
            found.push(attribute);
        }
        Ok(found)
    }
}
