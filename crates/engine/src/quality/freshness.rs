//! How old the data of each source is.

use lake::SourceState;

use super::{Amount, Check, Finding, Found, Inspector, Severity};
use crate::EngineError;

/// One source of one table and its age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAge {
    pub state: SourceState,
    /// Milliseconds since the instant it is complete to; none where nothing says so, or where that is yet to come.
    pub age_ms: Option<i64>,
    /// How old it may get.
    pub max_age_ms: Option<i64>,
}

impl Inspector<'_> {
    /// The sources with their ages. A bar for `table/source` goes before one for the table.
    pub(super) fn sources(&self) -> Result<Vec<SourceAge>, EngineError> {
        let (now_us, bars) = (self.engine.as_of_us(), &self.settings().quality.max_age_ms);
        let age = |state: SourceState| {
            let known = state.watermark_us.filter(|watermark_us| *watermark_us <= now_us);
            let age_ms = known.map(|watermark_us| (now_us - watermark_us) / 1_000);
            let bar = bars.get(&place(&state)).or_else(|| bars.get(&state.table)).copied();
            SourceAge { state, age_ms, max_age_ms: bar }
        };
        Ok(self.snapshot().sources().into_iter().map(age).collect())
    }
}

/// Sources that are older than they may be, or of which nothing says how old they are.
pub(super) fn judge(sources: &[SourceAge], found: &mut Found) {
    let old = |source: &SourceAge| {
        let bar = source.max_age_ms?;
        let unknown = source.state.watermark_us.is_none();
        (unknown || source.age_ms.is_some_and(|age| age > bar)).then(|| Finding {
            check: Check::Freshness,
            severity: Severity::Error,
            place: place(&source.state),
            value: source.age_ms.map(Amount::Duration),
            bar: Some(Amount::Duration(bar)),
            detail: unknown.then(|| model::Message::new("engine.check.freshness.unknown")),
        })
    };
    found.look(Check::Freshness, sources.len());
    found.findings.extend(sources.iter().filter_map(old));
}

pub(super) fn place(source: &SourceState) -> String {
    format!("{}/{}", source.table, source.source)
}
