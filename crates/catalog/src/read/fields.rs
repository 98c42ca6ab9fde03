//! The entries of a map that is being read: what nobody asked for is unknown.

use super::Reader;
use crate::error::Problem;
use crate::formula::Span;
use crate::yaml::Yaml;

pub(crate) struct Fields<'y> {
    entries: &'y [(Yaml, Yaml)],
    span: Span,
    asked: Vec<&'static str>,
}

impl<'y> Fields<'y> {
    pub(crate) fn new(entries: &'y [(Yaml, Yaml)], span: Span) -> Self {
        Self { entries, span, asked: Vec::new() }
    }

    /// The value under a key; a null is as good as nothing.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'y Yaml> {
        self.given(key).filter(|yaml| !yaml.is_null())
    }

    /// The value under a key, a null too.
    pub(crate) fn given(&mut self, key: &'static str) -> Option<&'y Yaml> {
        self.asked.push(key);
        self.peek(key)
    }

    /// The value under a key, without its being asked for: what kind of map this is may depend on it.
    pub(crate) fn peek(&self, key: &str) -> Option<&'y Yaml> {
        self.entries.iter().find(|(name, _)| name.scalar() == Some(key)).map(|(_, value)| value)
    }

    /// The value under a key that must be there.
    pub(crate) fn need(&mut self, key: &'static str, reader: &mut Reader) -> Option<&'y Yaml> {
        let found = self.take(key);
        if found.is_none() {
            // The first key stands for the map: the whole of it would drown the message.
            let span = self.entries.first().map_or(self.span, |(name, _)| name.span);
            reader.report(Problem::MissingKey { key: key.to_owned() }, span);
        }
        found
    }

    /// Every entry, for maps whose keys are names.
    pub(crate) fn entries(&self) -> &'y [(Yaml, Yaml)] {
        self.entries
    }

    /// Reports the keys that nobody asked for.
    pub(crate) fn finish(self, reader: &mut Reader) {
        for (key, _) in self.entries {
            let Some(name) = key.scalar() else { continue };
            if !self.asked.contains(&name) {
                let expected = self.asked.iter().map(|key| (*key).to_owned()).collect();
                reader.report(Problem::UnknownKey { key: name.to_owned(), expected }, key.span);
            }
        }
    }
}
