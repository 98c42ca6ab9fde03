//! Reading and writing Delta tables through the durable store.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::prelude::SessionContext;
use deltalake::kernel::Transaction;
use deltalake::kernel::transaction::CommitProperties;
use deltalake::protocol::SaveMode;
use deltalake::{DeltaTable, DeltaTableBuilder, DeltaTableError};
use futures::TryStreamExt;
use object_store::ObjectStore;
use url::Url;

use crate::stored::Stored;
use crate::{LakeError, evolve};

/// The application whose transactions the commits carry.
const APPLICATION: &str = "tenure";

/// The folder of Delta tables.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    folder: PathBuf,
    store: Arc<dyn ObjectStore>,
}

/// One attempt to commit: the session that computes rows and the number every commit carries.
pub(crate) struct Attempt<'a> {
    pub context: &'a SessionContext,
    pub number: i64,
}

impl Tables {
    pub(crate) fn new(folder: PathBuf, store: Arc<dyn ObjectStore>) -> Self {
        Self { folder, store }
    }

    /// The folder of all tables.
    pub(crate) fn top(&self) -> &Path {
        &self.folder
    }

    /// The folder of one table.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Opens a table at a version.
    pub(crate) async fn at(&self, name: &str, version: u64) -> Result<DeltaTable, LakeError> {
        let table = self.builder(name)?.with_version(version).load().await;
        table.map_err(|source| failed(name, source))
    }

    /// Opens a table at its newest version, published or not; none when nothing was ever committed to it.
    pub(crate) async fn newest(&self, name: &str) -> Result<Option<DeltaTable>, LakeError> {
        let mut table = self.builder(name)?.build().map_err(|source| failed(name, source))?;
        let exists = table.verify_deltatable_existence().await.map_err(|source| failed(name, source))?;
        if !exists {
            return Ok(None);
        }
        table.load().await.map_err(|source| failed(name, source))?;
        Ok(Some(table))
    }

    /// Every data file that a version or one before it names, as it lies on the disk.
    pub(crate) async fn known_files(&self, name: &str, version: u64) -> Result<HashSet<PathBuf>, LakeError> {
        let failed = |source| failed(name, source);
        let table = self.at(name, version).await?;
        let (snapshot, folder) = (table.snapshot().map_err(failed)?, self.folder(name));
        let mut known: HashSet<_> =
            snapshot.log_data().into_iter().map(|file| folder.join(file.path().as_ref())).collect();
        let log_store = table.log_store();
        let mut removed = snapshot.all_tombstones(log_store.as_ref());
        while let Some(file) = removed.try_next().await.map_err(failed)? {
            known.insert(folder.join(file.path().as_ref()));
        }
        Ok(known)
    }

    /// Appends a plan's rows; makes the table when it is absent.
    pub(crate) async fn append(
        &self,
        stored: &Stored,
        plan: LogicalPlan,
        attempt: &Attempt<'_>,
    ) -> Result<u64, LakeError> {
        let failed = |source| failed(stored.name, source);
        let table = match self.newest(stored.name).await? {
            Some(table) => evolve::widen(stored, table).await?,
            None => self.create(stored).await?,
        };
        self.refuse_repeat(stored, &table, attempt, "append").await?;
        let written = table
            .write(Vec::new())
            .with_save_mode(SaveMode::Append)
            .with_input_plan(plan)
            .with_session_state(Arc::new(attempt.context.state()))
            .with_writer_properties(stored.properties())
            .with_write_batch_size(8192)
            .with_commit_properties(transaction(attempt, "append"))
            .await
            .map_err(failed)?;
        version(stored.name, &written)
    }

    /// Sets columns of the rows that match, rewriting the files that hold them.
    pub(crate) async fn update(
        &self,
        stored: &Stored,
        predicate: Expr,
        set: (&str, Expr),
        attempt: &Attempt<'_>,
    ) -> Result<u64, LakeError> {
        let failed = |source| failed(stored.name, source);
        let table = self.newest(stored.name).await?.ok_or(DeltaTableError::NotInitialized).map_err(failed)?;
        let table = evolve::widen(stored, table).await?;
        self.refuse_repeat(stored, &table, attempt, "update").await?;
        let (column, value) = set;
        let (written, _) = table
            .update()
            .with_predicate(predicate)
            .with_update(column, value)
            .with_session_state(Arc::new(attempt.context.state()))
            .with_writer_properties(stored.properties())
            .with_commit_properties(transaction(attempt, "update"))
            .await
            .map_err(failed)?;
        version(stored.name, &written)
    }

    /// Takes the rows that match out of a table, rewriting the files that hold them. Earlier versions still have them.
    pub(crate) async fn delete(
        &self,
        stored: &Stored,
        predicate: Expr,
        attempt: &Attempt<'_>,
    ) -> Result<u64, LakeError> {
        let failed = |source| failed(stored.name, source);
        let table = self.newest(stored.name).await?.ok_or(DeltaTableError::NotInitialized).map_err(failed)?;
        self.refuse_repeat(stored, &table, attempt, "delete").await?;
        let (written, _) = table
            .delete()
            .with_predicate(predicate)
            .with_session_state(Arc::new(attempt.context.state()))
            .with_writer_properties(stored.properties())
            .with_commit_properties(transaction(attempt, "delete"))
            .await
            .map_err(failed)?;
        version(stored.name, &written)
    }

    /// Puts a table back to a version, as a new commit on top.
    pub(crate) async fn restore(&self, name: &str, table: DeltaTable, to: u64) -> Result<u64, LakeError> {
        let (table, _) = table.restore().with_version_to_restore(to).await.map_err(|source| failed(name, source))?;
        version(name, &table)
    }

    /// The library refuses two writers that commit one transaction at once, but not one that commits it again
    /// later: the number is read back first.
    pub(crate) async fn refuse_repeat(
        &self,
        stored: &Stored,
        table: &DeltaTable,
        attempt: &Attempt<'_>,
        step: &str,
    ) -> Result<(), LakeError> {
        let failed = |source| failed(stored.name, source);
        let snapshot = table.snapshot().map_err(failed)?;
        let last = snapshot.transaction_version(table.log_store().as_ref(), application(step)).await.map_err(failed)?;
        match last {
            Some(last) if last >= attempt.number => {
                Err(LakeError::Repeated { table: stored.name.to_owned(), attempt: last })
            }
            _ => Ok(()),
        }
    }

    async fn create(&self, stored: &Stored) -> Result<DeltaTable, LakeError> {
        let failed = |source| failed(stored.name, source);
        let schema = evolve::schema(stored).map_err(|source| failed(source.into()))?;
        let table = self.builder(stored.name)?.build().map_err(failed)?;
        table
            .create()
            .with_columns(schema.fields().cloned())
            .with_partition_columns(stored.partition)
            .with_configuration([(evolve::MEASURED, Some(stored.measured.join(",")))])
            .await
            .map_err(failed)
    }

    fn builder(&self, name: &str) -> Result<DeltaTableBuilder, LakeError> {
        let folder = self.folder(name);
        let url = directory(&folder).map_err(|source| failed(name, source))?;
        let builder = DeltaTableBuilder::from_url(url.clone()).map_err(|source| failed(name, source))?;
        Ok(builder.with_storage_backend(self.store.clone(), url))
    }
}

/// The folder's address. The library makes the name of a store of it, in which signs that a path may hold may not stand.
fn directory(folder: &Path) -> Result<Url, DeltaTableError> {
    let mut url = Url::from_directory_path(folder)
        .map_err(|()| DeltaTableError::InvalidTableLocation(folder.display().to_string()))?;
    let mut path = url.path().to_owned();
    for (sign, escaped) in [('@', "%40"), (':', "%3A"), ('[', "%5B"), (']', "%5D"), ('^', "%5E"), ('|', "%7C")] {
        path = path.replace(sign, escaped);
    }
    url.set_path(&path);
    Ok(url)
}

fn version(name: &str, table: &DeltaTable) -> Result<u64, LakeError> {
    table.version().ok_or_else(|| failed(name, DeltaTableError::NotInitialized))
}

pub(crate) fn transaction(attempt: &Attempt<'_>, step: &str) -> CommitProperties {
    CommitProperties::default().with_application_transaction(Transaction::new(application(step), attempt.number))
}

fn application(step: &str) -> String {
    format!("{APPLICATION}-{step}")
}

pub(crate) fn failed(name: &str, source: DeltaTableError) -> LakeError {
    LakeError::Table { table: name.to_owned(), source: Box::new(source) }
}
