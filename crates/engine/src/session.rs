//! A DataFusion session over one snapshot: the canonical tables, the functions, and the relations a question needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Basis, Catalog};
use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type};
use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::datasource::MemTable;
use datafusion::execution::context::SessionContext;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionConfig;
use model::{Calendar, Currency};

use crate::accounts::Accounts;
use crate::dated::Placed;
use crate::engine::Engine;
use crate::functions::{
    Rates, bitmap_agg, business_ms, channel_of, json_added, json_text, merged_objects, months_since, sentiment_of,
    to_base,
};
use crate::params::Params;
use crate::rates::Gauge;
use crate::reads::Shelf;
use crate::sql::read;
use crate::yielding::Yielding;
use crate::{EngineError, Subject};

/// The relation that states who was active when; the activity basis says which file it is read from.
pub const LIFECYCLE: &str = "lifecycle";

/// A session and the relations it has so far: metrics that are asked together read what they share once.
pub struct Bench {
    pub context: SessionContext,
    pub params: Params,
    /// Where accounts are counted.
    pub roll_up: Option<RollUp>,
    /// The attributes that its subjects have, once somebody has asked.
    pub attributes: Option<BTreeSet<String>>,
    /// Where customers stand in dated cuts, for the frames they were placed in.
    pub placed: Placed,
    /// What its metrics share.
    pub shelf: Shelf,
    /// Where money without a rate is noted: which numbers are short of one. `None` where such money is refused.
    pub gauge: Option<Gauge>,
    basis: Basis,
    registered: BTreeSet<String>,
    /// The views in whose place rows are kept.
    kept: BTreeMap<String, Arc<dyn TableProvider>>,
}

/// Customers rolled up to accounts, and a session that still sees the customers.
pub struct RollUp {
    pub accounts: Arc<Accounts>,
    people: SessionContext,
    registered: BTreeSet<String>,
}

impl RollUp {
    pub fn new(accounts: Accounts, people: SessionContext) -> Self {
        Self { accounts: Arc::new(accounts), people, registered: BTreeSet::new() }
    }
}

impl Bench {
    /// # Errors
    /// As [`open`].
    pub async fn new(
        engine: &Engine,
        basis: Basis,
        params: Params,
        roll_up: Option<RollUp>,
    ) -> Result<Self, EngineError> {
        let context = open(engine).await?;
        if let Some(roll_up) = &roll_up {
            roll_up.accounts.lay_over(&context).await?;
        }
        Ok(Self { roll_up, ..Self::over(context, basis, params) })
    }

    /// The same, on which money without a rate is null and noted: what is read from it must be held against the gauge.
    ///
    /// # Errors
    /// As [`open`].
    pub async fn noting(
        engine: &Engine,
        basis: Basis,
        params: Params,
        roll_up: Option<RollUp>,
    ) -> Result<Self, EngineError> {
        let (context, rates) = laid_out(engine, true).await?;
        let subject = if roll_up.is_some() { Subject::Account } else { Subject::Customer };
        if let Some(roll_up) = &roll_up {
            roll_up.accounts.lay_over(&context).await?;
        }
        let gauge = Some(Gauge::new(rates, basis, params.clone(), subject));
        Ok(Self { roll_up, gauge, ..Self::over(context, basis, params) })
    }

    /// A bench over tables that were laid out already.
    pub fn over(context: SessionContext, basis: Basis, params: Params) -> Self {
        Self {
            context,
            params,
            roll_up: None,
            attributes: None,
            placed: Placed::new(),
            shelf: Shelf::default(),
            gauge: None,
            basis,
            registered: BTreeSet::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Whom the bench counts.
    pub fn subject(&self) -> Subject {
        if self.roll_up.is_some() { Subject::Account } else { Subject::Customer }
    }

    /// Registers relations and all they read as views, in the order they need each other.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when a relation cannot be planned.
    pub async fn register(&mut self, catalog: &Catalog, wanted: &BTreeSet<String>) -> Result<(), EngineError> {
        for name in wanted {
            for relation in order(catalog, name, self.basis, &mut self.registered) {
                let Some(definition) = catalog.relation(&relation, self.basis) else { continue };
                let failed = |error| EngineError::sql(&relation, error);
                let view = if definition.per_person && self.roll_up.is_some() {
                    self.per_person(catalog, &relation).await?
                } else {
                    let sql = self.params.fill(&definition.sql);
                    read(&self.context, &sql).await.map_err(failed)?.into_view()
                };
                self.context.register_table(relation.as_str(), view).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// A relation made for each person, its rows then rolled up: what two people of an account do at one time is not
    /// one thing done.
    async fn per_person(&mut self, catalog: &Catalog, name: &str) -> Result<Arc<dyn TableProvider>, EngineError> {
        let failed = |error| EngineError::sql(name, error);
        let Some(roll_up) = &mut self.roll_up else { return Err(failed(missing(name))) };
        let people = &roll_up.people;
        for relation in order(catalog, name, self.basis, &mut roll_up.registered) {
            let Some(definition) = catalog.relation(&relation, self.basis) else { continue };
            let failed = |error| EngineError::sql(&relation, error);
            let view = read(people, &self.params.fill(&definition.sql)).await.map_err(failed)?.into_view();
            people.register_table(relation.as_str(), view).map_err(failed)?;
        }
        let rows = people.table(name).await.map_err(failed)?.into_unoptimized_plan();
        roll_up.accounts.rolled_up(rows).map_err(failed)
    }

    /// Reads those of these relations that are shared once, and keeps their rows.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when a relation cannot be read.
    pub async fn keep(&mut self, catalog: &Catalog, wanted: &BTreeSet<String>) -> Result<(), EngineError> {
        let derived = wanted.iter().filter(|name| catalog.relation(name, self.basis).is_some());
        for relation in derived.filter(|name| self.shelf.is_shared(name)) {
            if self.kept.contains_key(relation) {
                continue;
            }
            let failed = |error| EngineError::sql(relation, error);
            let rows = self.context.table(relation.as_str()).await.map_err(failed)?;
            let schema = Arc::new(rows.schema().as_arrow().clone());
            let partitions = rows.collect_partitioned().await.map_err(failed)?;
            // A partition's batches may say nullable where the plan's schema does not: the batches' own word counts.
            let schema = partitions.iter().flatten().next().map_or(schema, |batch| batch.schema());
            let table = MemTable::try_new(schema, partitions).map_err(failed)?;
            let view = self.context.deregister_table(relation.as_str()).map_err(failed)?;
            self.context.register_table(relation.as_str(), Arc::new(table)).map_err(failed)?;
            self.kept.extend(view.map(|view| (relation.clone(), view)));
        }
        Ok(())
    }

    /// Forgets the rows of a relation that no metric to come needs.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the session refuses its view.
    pub fn let_go(&mut self, relation: &str) -> Result<(), EngineError> {
        let Some(view) = self.kept.remove(relation) else { return Ok(()) };
        let failed = |error| EngineError::sql(relation, error);
        self.context.deregister_table(relation).map_err(failed)?;
        self.context.register_table(relation, view).map_err(failed)?;
        Ok(())
    }
}

/// Opens a session whose tables are the snapshot's, with the functions that relations are written with.
///
/// # Errors
/// [`EngineError`] when the snapshot cannot be registered or its rates cannot be read.
pub async fn open(engine: &Engine) -> Result<SessionContext, EngineError> {
    Ok(laid_out(engine, false).await?.0)
}

/// A session, and the rates that money is valued at in it: where there is none, it is noted or refused.
async fn laid_out(engine: &Engine, noting: bool) -> Result<(SessionContext, Arc<Rates>), EngineError> {
    let mut config = SessionConfig::new().with_information_schema(true);
    config.options_mut().sql_parser.enable_ident_normalization = true;
    // Text stays Utf8: the functions here and the reading of plans know one kind of text.
    config.options_mut().execution.parquet.schema_force_view_types = false;
    config.options_mut().sql_parser.map_string_types_to_utf8view = false;
    let mut runtime = RuntimeEnvBuilder::new();
    if let Some(bytes) = engine.memory_bytes {
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(bytes)));
    }
    let runtime = runtime.build_arc().map_err(|error| EngineError::sql("session", error))?;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .with_physical_optimizer_rule(Arc::new(Yielding))
        .build();
    let session = SessionContext::new_with_state(state);
    engine.snapshot.register(&session)?;
    session.register_udaf(bitmap_agg());
    session.register_udf(json_text());
    session.register_udf(json_added());
    session.register_udf(merged_objects());
    session.register_udf(months_since(engine.calendar.clone()));
    session.register_udf(sentiment_of());
    session.register_udf(channel_of(Arc::clone(&engine.settings)));
    session.register_udf(business_ms(Arc::clone(&engine.settings)));
    let rates = rates(&session, engine.currency, &engine.calendar).await?;
    let rates = Arc::new(if noting { rates.noting() } else { rates });
    session.register_udf(to_base(Arc::clone(&rates)));
    Ok((session, rates))
}

fn missing(name: &str) -> DataFusionError {
    DataFusionError::Plan(format!("table '{name}' not found"))
}

/// The relation's dependencies not yet done, then itself.
fn order(catalog: &Catalog, name: &str, basis: Basis, done: &mut BTreeSet<String>) -> Vec<String> {
    let Some(relation) = catalog.relation(name, basis) else { return Vec::new() };
    if !done.insert(name.to_owned()) {
        return Vec::new();
    }
    let mut ordered: Vec<String> = relation.reads.iter().flat_map(|read| order(catalog, read, basis, done)).collect();
    ordered.push(name.to_owned());
    ordered
}

/// The canonical tables that a relation or table is read from, through any number of relations.
pub fn tables_of(catalog: &Catalog, name: &str, basis: Basis, into: &mut BTreeSet<String>) {
    match catalog.relation(name, basis) {
        Some(relation) => relation.reads.iter().for_each(|read| tables_of(catalog, read, basis, into)),
        None => {
            into.insert(name.to_owned());
        }
    }
}

async fn rates(session: &SessionContext, currency: Currency, calendar: &Calendar) -> Result<Rates, EngineError> {
    let mut rates = Rates::new(currency, calendar.clone());
    let failed = |error| EngineError::sql("fx_rates", error);
    let sql = "select date, \"from\", \"to\", rate from fx_rates order by date, \"from\", \"to\"";
    for batch in session.sql(sql).await.map_err(failed)?.collect().await.map_err(failed)? {
        let text = |column: usize| cast(batch.column(column), &DataType::Utf8).map_err(|error| failed(error.into()));
        let (from, to) = (text(1)?, text(2)?);
        let (from, to) = (from.as_string::<i32>(), to.as_string::<i32>());
        let days = batch.column(0).as_primitive::<Date32Type>();
        let values = batch.column(3).as_primitive::<Decimal128Type>();
        for row in (0..batch.num_rows()).filter(|row| days.is_valid(*row)) {
            rates.add(days.value(row), from.value(row), to.value(row), values.value(row));
        }
    }
    Ok(rates)
}
