//! The lake's upkeep beside the service: small files are merged when there are many, and what nobody reads is removed.

use std::sync::Arc;
use std::time::Duration;

use lake::{Lake, Upkeep};
use model::Micros;

use crate::Clock;

/// When upkeep is done.
#[derive(Clone, Copy, Debug)]
pub struct Rhythm {
    /// How often the tables are looked at.
    pub pause: Duration,
    /// So many small files of one month are merged.
    pub crowd: usize,
    /// After so many looks without a crowd, old files are removed all the same.
    pub looks: u32,
    /// For how long files stay that no published version names any more.
    pub grace_us: Micros,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { pause: Duration::from_secs(60), crowd: 32, looks: 60, grace_us: 3_600_000_000 }
    }
}

/// Keeps a lake's files few for as long as the service runs.
pub async fn keep_up(lake: Lake, clock: Arc<dyn Clock>, rhythm: Rhythm) {
    let mut looks = 0;
    loop {
        tokio::time::sleep(rhythm.pause).await;
        looks += 1;
        match lake.is_crowded(rhythm.crowd).await {
            Ok(false) if looks < rhythm.looks => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(target: "tenure::upkeep", %error, "the tables could not be looked at");
                continue;
            }
        }
        looks = 0;
        let upkeep =
            Upkeep { now_us: clock.now_us(), grace_us: rhythm.grace_us, least_files: rhythm.crowd, dry_run: false };
        match lake.maintain(&upkeep).await {
            Ok(done) => {
                let merged: u64 = done.tables.iter().map(|table| table.files_before - table.files_after).sum();
                let removed: u64 = done.tables.iter().map(|table| table.removed_files).sum();
                tracing::info!(target: "tenure::upkeep", merged, removed, "upkeep");
            }
            Err(error) => tracing::warn!(target: "tenure::upkeep", %error, "upkeep failed and is tried again"),
        }
    }
}
