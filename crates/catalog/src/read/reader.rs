//! What every reader shares: the file it reads and the list of what is wrong.

use std::sync::Arc;

use super::Fields;
use crate::error::{Problem, Report, Shape};
use crate::formula::{self, Span};
use crate::metric::Formula;
use crate::source::{Place, Source};
use crate::words::Words;
use crate::yaml::{Style, Value, Yaml};

/// Reads one file and keeps what is wrong with it. Readers give `None` for what they could not read, having said why.
pub(crate) struct Reader {
    pub(crate) source: Arc<Source>,
    pub(crate) reports: Vec<Report>,
}

impl Reader {
    pub(crate) fn new(source: Arc<Source>) -> Self {
        Self { source, reports: Vec::new() }
    }

    pub(crate) fn place(&self, span: Span) -> Place {
        Place { source: Arc::clone(&self.source), span }
    }

    pub(crate) fn report(&mut self, problem: Problem, span: Span) {
        let place = self.place(span);
        self.reports.push(Report { problem, place });
    }

    /// The root of the file, when it is YAML.
    pub(crate) fn root(&mut self) -> Option<Yaml> {
        let source = Arc::clone(&self.source);
        match crate::yaml::parse(&source.text) {
            Ok(root) => Some(root),
            Err((problem, span)) => {
                self.report(problem, span);
                None
            }
        }
    }

    /// The entries of a map, each key once.
    pub(crate) fn map<'y>(&mut self, yaml: &'y Yaml) -> Option<Fields<'y>> {
        let Value::Map(entries) = &yaml.value else {
            self.shape(yaml, Shape::Map);
            return None;
        };
        for (position, (key, _)) in entries.iter().enumerate() {
            let Some(name) = key.scalar() else {
                self.shape(key, Shape::Text);
                continue;
            };
            if entries.iter().take(position).any(|(earlier, _)| earlier.scalar() == Some(name)) {
                self.report(Problem::DuplicateKey { key: name.to_owned() }, key.span);
            }
        }
        Some(Fields::new(entries, yaml.span))
    }

    /// The keys of a map whose keys are names; what is wrong with it is told when it is read.
    pub(crate) fn names(&self, yaml: &Yaml) -> Vec<String> {
        let Value::Map(entries) = &yaml.value else { return Vec::new() };
        entries.iter().filter_map(|(key, _)| key.scalar().map(str::to_owned)).collect()
    }

    pub(crate) fn list<'y>(&mut self, yaml: &'y Yaml) -> Option<&'y [Yaml]> {
        match &yaml.value {
            Value::List(items) => Some(items),
            _ => {
                self.shape(yaml, Shape::List);
                None
            }
        }
    }

    /// A scalar's text as it is written, of whatever kind it is.
    pub(crate) fn text<'y>(&mut self, yaml: &'y Yaml) -> Option<&'y str> {
        match &yaml.value {
            Value::Scalar { text, style } if !(yaml.is_null() && *style == Style::Plain) => Some(text.trim()),
            _ => {
                self.shape(yaml, Shape::Text);
                None
            }
        }
    }

    /// `{ en: …, zh-CN: … }`, both of them there and not empty.
    pub(crate) fn words(&mut self, yaml: &Yaml) -> Option<Words> {
        let mut fields = self.map(yaml)?;
        let en = self.needed_text(&mut fields, "en");
        let zh_cn = self.needed_text(&mut fields, "zh-CN");
        fields.finish(self);
        Some(Words { en: en?, zh_cn: zh_cn? })
    }

    /// The text under a key that must be there and say something.
    pub(crate) fn needed_text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        let yaml = fields.need(key, self)?;
        let text = self.text(yaml)?;
        if text.is_empty() {
            self.report(Problem::Empty { key: key.to_owned() }, yaml.span);
            return None;
        }
        Some(text.to_owned())
    }

    /// The text under a key, if the key is there.
    pub(crate) fn optional_text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        let yaml = fields.take(key)?;
        self.text(yaml).map(str::to_owned)
    }

    pub(crate) fn formula(&mut self, yaml: &Yaml) -> Option<Formula> {
        self.text(yaml)?;
        let Value::Scalar { text, .. } = &yaml.value else { return None };
        let spots = yaml.spots(&self.source);
        match formula::parse(text) {
            Ok(expr) => Some(Formula { text: text.clone(), expr, spots }),
            Err(error) => {
                self.reports.push(Report { problem: error.problem, place: spots.place(error.span) });
                None
            }
        }
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&mut self, yaml: &Yaml, known: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(yaml)?;
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let expected = known.iter().map(|(word, _)| (*word).to_owned()).collect();
            self.report(Problem::Choice { value: text.to_owned(), expected }, yaml.span);
        }
        found
    }

    pub(crate) fn shape(&mut self, yaml: &Yaml, expected: Shape) {
        let found = match &yaml.value {
            _ if yaml.is_null() => Shape::Nothing,
            Value::Scalar { .. } => Shape::Text,
            Value::List(_) => Shape::List,
            Value::Map(_) => Shape::Map,
        };
        self.report(Problem::Shape { expected, found }, yaml.span);
    }
}
