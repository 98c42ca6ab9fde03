//! Files → catalog: built in or from a folder, told apart by what they hold.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalog::{Catalog, Replaced};
use crate::check;
use crate::error::{CatalogErrors, Problem, Report};
use crate::formula::Span;
use crate::metric::Origin;
use crate::read::{self, Reader};
use crate::report_table::ReportTable;
use crate::source::{Place, Source};
use crate::yaml::Yaml;

/// A file of definitions that has not been read yet.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
}

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The files under `metrics/` as they were when tenure was built.
pub(crate) fn builtin() -> Vec<File> {
    BUILTIN.iter().map(|(name, text)| File { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

/// The `.yaml`, `.yml` and `.sql` files of a folder and its subfolders, in the order of their paths; none when it does
/// not exist.
///
/// # Errors
/// [`Problem::Unreadable`] for what cannot be read.
pub(crate) fn folder(folder: &Path) -> Result<Vec<File>, CatalogErrors> {
    let mut paths = Vec::new();
    let mut reports = Vec::new();
    if folder.exists() {
        walk(folder, &mut paths, &mut reports);
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        match std::fs::read_to_string(&path) {
            Ok(text) => files.push(File { name: path.display().to_string(), text }),
            Err(error) => reports.push(unreadable(&path, &error)),
        }
    }
    if reports.is_empty() { Ok(files) } else { Err(CatalogErrors { reports }) }
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>, reports: &mut Vec<Report>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return reports.push(unreadable(folder, &error)),
    };
    for entry in entries {
        match entry.map(|entry| entry.path()) {
            Ok(path) if path.is_dir() => walk(&path, paths, reports),
            Ok(path) if is_definition(&path) => paths.push(path),
            Ok(_) => {}
            Err(error) => reports.push(unreadable(folder, &error)),
        }
    }
}

fn is_definition(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["yaml", "yml", "sql"].iter().any(|known| extension == *known))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Report {
    let source = Source { name: path.display().to_string(), text: String::new() };
    let place = Place { source: Arc::new(source), span: Span::default() };
    Report { problem: Problem::Unreadable { why: error.to_string() }, place }
}

/// The catalog with files laid over it, checked as a whole.
///
/// # Errors
/// Everything that is wrong, in the order of the files.
pub(crate) fn lay_over(catalog: Catalog, files: Vec<File>, origin: Origin) -> Result<Catalog, CatalogErrors> {
    let mut laying = Laying { catalog, origin, new: BTreeSet::new(), broken: BTreeSet::new(), reports: Vec::new() };
    for file in files {
        laying.read(file);
    }
    let Laying { mut catalog, broken, mut reports, .. } = laying;
    check::settle(&mut catalog);
    let of_whole = check::check(&catalog);
    // A name whose definition could not be read has been told there; whoever refers to it is not to blame.
    reports.extend(of_whole.into_iter().filter(|report| !blames(report, &broken)));
    if reports.is_empty() {
        catalog.replaced.sort();
        return Ok(catalog);
    }
    reports.sort_by(|a, b| {
        let key = |report: &Report| (report.place.source.name.clone(), report.place.span.start);
        key(a).cmp(&key(b))
    });
    Err(CatalogErrors { reports })
}

fn blames(report: &Report, broken: &BTreeSet<String>) -> bool {
    match &report.problem {
        Problem::UnknownName { name, .. } | Problem::Example { name, .. } => broken.contains(name),
        _ => false,
    }
}

struct Laying {
    catalog: Catalog,
    origin: Origin,
    /// Names that these files have defined so far, by kind.
    new: BTreeSet<(&'static str, String)>,
    /// Names whose definition could not be read.
    broken: BTreeSet<String>,
    reports: Vec<Report>,
}

impl Laying {
    fn read(&mut self, file: File) {
        let stem =
            Path::new(&file.name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let is_sql = file.name.ends_with(".sql");
        let source = Arc::new(Source { name: file.name, text: file.text });
        let mut reader = Reader::new(source);
        if is_sql {
            match read::relation(&mut reader, &stem) {
                Some(relation) => {
                    if self.takes("relation", &stem, &relation.place, self.catalog.relations.contains_key(&stem)) {
                        self.catalog.relations.insert(stem, relation);
                    }
                }
                None => drop(self.broken.insert(stem)),
            }
        } else if let Some(root) = reader.root() {
            self.read_yaml(&mut reader, &root, stem);
        } else {
            self.broken.insert(stem);
        }
        self.reports.append(&mut reader.reports);
    }

    fn read_yaml(&mut self, reader: &mut Reader, root: &Yaml, stem: String) {
        let Some(fields) = reader.map(root) else { return };
        if let Some(measures) = fields.peek("measures") {
            let names = reader.names(measures);
            let read = read::measures(reader, fields);
            self.broken.extend(names.into_iter().filter(|name| !read.iter().any(|measure| measure.name == *name)));
            for measure in read {
                let known = self.catalog.measures.contains_key(&measure.name);
                if self.takes("measure", &measure.name, &measure.place, known) {
                    self.catalog.measures.insert(measure.name.clone(), measure);
                }
            }
            return;
        }
        if fields.peek("laws").is_some() {
            for law in read::laws(reader, fields) {
                let known = self.catalog.laws.contains_key(&law.id);
                if self.takes("law", &law.id, &law.place, known) {
                    self.catalog.laws.insert(law.id.clone(), law);
                }
            }
            return;
        }
        if fields.peek("benchmarks").is_some() && fields.peek("metric").is_none() {
            for benchmark in read::benchmarks(reader, fields) {
                let known = self.catalog.benchmarks.contains_key(&benchmark.id);
                if self.takes("benchmark", &benchmark.id, &benchmark.place, known) {
                    self.catalog.benchmarks.insert(benchmark.id.clone(), benchmark);
                }
            }
            return;
        }
        if fields.peek("segment").is_some() {
            match read::segment(reader, root, fields, self.origin) {
                Some(segment) => {
                    let known = self.catalog.segments.contains_key(&segment.name);
                    if self.takes("segment", &segment.name, &segment.place, known) {
                        self.catalog.segments.insert(segment.name.clone(), segment);
                    }
                }
                None => drop(self.broken.insert(stem)),
            }
            return;
        }
        if fields.peek("score").is_some() {
            match read::score(reader, root, fields, self.origin) {
                Some(score) => {
                    let known = self.catalog.scores.contains_key(&score.name);
                    if self.takes("score", &score.name, &score.place, known) {
                        self.catalog.scores.insert(score.name.clone(), score);
                    }
                }
                None => drop(self.broken.insert(stem)),
            }
            return;
        }
        if fields.peek("lead_score").is_some() {
            match read::lead_score(reader, root, fields, self.origin) {
                Some(score) => {
                    let known = self.catalog.lead_scores.contains_key(&score.name);
                    if self.takes("lead_score", &score.name, &score.place, known) {
                        self.catalog.lead_scores.insert(score.name.clone(), score);
                    }
                }
                None => drop(self.broken.insert(stem)),
            }
            return;
        }
        if fields.peek("report_tables").is_some() {
            for table in read::report_tables(reader, fields) {
                self.lay_report_table(table);
            }
            return;
        }
        match read::metric(reader, root, fields, self.origin) {
            Some(metric) => {
                let known = self.catalog.metrics.contains_key(&metric.id);
                if self.takes("metric", &metric.id, &metric.place, known) {
                    self.catalog.metrics.insert(metric.id.clone(), metric);
                }
            }
            None => drop(self.broken.insert(stem)),
        }
    }

    /// A table of a report goes where the one of its name stood, else behind the others.
    fn lay_report_table(&mut self, table: ReportTable) {
        let place = self.catalog.report_tables.iter().position(|known| known.id == table.id);
        if self.takes("report_table", &table.id, &table.place, place.is_some()) {
            match place.and_then(|place| self.catalog.report_tables.get_mut(place)) {
                Some(known) => *known = table,
                None => self.catalog.report_tables.push(table),
            }
        }
    }

    /// Whether a definition may go in: the first of its name among these files does, in place of any from before.
    fn takes(&mut self, kind: &'static str, name: &str, place: &Place, known: bool) -> bool {
        if !self.new.insert((kind, name.to_owned())) {
            let problem = Problem::NameTaken { name: name.to_owned(), other: self.other(kind, name) };
            self.reports.push(Report { problem, place: place.head() });
            return false;
        }
        if known {
            self.catalog.replaced.retain(|replaced| replaced.name != name);
            self.catalog.replaced.push(Replaced { name: name.to_owned(), by: place.source.name.clone() });
        }
        true
    }

    fn other(&self, kind: &str, name: &str) -> String {
        let place = match kind {
            "relation" => self.catalog.relations.get(name).map(|relation| &relation.place),
            "measure" => self.catalog.measures.get(name).map(|measure| &measure.place),
            "benchmark" => self.catalog.benchmarks.get(name).map(|benchmark| &benchmark.place),
            "segment" => self.catalog.segments.get(name).map(|segment| &segment.place),
            "lead_score" => self.catalog.lead_scores.get(name).map(|score| &score.place),
            "score" => self.catalog.scores.get(name).map(|score| &score.place),
            "report_table" => {
                self.catalog.report_tables.iter().find(|table| table.id == name).map(|table| &table.place)
            }
            "law" => self.catalog.laws.get(name).map(|law| &law.place),
            _ => self.catalog.metrics.get(name).map(|metric| &metric.place),
        };
        place.map_or_else(String::new, |place| place.source.name.clone())
    }
}
