//! Money in other currencies on days that have no exchange rate.

use model::{Message, tables};

use super::{Amount, Check, Finding, Found, Severity};
use crate::engine::Engine;
use crate::{EngineError, MissingRate};

impl Engine {
    /// Finds the days and pairs that money of the workspace needs a rate for and that have none.
    pub(super) async fn judge_rates(&self, found: &mut Found) -> Result<(), EngineError> {
        found.look(Check::MissingRates, 1);
        let missing = self.all_missing().await?;
        if missing.is_empty() {
            return Ok(());
        }
        found.findings.push(Finding {
            check: Check::MissingRates,
            severity: Severity::Error,
            place: tables::FX_RATES.name.to_owned(),
            value: Some(Amount::Count(missing.iter().map(MissingRate::days).sum())),
            bar: Some(Amount::Count(0)),
            detail: Some(Message::new("engine.check.missing_rates.detail").with("list", MissingRate::list(&missing))),
        });
        Ok(())
    }
}
