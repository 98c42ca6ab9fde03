//! Who is not counted: the rules of `exclude` in tenure.yaml, and how many customers each leaves out.

use std::sync::Arc;

use catalog::Exclusion;
use model::Message;
use serde::Serialize;
use tokio::sync::OnceCell;

use crate::engine::Engine;
use crate::segments::Segments;
use crate::subjects::Set;
use crate::{EngineError, Subject, session};

/// Customers that one rule leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// The rule as tenure.yaml names it.
    pub rule: String,
    /// How many customers and visitors meet it. Whoever meets two rules is counted by both.
    pub customers: u64,
}

/// Everybody who is left out, and by which rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exclusions {
    pub rules: Vec<Excluded>,
    pub all: Set,
}

/// The exclusions of an engine, read when they are first asked for.
pub(crate) type Once = Arc<OnceCell<Exclusions>>;

impl Engine {
    /// The rules of `exclude` and how many customers each leaves out, in their order; empty without rules.
    ///
    /// # Errors
    /// [`EngineError::Definition`] when a rule is no condition over this workspace's data.
    pub async fn excluded(&self) -> Result<Vec<Excluded>, EngineError> {
        if self.settings.exclude.is_empty() {
            return Ok(Vec::new());
        }
        let session = session::open(self).await?;
        let segments = Segments::open(&session, Subject::Customer).await?;
        Ok(self.exclusions(&segments).await?.rules.clone())
    }

    /// Everybody who is left out.
    pub(crate) async fn left_out(&self, segments: &Segments<'_>) -> Result<Set, EngineError> {
        Ok(if self.settings.exclude.is_empty() { Set::new() } else { self.exclusions(segments).await?.all.clone() })
    }

    pub(crate) async fn exclusions(&self, segments: &Segments<'_>) -> Result<&Exclusions, EngineError> {
        self.exclusions.get_or_try_init(|| read(&self.settings.exclude, segments)).await
    }
}

async fn read(rules: &[Exclusion], segments: &Segments<'_>) -> Result<Exclusions, EngineError> {
    let mut exclusions = Exclusions::default();
    for rule in rules {
        let failed =
            |why| EngineError::Definition(Message::new("engine.exclude").with("rule", &rule.name).with("why", why));
        let mut met = Set::new();
        if let Some(condition) = rule.condition() {
            met |= segments.meeting(&condition).await.map_err(failed)?;
        }
        if let Some(condition) = &rule.events {
            met |= segments.having_event(condition).await.map_err(failed)?;
        }
        exclusions.rules.push(Excluded { rule: rule.name.clone(), customers: met.len() });
        exclusions.all |= met;
    }
    Ok(exclusions)
}
