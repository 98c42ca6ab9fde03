//! Read-only SQL over the canonical tables, the derived relations and `metric('id', …)`, which counts customers; `account_metric('id', …)` counts accounts.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::prelude::DataFrame;

use crate::engine::Engine;
use crate::metric_table::MetricTable;
use crate::params::Params;
use crate::session::Bench;
use crate::{EngineError, Subject, session};

impl Engine {
    /// Runs one query; the rows come back with their schema, so that an empty result has columns too.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the text is no query, would change something, or asks for what cannot be computed;
    /// [`EngineError::Sql`] when the tables cannot be read.
    pub async fn sql(&self, sql: &str) -> std::result::Result<(SchemaRef, Vec<RecordBatch>), EngineError> {
        let failed = |error| {
            let of_text = is_of_text(&error);
            let error = EngineError::sql("sql", error);
            if of_text { error.of_question() } else { error }
        };
        let wanted: BTreeSet<String> = self
            .catalog
            .relations
            .keys()
            .filter(|name| !name.starts_with(session::LIFECYCLE))
            .cloned()
            .chain([session::LIFECYCLE.to_owned()])
            .collect();
        let (basis, params) = (self.settings.activity.basis, Params::of_settings(&self.settings).at(self.as_of_us()));
        let mut bench = Bench::new(self, basis, params, None).await?;
        bench.register(&self.catalog, &wanted).await?;
        for (name, subject) in [("metric", Subject::Customer), ("account_metric", Subject::Account)] {
            bench.context.register_udtf(name, Arc::new(MetricTable { engine: self.clone(), subject }));
        }
        let rows = read(&bench.context, sql).await.map_err(failed)?;
        let schema = Arc::new(rows.schema().as_arrow().clone());
        Ok((schema, rows.collect().await.map_err(failed)?))
    }
}

/// Whether an error is one of the text that was asked, and not of the machine under it.
fn is_of_text(error: &DataFusionError) -> bool {
    use DataFusionError as E;
    !matches!(
        error.find_root(),
        E::IoError(_)
            | E::ObjectStore(_)
            | E::ParquetError(_)
            | E::ResourcesExhausted(_)
            | E::External(_)
            | E::Internal(_)
    )
}

/// Plans one query. Nothing else is planned, whoever wrote the text: a statement that writes files, reads them by path or
/// changes the session is refused.
///
/// # Errors
/// When the text is not one query.
pub(crate) async fn read(session: &SessionContext, sql: &str) -> Result<DataFrame> {
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    session.sql_with_options(sql, options).await
}
