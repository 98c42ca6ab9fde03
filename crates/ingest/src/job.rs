//! One import under way: what was asked for, what was found out, and what was made of the rows so far.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::compute::filter_record_batch;
use datafusion::prelude::SessionContext;
use jiff::tz::TimeZone;
use model::{
    CanonicalBatch, Column, Currency, DayOrder, Deletions, FileColumns, Kind, Message, Micros, Place, Recipe, Reject,
    Sink, SourceColumns, Watermark, system,
};

use crate::account::Account;
use crate::columns::SeenColumns;
use crate::currency::Fallback;
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::feed::Feed;
use crate::identity::Identity;
use crate::kinds::Kinds;
use crate::mapping::{self, Expressions, SqlOptions, Way};
use crate::parse::Reading;
use crate::plan::Plan;
use crate::recipe;
use crate::settle::Unsettled;
use crate::shapes::{Given, Shape, order_lines::Met};
use crate::source::{Flaw, Format, Header, How, SourceBatch};
use crate::styles::{Styles, Told};
use crate::watermark::{self, Latest};
use crate::{IngestError, Mapping, Request, Target, files, rows, shapes};

/// The state of one import.
pub struct Job {
    pub target: Target,
    pub mapping: Option<Mapping>,
    namespace: String,
    pub source: String,
    pub session: Option<(SessionContext, SqlOptions)>,
    pub reading: Reading,
    /// What the values of the present file say about how they are written.
    pub evidence: Evidence,
    /// Batches of the present file that wait for more of it to say how they are read.
    pub unsettled: Unsettled,
    /// The orders of day and month that columns of any file were read in, with the first such file.
    pub shown_orders: BTreeMap<&'static str, BTreeMap<DayOrder, Arc<str>>>,
    /// Whether rows come apart from their files, so that there is no more of the file to wait for.
    pub apart: bool,
    pub identity: Identity,
    latest: Latest,
    told_us: Option<Micros>,
    pub plan: Option<(Arc<Header>, Arc<Plan>)>,
    recipe: Option<(Arc<Header>, Arc<Recipe>)>,
    pub present_file: Option<Arc<str>>,
    held: Held,
    pub columns: SeenColumns,
    kinds: Kinds,
    given: Given,
    /// The last order of the batch before, which may have more lines.
    pub waiting: Option<SourceBatch>,
    pub account: Account,
}

/// What an import reads rows as.
pub struct Setup {
    pub target: Target,
    pub mapping: Option<Mapping>,
    pub namespace: String,
    /// The mapping's name, else the namespace.
    pub source: String,
    /// Of times without an offset.
    pub zone: TimeZone,
    pub told: Told,
    pub now_us: Micros,
    pub currency: Option<Currency>,
}

/// Rows that are written at the end, unless another row has taken their identity.
#[derive(Default)]
struct Held {
    batches: Vec<CanonicalBatch>,
    taken: HashSet<u128>,
}

/// What one batch of the source became.
#[derive(Default)]
pub struct Outcome {
    pub batches: Vec<CanonicalBatch>,
    pub deletions: Vec<Deletions>,
    pub rejects: Vec<Reject>,
}

impl Job {
    /// Checks what was asked for and opens the files.
    ///
    /// # Errors
    /// [`IngestError`] for names, zones and files that are none, and queries that cannot be planned.
    pub async fn start(request: &Request) -> Result<(Self, Feed), IngestError> {
        let options = &request.options;
        let mapping = request.mapping.clone();
        let inner = mapping.as_ref().map(|mapping| mapping.inner.as_ref());
        if let Some(inner) = inner.filter(|inner| inner.table != request.table) {
            return Err(IngestError::MappingForOther {
                mapping: inner.name.clone(),
                table: inner.table.clone(),
                asked: request.table.clone(),
            });
        }
        let zone = match options.time_zone.as_deref().or_else(|| inner?.time_zone.as_deref()) {
            Some(name) => zone(name)?,
            None => options.workspace_zone.clone(),
        };
        let told_us = options.complete_through.map(|day| watermark::told(day, &zone, options.now_us)).transpose()?;
        let namespace = options.namespace.clone().or_else(|| inner?.namespace.clone());
        let namespace = namespace.unwrap_or_else(|| "main".to_owned());
        // An id is asked for as `namespace:id`.
        if namespace.trim().is_empty() || namespace.contains(|sign: char| sign == ':' || sign.is_control()) {
            return Err(IngestError::Namespace { namespace });
        }
        let source = inner.map_or_else(|| namespace.clone(), |inner| inner.name.clone());
        let told = Told {
            day_order: options.day_order.or_else(|| inner?.told.day_order),
            decimal_sign: options.decimal_sign.or_else(|| inner?.told.decimal_sign),
        };
        let target = Target::find(&request.table)?;
        let how = How {
            delimiter: options.delimiter.or_else(|| inner?.delimiter),
            header: options.header.or_else(|| inner?.header),
            called: options.called.clone(),
            encoding: options.encoding.clone().or_else(|| inner?.encoding.clone()),
            sheet: options.sheet.clone().or_else(|| inner?.sheet.clone()),
            target: mapping.is_none().then(|| target.clone()),
        };
        let files = files::expand(&named_files(request))?;
        let mut job = Self::new(Setup {
            target,
            mapping,
            namespace,
            source,
            zone,
            told,
            now_us: options.now_us,
            currency: options.currency,
        })?;
        job.told_us = told_us;
        job.kinds = Kinds::of(options, job.target.table, &job.source);
        let feed = match (&job.session, &job.mapping) {
            (Some(session), Some(mapping)) if matches!(mapping.inner.way, Way::Query(_)) => {
                let done = Arc::new(AtomicU64::new(0));
                let query = mapping::run_query((&session.0, &session.1), mapping, &files, &how, &done).await?;
                Feed::query(query, &files, done)
            }
            _ => Feed::files(files, how),
        };
        Ok((job, feed))
    }

    /// An import that was given no rows yet.
    ///
    /// # Errors
    /// [`IngestError::Query`] when the mapping's SQL cannot be set up.
    pub fn new(setup: Setup) -> Result<Self, IngestError> {
        let Setup { target, mapping, namespace, source, zone, told, now_us, currency } = setup;
        let session = match &mapping {
            Some(mapping) => Some(session(mapping, &zone, told)?),
            None => None,
        };
        let mut latest = Latest::default();
        latest.name(target.table);
        Ok(Self {
            reading: Reading {
                table: target.name,
                identity: target.table.identity,
                zone,
                now_us,
                styles: Styles { told, ..Styles::default() },
                currency: Fallback {
                    // The lines of an order agree on its currency; what no line says is filled in for the order.
                    fill: currency.filter(|_| target.shape != Shape::OrderLines),
                    own: currency,
                },
                met: Met::new(),
            },
            given: Given { now_us, currency },
            waiting: None,
            identity: Identity::new(namespace.clone(), source.clone()),
            target,
            mapping,
            namespace,
            source,
            session,
            evidence: Evidence::default(),
            unsettled: Unsettled::default(),
            shown_orders: BTreeMap::new(),
            apart: false,
            latest,
            told_us: None,
            plan: None,
            recipe: None,
            present_file: None,
            held: Held::default(),
            columns: SeenColumns::default(),
            kinds: Kinds::default(),
            account: Account::default(),
        })
    }

    /// The orders of day and month that each column of times was read in, by telling or by the values of each file.
    pub fn day_orders(&self) -> BTreeMap<String, BTreeSet<DayOrder>> {
        let shown = self.shown_orders.iter().map(|(column, orders)| (*column, orders.keys().copied().collect()));
        let is_time = |kind| matches!(kind, Kind::Time | Kind::Date);
        let told = self.reading.styles.told.day_order.map(|order| {
            let columns = self.target.columns.iter().filter(|column| is_time(column.kind));
            columns.map(move |column| (column.name, BTreeSet::from([order]))).collect::<Vec<_>>()
        });
        told.into_iter().flatten().chain(shown).map(|(column, orders)| (column.to_owned(), orders)).collect()
    }

    /// Reads rows apart from the files that they came from, as these were found out to be written.
    pub fn reads_apart(&mut self, recipe: &Recipe) {
        let styles = &mut self.reading.styles;
        for column in &self.target.columns {
            if let Some(order) = recipe.day_orders.get(column.name) {
                styles.day_orders.insert(column.name, *order);
            }
        }
        styles.decimal_signs.clone_from(&recipe.decimal_signs);
        self.apart = true;
    }

    /// Takes the next batch of the source, and makes canonical rows of what is complete.
    ///
    /// # Errors
    /// [`IngestError`] when the source does not fit the target.
    pub fn take(&mut self, batch: SourceBatch) -> Result<Outcome, IngestError> {
        if self.target.shape == Shape::OrderLines { self.take_orders(batch) } else { self.make(batch) }
    }

    /// Makes canonical rows of a batch whose dates and numbers are known how to be read.
    ///
    /// # Errors
    /// [`IngestError`] when the source does not fit the target.
    pub fn make_settled(&mut self, batch: &SourceBatch, plan: &Plan) -> Result<Outcome, IngestError> {
        let mut outcome = Outcome::default();
        let mut mapped = plan.apply(batch)?;
        self.account.note(batch, mapped.filtered);
        let deleted = mapped.deleted.take();
        let mut checked = rows::check(&self.target, batch, mapped, &mut self.reading)?;
        if let Some(deleted) = deleted {
            let deleted = rows::deleted(&self.target, batch, *deleted, &mut self.reading)?;
            checked.bad.extend(deleted.bad);
            self.account.deleted += deleted.good.lines.len() as u64;
            for rows in shapes::expand(&self.target, deleted.good, self.given)?.rows {
                outcome.deletions.extend(self.identity.deletions(&rows)?);
            }
        }
        if !(batch.flaws.is_empty() && checked.bad.is_empty()) {
            let recipe = self.recipe(batch);
            for Flaw { line, failure, raw } in &batch.flaws {
                let place = Place { file: batch.file.to_string(), line: *line };
                outcome.rejects.push(self.reject(place, failure.clone(), raw.clone(), &recipe));
            }
            for (row, failure) in checked.bad {
                let place = Place { file: batch.file_of(row).to_owned(), line: batch.lines[row] };
                outcome.rejects.push(self.reject(place, failure, batch.raw_row(row), &recipe));
            }
        }
        for remark in checked.remarks {
            let row = remark.row;
            let place = |row: usize| Place { file: batch.file_of(row).to_owned(), line: batch.lines[row] };
            self.account.notes.add(remark, || row.map(place));
        }
        self.account.reject(&outcome.rejects);
        let expanded = shapes::expand(&self.target, checked.good, self.given)?;
        let holds = !expanded.unless_taken.is_empty();
        for rows in expanded.rows.into_iter().filter(|rows| rows.len() > 0) {
            self.latest.note(&rows);
            let batch = self.identity.name(rows)?;
            if holds {
                self.held.taken.extend(row_ids(&batch));
            }
            outcome.batches.push(batch);
        }
        for rows in expanded.unless_taken.into_iter().filter(|rows| rows.len() > 0) {
            self.latest.note(&rows);
            let batch = self.identity.name(rows)?;
            self.held.batches.push(batch);
        }
        Ok(outcome)
    }

    /// Ends the import: the rows that were held back until every other was seen.
    ///
    /// # Errors
    /// [`IngestError`] for a column that a mapping uses and no object of JSON lines had, and for an attribute whose values
    /// are of another kind than before.
    pub fn finish(&mut self) -> Result<Outcome, IngestError> {
        let mut outcome = self.take_waiting()?;
        outcome.add(self.settle_file()?);
        if let Some((header, plan)) = &self.plan
            && let Plan::Mapping(expressions) = plan.as_ref()
            && let Some((name, sql)) = expressions.absent.first()
        {
            let nearest = model::nearest(name, header.names.iter().map(String::as_str)).map(str::to_owned);
            return Err(IngestError::MappingSource { spot: sql.spot.clone(), name: name.clone(), nearest });
        }
        self.kinds.hold(&self.target, &self.account.matched, &self.columns.all())?;
        outcome.batches.extend(self.release()?);
        Ok(outcome)
    }

    /// The rows that were held back and whose identity no row so far has taken.
    ///
    /// # Errors
    /// [`IngestError::Arrow`] when rows cannot be cut out.
    pub fn release(&mut self) -> Result<Vec<CanonicalBatch>, IngestError> {
        let mut batches = Vec::new();
        for batch in std::mem::take(&mut self.held.batches) {
            let keep: BooleanArray = row_ids(&batch).map(|id| Some(!self.held.taken.contains(&id))).collect();
            let rows = filter_record_batch(&batch.rows, &keep)?;
            if rows.num_rows() > 0 {
                batches.push(CanonicalBatch { table: batch.table, rows });
            }
        }
        Ok(batches)
    }

    /// How far the files are complete.
    pub fn watermarks(&self) -> Vec<Watermark> {
        self.latest.watermarks(&self.source, self.told_us, &self.reading.zone, self.reading.now_us)
    }

    /// Which columns of the tables each file has. The currency of rows that name none is told as well.
    pub fn file_columns(&self) -> Vec<FileColumns> {
        let all = self.account.had.iter().flat_map(|(file, (columns, rest))| {
            let mut columns = columns.clone();
            let is_currency = |column: &&&Column| column.kind == Kind::Currency && self.given.currency.is_some();
            columns.extend(self.target.columns.iter().filter(is_currency).map(|column| column.name));
            shapes::file_columns(&self.target, file, (&columns, rest.as_ref()))
        });
        all.collect()
    }

    /// The columns that the files had.
    pub fn columns(&self) -> SourceColumns {
        SourceColumns { table: self.target.table, source: self.source.clone(), columns: self.columns.all() }
    }

    /// Finds out how batches of this header become columns of the target.
    ///
    /// # Errors
    /// [`IngestError`] when the source does not fit the target.
    pub fn plan(&mut self, batch: &SourceBatch) -> Result<(), IngestError> {
        if self.plan.as_ref().is_some_and(|(header, _)| Arc::ptr_eq(header, &batch.header)) {
            return Ok(());
        }
        let plan = match (&self.session, &self.mapping) {
            (Some(session), Some(mapping)) if matches!(mapping.inner.way, Way::Columns { .. }) => Plan::Mapping(
                Box::new(Expressions::compile((&session.0, &session.1.turns), mapping, &self.target, batch)?),
            ),
            _ => Plan::by_header(&batch.file, &batch.header, &self.target)?,
        };
        // A query gives whole rows, whatever files they were made of.
        if batch.header.layout.format != Format::Query {
            self.account.has(&batch.file, plan.has(&batch.header, &self.target));
        }
        self.account.plan(&batch.file, plan.matched(&batch.header, &self.target), plan.ignored(&batch.header));
        self.plan = Some((Arc::clone(&batch.header), Arc::new(plan)));
        Ok(())
    }

    fn reject(&self, place: Place, failure: Failure, raw: String, recipe: &Arc<Recipe>) -> Reject {
        Reject {
            table: self.target.table.name,
            place,
            rule: failure.rule,
            message: failure.message,
            raw,
            recipe: Arc::clone(recipe),
            replaces: None,
        }
    }

    /// How the rows of a batch were read. It is the same for all batches of one header, once they have shown the order of
    /// day and month of every column.
    fn recipe(&mut self, batch: &SourceBatch) -> Arc<Recipe> {
        // The rows of a query's files are told under the query's header and were not read by it. Of an order, rows that
        // are corrected apart from the others would make another order.
        let below = self.target.shape == Shape::OrderLines
            || (batch.header.layout.format == Format::Query && !batch.flaws.is_empty());
        let known = self
            .recipe
            .take()
            .filter(|(header, recipe)| Arc::ptr_eq(header, &batch.header) && self.shown_by(recipe) && !below);
        let of = recipe::Of {
            target: &self.target,
            mapping: self.mapping.as_ref(),
            namespace: &self.namespace,
            source: &self.source,
            reading: &self.reading,
        };
        let (header, recipe) =
            known.unwrap_or_else(|| (Arc::clone(&batch.header), Arc::new(of.rows(&batch.header, below))));
        self.recipe = (!below).then(|| (header, Arc::clone(&recipe)));
        recipe
    }
}

impl Job {
    /// How rows of this header are read one by one.
    pub fn recipe_of(&self, header: &Header) -> Recipe {
        let of = recipe::Of {
            target: &self.target,
            mapping: self.mapping.as_ref(),
            namespace: &self.namespace,
            source: &self.source,
            reading: &self.reading,
        };
        of.rows(header, false)
    }

    /// Whether a recipe says all that columns have shown so far.
    fn shown_by(&self, recipe: &Recipe) -> bool {
        let styles = &self.reading.styles;
        recipe.day_orders.len() == styles.day_orders.len() && recipe.decimal_signs == styles.decimal_signs
    }
}

impl Outcome {
    /// Hands everything over to where it is kept.
    ///
    /// # Errors
    /// [`IngestError::Sink`] when it cannot be kept.
    pub async fn hand_over(self, sink: &mut dyn Sink) -> Result<(), IngestError> {
        for batch in self.batches {
            sink.write(batch).await?;
        }
        for deletions in self.deletions {
            sink.delete(deletions).await?;
        }
        if !self.rejects.is_empty() {
            sink.reject(self.rejects).await?;
        }
        Ok(())
    }

    /// Adds what became of later rows.
    pub fn add(&mut self, later: Self) {
        self.batches.extend(later.batches);
        self.deletions.extend(later.deletions);
        self.rejects.extend(later.rejects);
    }
}

/// The zone of this name.
///
/// # Errors
/// [`IngestError::TimeZone`] for a name that no zone has.
pub fn zone(name: &str) -> Result<TimeZone, IngestError> {
    TimeZone::get(name).map_err(|_| IngestError::TimeZone { zone: name.to_owned() })
}

fn named_files(request: &Request) -> Vec<PathBuf> {
    if !request.files.is_empty() {
        return request.files.clone();
    }
    request.mapping.iter().filter_map(|mapping| mapping.inner.file.as_ref()).map(PathBuf::from).collect()
}

fn session(mapping: &Mapping, zone: &TimeZone, told: Told) -> Result<(SessionContext, SqlOptions), IngestError> {
    let options = SqlOptions::new(zone.clone(), told);
    let session = mapping::session(&options).map_err(|error| IngestError::Query {
        spot: crate::Spot { source: Arc::clone(&mapping.inner.source), span: 0..0 },
        why: Message::new("ingest.sql.why").with("why", error.strip_backtrace()),
    })?;
    Ok((session, options))
}

fn row_ids(batch: &CanonicalBatch) -> impl Iterator<Item = u128> {
    let ids = batch.rows.column_by_name(system::ROW_ID).and_then(|ids| ids.as_binary_opt::<i32>());
    ids.into_iter()
        .flat_map(|ids| (0..ids.len()).map(|row| <[u8; 16]>::try_from(ids.value(row)).map_or(0, u128::from_le_bytes)))
}
