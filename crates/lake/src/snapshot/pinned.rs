//! A Delta table at its published version, opened when it is first read.

use std::sync::Arc;

use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::ScalarValue;
use datafusion::datasource::{MemTable, TableType};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{Column, Literal};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;
use deltalake::DeltaTable;
use deltalake::delta_datafusion::{DeltaScanConfig, DeltaScanNext};
use tokio::sync::OnceCell;

use crate::delta::{Tables, failed};
use crate::evolve::Difference;
use crate::readers::Mark;
use crate::state::PublishedTable;
use crate::stored::Stored;
use crate::{LakeError, evolve};

/// All rows of one published version, whatever is visible of them. Opening a table reads its log, so a question
/// about one table does not wait for the others.
#[derive(Debug)]
pub(crate) struct PinnedTable {
    tables: Tables,
    stored: Stored,
    published: Option<PublishedTable>,
    opened: OnceCell<DeltaTable>,
    /// Keeps the version's files from being cleared away.
    mark: Option<Arc<Mark>>,
}

impl PinnedTable {
    /// A table that was never published has no rows.
    pub(crate) fn new(tables: Tables, stored: Stored, published: Option<PublishedTable>) -> Self {
        Self { tables, stored, published, opened: OnceCell::new(), mark: None }
    }

    /// The same, its files kept by a reader's mark.
    pub(crate) fn kept_by(mut self, mark: Option<Arc<Mark>>) -> Self {
        self.mark = mark;
        self
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

    async fn rows(&self) -> Result<Rows> {
        let outside = |error: LakeError| DataFusionError::External(error.into());
        let Some(table) = self.open().await.map_err(outside)? else {
            let provider = Arc::new(MemTable::try_new(self.stored.schema.clone(), vec![vec![]])?);
            return Ok(Rows { provider, lacking: None });
        };
        let difference = evolve::difference(&self.stored, table).map_err(outside)?;
        let (mut schema, mut lacking) = (self.stored.schema.clone(), None);
        if !difference.missing.is_empty() {
            let has = |field: &&FieldRef| !difference.lacks(field.name());
            schema = Arc::new(Schema::new(schema.fields().iter().filter(has).cloned().collect::<Vec<_>>()));
            lacking = Some(difference);
        }
        let mut config =
            DeltaScanConfig::new().with_wrap_partition_values(false).with_parquet_pushdown(false).with_schema(schema);
        config.schema_force_view_types = false;
        let snapshot = table.snapshot().map_err(|error| DataFusionError::External(error.into()))?;
        Ok(Rows { provider: Arc::new(DeltaScanNext::new(snapshot.snapshot().clone(), config)?), lacking })
    }
}

/// The columns that a table has, and what it lacks where an earlier tenure wrote it.
struct Rows {
    provider: Arc<dyn TableProvider>,
    lacking: Option<Difference>,
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
        let Rows { provider, lacking } = self.rows().await?;
        let lacks = |name: &str| lacking.as_ref().is_some_and(|lacking| lacking.lacks(name));
        let known = |filter: &&Expr| !filter.column_refs().iter().any(|column| lacks(column.name()));
        let filters: Vec<&Expr> = filters.iter().filter(known).collect();
        let supported = provider.supports_filters_pushdown(&filters)?;
        let pruning: Vec<_> = filters
            .into_iter()
            .zip(supported)
            .filter(|(_, support)| *support != TableProviderFilterPushDown::Unsupported)
            .map(|(filter, _)| filter.clone())
            .collect();
        if lacking.is_none() {
            return provider.scan(session, projection, &pruning, limit).await;
        }
        let wanted = match projection {
            Some(wanted) => wanted.iter().map(|place| self.stored.schema.field(*place)).collect::<Vec<_>>(),
            None => self.stored.schema.fields().iter().map(AsRef::as_ref).collect(),
        };
        let (mut places, mut columns): (_, Vec<(Arc<dyn PhysicalExpr>, String)>) = (Vec::new(), Vec::new());
        for field in wanted {
            let column: Arc<dyn PhysicalExpr> = if lacks(field.name()) {
                Arc::new(Literal::new(ScalarValue::try_from(field.data_type())?))
            } else {
                places.push(provider.schema().index_of(field.name())?);
                Arc::new(Column::new(field.name(), places.len() - 1))
            };
            columns.push((column, field.name().clone()));
        }
        let found = provider.scan(session, Some(&places), &pruning, limit).await?;
        Ok(Arc::new(ProjectionExec::try_new(columns, found)?))
    }
}
