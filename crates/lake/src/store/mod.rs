//! The object store under the Delta tables: the local file system, made durable.

mod disk;
mod syncing;

#[cfg(test)]
pub(crate) mod failing;

pub(crate) use disk::{Disk, RealDisk};
pub(crate) use syncing::SyncingStore;
