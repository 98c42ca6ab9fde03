//! What the service over HTTP does for a workspace.

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};

/// How `tenure serve` serves the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serve {
    /// Metrics that stand beside the service's own figures for Prometheus, by their ids.
    pub metrics: Vec<String>,
    /// How often these are asked for anew, in milliseconds.
    pub refresh_ms: i64,
    pub limits: ServeLimits,
}

/// How much the service takes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeLimits {
    /// Questions at work at once.
    pub questions: i64,
    /// Questions that may wait beside them.
    pub waiting: i64,
    /// How long a question may take, in milliseconds.
    pub time_ms: i64,
    /// What a question may hold in memory while it joins, sorts and groups.
    pub memory_mib: i64,
    pub answer_mib: i64,
    pub upload_mib: i64,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self { questions: 4, waiting: 64, time_ms: 300_000, memory_mib: 2_048, answer_mib: 256, upload_mib: 4_096 }
    }
}

impl Default for Serve {
    fn default() -> Self {
        Self { metrics: Vec::new(), refresh_ms: 600_000, limits: ServeLimits::default() }
    }
}

impl Serve {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.metrics, fields.take("metrics").map(|yaml| reader.texts(yaml)));
        set(&mut self.refresh_ms, fields.take("refresh").and_then(|yaml| reader.length_ms(yaml)));
        if let Some(inner) = fields.take("limits").and_then(|yaml| reader.map(yaml)) {
            self.limits.read(reader, inner);
        }
        fields.finish(reader);
    }
}

impl ServeLimits {
    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        let mut count = |key, low, high| {
            fields.take(key).and_then(|yaml| reader.whole(yaml, low, high, Wanted::PositiveWholeNumber))
        };
        set(&mut self.questions, count("questions", 1, 1_024));
        set(&mut self.waiting, count("waiting", 0, 65_536));
        set(&mut self.memory_mib, count("memory_mib", 16, 1 << 20));
        set(&mut self.answer_mib, count("answer_mib", 1, 16_384));
        set(&mut self.upload_mib, count("upload_mib", 1, 1 << 20));
        set(&mut self.time_ms, fields.take("time").and_then(|yaml| reader.length_ms(yaml)));
        fields.finish(reader);
    }
}
