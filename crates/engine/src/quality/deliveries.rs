//! What became of the rows of every import.

use catalog::Settings;
use lake::{ImportCount, RejectFilter};
use model::Message;

use super::{Amount, Check, Finding, Found, Inspector, Severity, bar, share};
use crate::EngineError;

/// What one import did with the rows of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub counts: ImportCount,
}

impl Delivery {
    /// Share of its rows that went to quarantine.
    #[must_use]
    pub fn quarantined_share(&self) -> f64 {
        let ImportCount { accepted, unchanged, updated, quarantined, .. } = self.counts;
        share(quarantined, accepted + unchanged + updated + quarantined)
    }
}

impl Inspector<'_> {
    /// Of rows in quarantine those that wait still: a corrected one is bad no more.
    pub(super) async fn deliveries(&self) -> Result<Vec<Delivery>, EngineError> {
        let mut deliveries = Vec::new();
        for mut counts in self.snapshot().import_counts()? {
            if counts.quarantined > 0 {
                let (table, import) = (Some(counts.table.clone()), Some(counts.import));
                let which = RejectFilter { table, import, ..RejectFilter::default() };
                let waiting = self.snapshot().reject_counts(&which).await?.iter().map(|count| count.rows).sum();
                counts.accepted += counts.quarantined.saturating_sub(waiting);
                counts.quarantined = waiting;
            }
            deliveries.push(Delivery { counts });
        }
        Ok(deliveries)
    }
}

/// Imports that were let through with more bad rows than the bar allows.
pub(super) fn judge(deliveries: &[Delivery], settings: &Settings, found: &mut Found) {
    let max_share = bar(Some(&settings.quality.max_bad_share));
    let bad = |delivery: &Delivery| {
        let (value, counts) = (delivery.quarantined_share(), &delivery.counts);
        max_share.filter(|bar| value > *bar).map(|bar| Finding {
            check: Check::QuarantineShare,
            severity: Severity::Error,
            place: format!("{} #{}", counts.table, counts.import),
            value: Some(Amount::Share(value)),
            bar: Some(Amount::Share(bar)),
            detail: Some(Message::new("engine.check.quarantine_share.detail").with("rows", counts.quarantined)),
        })
    };
    found.look(Check::QuarantineShare, deliveries.len());
    found.findings.extend(deliveries.iter().filter_map(bad));
}
