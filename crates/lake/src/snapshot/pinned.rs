//! A Delta table at its published version, opened when it is first read.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::{MemTable, TableType};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use deltalake::DeltaTable;
use deltalake::delta_datafusion::{DeltaScanConfig, DeltaScanNext};
use tokio::sync::OnceCell;

use crate::LakeError;
use crate::delta::{Tables, failed};
use crate::state::PublishedTable;
use crate::stored::Stored;

/// All rows of one published version, whatever is visible of them. Opening a table reads its log, so a question
/// about one table does not wait for the others.
#[derive(Debug)]
pub(crate) struct PinnedTable {
    tables: Tables,
    stored: Stored,
    published: Option<PublishedTable>,
    opened: OnceCell<DeltaTable>,
}

impl PinnedTable {
    /// A table that was never published has no rows.
    pub(crate) fn new(tables: Tables, stored: Stored, published: Option<PublishedTable>) -> Self {
        Self { tables, stored, published, opened: OnceCell::new() }
    }

    pub(crate) fn stored(&self) -> &Stored {
        &self.stored
    }

    /// Whether some rows are closed, so that reading what is known now has to leave them out.
    pub(crate) fn has_closed_rows(&self) -> bool {
        self.published.is_some_and(|published| published.closed_rows > 0)
    }

    /// The data files, relative to the lake's folder.
    pub(crate) async fn files(&self) -> Result<Vec<String>, LakeError> {
        let Some(table) = self.open().await? else {
            return Ok(Vec::new());
        };
        let snapshot = table.snapshot().map_err(|source| failed(self.stored.name, source))?;
        let files = snapshot.log_data().into_iter().map(|file| format!("{}/{}", self.stored.name, file.path()));
        let mut files: Vec<_> = files.collect();
        files.sort_unstable();
        Ok(files)
    }

    async fn open(&self) -> Result<Option<&DeltaTable>, LakeError> {
        let Some(published) = self.published else {
            return Ok(None);
        };
        let open = || self.tables.at(self.stored.name, published.version);
        self.opened.get_or_try_init(open).await.map(Some)
    }

    async fn rows(&self) -> Result<Arc<dyn TableProvider>> {
        let table = self.open().await.map_err(|error| DataFusionError::External(error.into()))?;
        let Some(table) = table else {
            return Ok(Arc::new(MemTable::try_new(self.stored.schema.clone(), vec![vec![]])?));
        };
        let mut config = DeltaScanConfig::new()
            .with_wrap_partition_values(false)
            .with_parquet_pushdown(false)
            .with_schema(self.stored.schema.clone());
        config.schema_force_view_types = false;
        let snapshot = table.snapshot().map_err(|error| DataFusionError::External(error.into()))?;
        Ok(Arc::new(DeltaScanNext::new(snapshot.snapshot().clone(), config)?))
    }
}

#[async_trait]
impl TableProvider for PinnedTable {
    fn schema(&self) -> SchemaRef {
        self.stored.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters only prune files here: what a file keeps is filtered again above the scan.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = self.rows().await?;
        let supported = rows.supports_filters_pushdown(&filters.iter().collect::<Vec<_>>())?;
        let pruning: Vec<_> = filters
            .iter()
            .zip(supported)
            .filter(|(_, support)| *support != TableProviderFilterPushDown::Unsupported)
            .map(|(filter, _)| filter.clone())
            .collect();
        rows.scan(session, projection, &pruning, limit).await
    }
}
