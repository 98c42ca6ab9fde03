//! What every analysis stands on: a session with the rows it reads, whose rows count, and the parts it is cut into.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Basis, Measure};
use datafusion::prelude::SessionContext;
use model::{Message, Micros, Period};
use serde::Serialize;

use super::occurrence::{self, Occurrence};
use crate::cuts::{Cuts, Cuttable};
use crate::dated::Placements;
use crate::engine::Engine;
use crate::evaluate::Spot;
use crate::frame::Frame;
use crate::measures::Reader;
use crate::params::Params;
use crate::records::Records;
use crate::rows::told;
use crate::segments::Segments;
use crate::session::Bench;
use crate::subjects::Set;
use crate::{Behind, EngineError, Subject};

/// Whom an analysis is about, and how they are divided.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// Attributes to cut by.
    pub by: Vec<String>,
    /// A SQL condition over the subjects' attributes.
    pub filter: Option<String>,
    /// In place of the workspace's activity basis.
    pub basis: Option<Basis>,
    pub subject: Subject,
}

/// What every analysis' answer states, so that it can be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// IANA zone that days begin in.
    pub time_zone: String,
    /// The activity basis, by its name.
    pub basis: &'static str,
    pub subject: Subject,
    /// RFC 3339 instant of the state of knowledge.
    pub as_of: String,
    /// Id of the snapshot that was read.
    pub snapshot: String,
    /// Names the settings and the catalog; `None` where nobody said which these are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definitions: Option<String>,
    /// Subjects left out by the workspace's `exclude` rules.
    pub excluded: u64,
}

/// The value of each cut, and the subjects who have it.
pub struct Division {
    pub by: Vec<(String, Option<String>)>,
    pub subjects: Set,
}

/// An analysis at work.
pub struct Study<'a> {
    engine: &'a Engine,
    population: &'a Population,
    bench: Bench,
    params: Params,
    basis: Basis,
}

impl<'a> Study<'a> {
    /// Opens a session for an analysis.
    ///
    /// # Errors
    /// [`EngineError`] when the snapshot cannot be read.
    pub async fn open(engine: &'a Engine, population: &'a Population) -> Result<Self, EngineError> {
        let params = Params::of_settings(&engine.settings).at(engine.as_of_us());
        Self::open_with(engine, population, params).await
    }

    /// Opens a session for an analysis that takes parameters of its own.
    ///
    /// # Errors
    /// As [`Study::open`].
    pub async fn open_with(
        engine: &'a Engine,
        population: &'a Population,
        params: Params,
    ) -> Result<Self, EngineError> {
        let basis = population.basis.unwrap_or(engine.settings.activity.basis);
        let roll_up = engine.roll_up(population.subject).await?;
        let bench = Bench::new(engine, basis, params.of_relations(&engine.catalog), roll_up).await?;
        Ok(Self { engine, population, bench, params, basis })
    }

    /// The engine that was asked.
    pub fn engine(&self) -> &'a Engine {
        self.engine
    }

    /// The session itself.
    pub fn context(&self) -> &SessionContext {
        &self.bench.context
    }

    /// The activity basis that counts.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    pub fn params(&self) -> &Params {
        &self.params
    }

    /// What a name stands for, its rows laid out.
    ///
    /// # Errors
    /// [`EngineError::Question`] when it stands for nothing, or for rows that name nobody or know no time.
    pub async fn find(&mut self, name: &str) -> Result<Occurrence, EngineError> {
        let engine = self.engine;
        let found = Occurrence::named(name, &engine.catalog, &engine.settings, self.basis);
        found.at()?;
        self.lay_out(&found.from).await?;
        if !self.reader().is_keyed(&found.from).await? {
            return Err(EngineError::Question(
                Message::new("engine.occurrence_without_customers").with("name", name).with("from", &found.from),
            ));
        }
        if found.from == "events" && !engine.settings.key_events.contains_key(name) {
            self.known_event(name).await?;
        }
        Ok(found)
    }

    /// Events of any of these names, of which some may be key events.
    pub fn events(&self, name: &str, events: &[String]) -> Occurrence {
        let known = &self.engine.settings.key_events;
        let names = events.iter().flat_map(|event| known.get(event).cloned().unwrap_or_else(|| vec![event.clone()]));
        Occurrence::events(name, &names.collect::<Vec<_>>())
    }

    /// Registers a relation and what it reads.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when it cannot be planned.
    pub async fn lay_out(&mut self, relation: &str) -> Result<(), EngineError> {
        self.bench.register(&self.engine.catalog, &BTreeSet::from([relation.to_owned()])).await
    }

    /// Reads measures over the session.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            session: &self.bench.context,
            catalog: &self.engine.catalog,
            calendar: &self.engine.calendar,
            params: &self.params,
            key_bound: self.engine.snapshot.key_bound(),
            anchors: BTreeMap::new(),
        }
    }

    /// The instant that all of these relations are read to: an analysis compares them, as a metric does that is read from
    /// several. `None` when nothing has been delivered.
    ///
    /// # Errors
    /// [`EngineError`] when it lies outside the representable years.
    pub fn horizon(&self, relations: &[&str]) -> Result<Option<Micros>, EngineError> {
        self.engine.read_to(relations, self.basis)
    }

    /// The source of these relations that keeps a period which is over from being complete.
    ///
    /// # Errors
    /// As [`Study::horizon`].
    pub fn behind(&self, relations: &[&str], periods: &[Period]) -> Result<Option<Behind>, EngineError> {
        let tables = relations.iter().flat_map(|relation| self.engine.timed_tables(relation, self.basis)).collect();
        let known = self.engine.known(&tables)?;
        let late = |period: &Period| {
            period.end_us <= self.engine.as_of_us() && known.complete_us.is_none_or(|known| known < period.end_us)
        };
        Ok(if periods.iter().any(late) { known.slowest.map(|slowest| slowest.behind) } else { None })
    }

    /// Refuses a measure of money that some day of a frame has no rate for.
    ///
    /// # Errors
    /// As [`Engine::refuse_missing_rates`].
    pub async fn refuse_missing_rates(&self, measure: &str, frame: &Frame) -> Result<(), EngineError> {
        let read = (&BTreeSet::from([measure]), std::slice::from_ref(frame));
        self.engine.refuse_missing_rates(&self.bench.context, read, self.basis).await
    }

    /// The parts of the population, cut as a measure's subjects are; one part without cuts. Those whom the workspace
    /// excludes, and who do not meet the condition, are in none.
    ///
    /// # Errors
    /// [`EngineError`] when a cut or the condition cannot be asked so.
    pub async fn divide(&mut self, measure: &Measure) -> Result<Vec<Division>, EngineError> {
        let subject = self.bench.subject();
        let columns = self.reader().columns(&measure.from).await?;
        let segments = Segments::open_once(&self.bench.context, subject, &mut self.bench.attributes).await?;
        let everybody: Set = (0..self.engine.snapshot.key_bound()).collect();
        let mut counted = &everybody - &self.engine.left_out(&segments).await?;
        if let Some(condition) = &self.population.filter {
            counted &= segments.meeting(condition).await?;
        }
        let by = &self.population.by;
        if by.is_empty() {
            return Ok(vec![Division { by: Vec::new(), subjects: counted }]);
        }
        let cuttable = Cuttable { measure, columns, follows: false, by_touch: false };
        let cuts = Cuts::resolve(by, &[cuttable], (&segments, &Placements::new()), everybody).await?;
        if let Some(row) = cuts.row_columns(&measure.name).first() {
            let message = Message::new("engine.analysis_by_row").with("name", row);
            return Err(EngineError::Question(message));
        }
        let divisions = cuts.groups(&[])?.into_iter().map(|group| {
            let (_, subjects) = cuts.of(&measure.name, &group, Spot { frame: 0, period: 0 });
            let subjects = subjects.map_or_else(|| counted.clone(), |subjects| subjects & &counted);
            Division { by: by.iter().cloned().zip(group.0).collect(), subjects }
        });
        Ok(divisions.collect())
    }

    /// The value that each subject has of an attribute; who has none is missing.
    ///
    /// # Errors
    /// [`EngineError::Question`] for an attribute that nobody has.
    pub async fn attribute(&mut self, name: &str) -> Result<BTreeMap<u32, String>, EngineError> {
        let subject = self.bench.subject();
        let segments = Segments::open_once(&self.bench.context, subject, &mut self.bench.attributes).await?;
        if !segments.has(name) {
            return Err(segments.unknown(name));
        }
        let sets = segments.attribute(name).await?.sets;
        Ok(sets.iter().flat_map(|(value, set)| set.iter().map(|key| (key, value.clone()))).collect())
    }

    /// The outside id of a subject.
    ///
    /// # Errors
    /// As [`Engine::subject_id`].
    pub fn id_of(&self, key: u32) -> Result<String, EngineError> {
        self.engine.subject_id(key, self.bench.roll_up.as_ref().map(|roll_up| roll_up.accounts.as_ref()))
    }

    /// What the answer states of how it was made.
    ///
    /// # Errors
    /// As [`Engine::excluded`].
    pub async fn provenance(&self) -> Result<Provenance, EngineError> {
        self.engine.provenance(self.basis, self.population.subject).await
    }

    async fn known_event(&self, name: &str) -> Result<(), EngineError> {
        let sql = "select distinct name from events where name is not null order by name";
        let names = Records::read(&self.bench.context, sql, "events").await?;
        let names: Vec<String> = names.iter().filter_map(|record| record.said("name")).collect();
        if names.iter().any(|known| known == name) {
            return Ok(());
        }
        Err(occurrence::unknown(name, &self.engine.settings, &names))
    }
}

impl Engine {
    /// A measure of the catalog that an analysis reads by its name.
    ///
    /// # Errors
    /// [`EngineError::Definition`] when the catalog has none of the name.
    pub(crate) fn catalog_measure(&self, name: &str) -> Result<&Measure, EngineError> {
        let missing = || EngineError::Definition(Message::new("engine.unread_measure").with("measure", name));
        self.catalog.measures.get(name).ok_or_else(missing)
    }

    /// What the answer of an analysis states of how it was made.
    ///
    /// # Errors
    /// As [`Engine::excluded`].
    pub(crate) async fn provenance(&self, basis: Basis, subject: Subject) -> Result<Provenance, EngineError> {
        self.excluded().await?;
        Ok(Provenance {
            time_zone: self.settings.time_zone.clone(),
            basis: basis.name(),
            subject,
            as_of: told(self.as_of_us()),
            snapshot: self.snapshot.id().to_owned(),
            definitions: self.definitions.clone(),
            excluded: self.exclusions.get().map_or(0, |exclusions| exclusions.all.len()),
        })
    }
}
