//! The catalog as a whole: built-in files, a workspace's own on top, checked together.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use crate::benchmark::Benchmark;
use crate::error::CatalogErrors;
use crate::law::Law;
use crate::lead_score::LeadScore;
use crate::load::{self, File};
use crate::measure::Measure;
use crate::metric::{Metric, Origin};
use crate::relation::{Relation, TimeColumns};
use crate::report_table::ReportTable;
use crate::score::Score;
use crate::segment::Segment;
use crate::settings::Basis;

/// Every metric, measure, relation, law, segment and score by name, and the tables of reports. What a catalog holds has been checked as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    pub metrics: BTreeMap<String, Metric>,
    pub measures: BTreeMap<String, Measure>,
    pub relations: BTreeMap<String, Relation>,
    /// What must hold between metrics.
    pub laws: BTreeMap<String, Law>,
    /// What others report of metrics, by id.
    pub benchmarks: BTreeMap<String, Benchmark>,
    /// Saved segments of customers.
    pub segments: BTreeMap<String, Segment>,
    /// Scores of customers.
    pub scores: BTreeMap<String, Score>,
    /// Scores of leads.
    pub lead_scores: BTreeMap<String, LeadScore>,
    /// The tables of a report, in its order.
    pub report_tables: Vec<ReportTable>,
    /// Built-in definitions that the workspace's own replace, sorted.
    pub replaced: Vec<Replaced>,
}

/// A built-in definition that a workspace replaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replaced {
    pub name: String,
    /// The workspace's file.
    pub by: String,
}

impl Catalog {
    /// The catalog that tenure ships.
    ///
    /// # Errors
    /// [`CatalogErrors`] with everything that is wrong with it; a test holds it to none.
    pub fn builtin() -> Result<Self, CatalogErrors> {
        // What ships cannot change while the program runs.
        static BUILTIN: LazyLock<Result<Catalog, CatalogErrors>> =
            LazyLock::new(|| Catalog::default().with_files(load::builtin(), Origin::Builtin));
        BUILTIN.clone()
    }

    /// This catalog with the files of a folder and its subfolders laid over it: a definition of the same name replaces
    /// the old one. A folder that does not exist changes nothing.
    ///
    /// # Errors
    /// [`CatalogErrors`] with everything that is wrong with the files or with the catalog they make.
    pub fn with_folder(self, folder: &Path) -> Result<Self, CatalogErrors> {
        self.with_files(load::folder(folder)?, Origin::Workspace)
    }

    /// This catalog with files given as name and text, as [`Catalog::with_folder`].
    ///
    /// # Errors
    /// As [`Catalog::with_folder`].
    pub fn with_texts(self, files: &[(&str, &str)]) -> Result<Self, CatalogErrors> {
        let files = files.iter().map(|(name, text)| File { name: (*name).to_owned(), text: (*text).to_owned() });
        self.with_files(files.collect(), Origin::Workspace)
    }

    /// The catalog that an earlier tenure shipped.
    pub(crate) fn of_builtin(files: Vec<File>) -> Result<Self, CatalogErrors> {
        Self::default().with_files(files, Origin::Builtin)
    }

    /// As [`Catalog::with_folder`], of files that were read before.
    pub(crate) fn with_own(self, files: Vec<File>) -> Result<Self, CatalogErrors> {
        self.with_files(files, Origin::Workspace)
    }

    fn with_files(self, files: Vec<File>, origin: Origin) -> Result<Self, CatalogErrors> {
        load::lay_over(self, files, origin)
    }

    /// 64 hexadecimal digits that differ whenever a definition differs, and do not depend on the order of files.
    #[must_use]
    pub fn hash(&self) -> String {
        let metrics = self.metrics.iter().map(|(name, metric)| ("metric", name, &metric.place));
        let measures = self.measures.iter().map(|(name, measure)| ("measure", name, &measure.place));
        let relations = self.relations.iter().map(|(name, relation)| ("relation", name, &relation.place));
        let segments = self.segments.iter().map(|(name, segment)| ("segment", name, &segment.place));
        let mut hasher = blake3::Hasher::new();
        let benchmarks = self.benchmarks.iter().map(|(name, benchmark)| ("benchmark", name, &benchmark.place));
        let laws = self.laws.iter().map(|(name, law)| ("law", name, &law.place));
        let tables = self.report_tables.iter().map(|table| ("report_table", &table.id, &table.place));
        let scores = self.scores.iter().map(|(name, score)| ("score", name, &score.place));
        let all = metrics.chain(measures).chain(relations).chain(benchmarks).chain(segments).chain(laws).chain(tables);
        let leads = self.lead_scores.iter().map(|(name, score)| ("lead_score", name, &score.place));
        let all = all.chain(scores).chain(leads);
        for (kind, name, place) in all {
            let text = place.source.text.get(place.span.start..place.span.end).unwrap_or_default();
            for part in [kind, name, text] {
                // Lengths keep neighbours apart: "ab" + "c" is not "a" + "bc".
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The benchmarks of a metric, by id.
    pub fn benchmarks_of(&self, metric: &str) -> impl Iterator<Item = &Benchmark> {
        self.benchmarks.values().filter(move |benchmark| benchmark.metric == metric)
    }

    /// The relation of a name on an activity basis. A name without a file of its own, such as `lifecycle`, stands for
    /// the one of the basis: `lifecycle_subscription`, `lifecycle_purchase` or `lifecycle_usage`.
    #[must_use]
    pub fn relation(&self, name: &str, basis: Basis) -> Option<&Relation> {
        self.relations.get(name).or_else(|| self.relations.get(&format!("{name}_{}", basis.name())))
    }

    /// Where the rows of a measure stand in time: by its own `at`, else as its relation or table says. None when there
    /// is no such relation or table.
    #[must_use]
    pub fn time_of(&self, measure: &Measure) -> Option<TimeColumns> {
        let own = match self.relation(&measure.from, Basis::default()) {
            Some(relation) => relation.time.clone(),
            None => {
                let table = model::tables::find(&measure.from)?;
                table.time.map_or(TimeColumns::None, |column| TimeColumns::Point(column.to_owned()))
            }
        };
        Some(measure.at.clone().map_or(own, TimeColumns::Point))
    }

    /// The relations a name may stand for: one, or one for each activity basis; none for a table or an unknown name.
    pub(crate) fn relations_named(&self, name: &str) -> Vec<&Relation> {
        if let Some(relation) = self.relations.get(name) {
            return vec![relation];
        }
        Basis::ALL.into_iter().filter_map(|basis| self.relation(name, basis)).collect()
    }

    /// Whether a relation or canonical table has this name, on every activity basis.
    pub(crate) fn has_relation(&self, name: &str) -> bool {
        model::tables::find(name).is_some() || Basis::ALL.into_iter().all(|basis| self.relation(name, basis).is_some())
    }

    /// Every relation and canonical table, sorted.
    pub(crate) fn relation_names(&self) -> Vec<String> {
        let tables = model::tables::TABLES.iter().map(|table| table.name.to_owned());
        let mut names: Vec<String> = self.relations.keys().cloned().chain(tables).collect();
        let first = Basis::default().name();
        let bases = self.relations.keys().filter_map(|name| name.strip_suffix(first)?.strip_suffix('_'));
        names.extend(bases.filter(|name| self.has_relation(name)).map(str::to_owned).collect::<Vec<_>>());
        names.sort();
        names
    }
}
