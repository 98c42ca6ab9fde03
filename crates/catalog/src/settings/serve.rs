//! What the service over HTTP does for a workspace.

use super::set;
use crate::read::{Fields, Reader};

/// How `tenure serve` serves the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serve {
    /// Metrics that stand beside the service's own figures for Prometheus, by their ids.
    pub metrics: Vec<String>,
    /// How often these are asked for anew, in milliseconds.
    pub refresh_ms: i64,
}

impl Default for Serve {
    fn default() -> Self {
        Self { metrics: Vec::new(), refresh_ms: 600_000 }
    }
}

impl Serve {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.metrics, fields.take("metrics").map(|yaml| reader.texts(yaml)));
        set(&mut self.refresh_ms, fields.take("refresh").and_then(|yaml| reader.length_ms(yaml)));
        fields.finish(reader);
    }
}
