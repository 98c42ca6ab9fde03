//! The DataFusion session an import compares and writes with: bounded in memory, spilling beside the staging.

use std::path::Path;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::SessionContext;
use deltalake::delta_datafusion::DeltaSessionContext;

use crate::LakeError;

/// Rows held at once by sorts, joins and groups together, in bytes; more spills to disk.
const MEMORY: usize = 1 << 30;

/// More threads than this wait for the disk rather than for each other.
const THREADS: usize = 2;

/// A session that spills into `folder`.
pub(crate) fn writing(folder: &Path) -> Result<SessionContext, LakeError> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(MEMORY)))
        .with_disk_manager_builder(
            DiskManagerBuilder::default().with_mode(DiskManagerMode::Directories(vec![folder.to_path_buf()])),
        )
        .build_arc()?;
    let context: SessionContext = DeltaSessionContext::with_runtime_env(runtime).into();
    context.state_ref().write().config_mut().options_mut().execution.target_partitions = THREADS;
    Ok(context)
}
