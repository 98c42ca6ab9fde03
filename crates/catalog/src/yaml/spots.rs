//! Where each byte of a scalar's text stands in the file it was read from.

use std::sync::Arc;

use super::{Style, Value, Yaml};
use crate::source::{Source, Spots};

impl Yaml {
    /// The spots of a scalar's text. Folding and indenting change only white space, so every other character is found
    /// again in the order of the file; an escape in double quotes points at the place where it is written, roughly.
    pub(crate) fn spots(&self, source: &Arc<Source>) -> Spots {
        let Value::Scalar { text, style } = &self.value else {
            return Spots::new(Arc::clone(source), Vec::new());
        };
        let written = source.text.get(self.span.start..self.span.end).unwrap_or_default();
        let skip = match style {
            Style::Plain => 0,
            Style::Quoted => usize::from(written.starts_with(['"', '\''])),
            Style::Block if written.starts_with(['|', '>']) => written.find('\n').map_or(0, |at| at + 1),
            Style::Block => 0,
        };
        let mut rest = written.char_indices().skip_while(|(at, _)| *at < skip).peekable();
        let mut last = self.span.start + skip;
        let mut offsets = Vec::with_capacity(text.len());
        for wanted in text.chars() {
            if !wanted.is_whitespace() {
                for (at, found) in rest.by_ref() {
                    if found == wanted {
                        last = self.span.start + at;
                        break;
                    }
                }
            } else if let Some((at, _)) = rest.next_if(|(_, found)| found.is_whitespace()) {
                last = self.span.start + at;
            }
            offsets.extend((0..wanted.len_utf8()).map(|byte| last + byte));
        }
        Spots::new(Arc::clone(source), offsets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::Span;

    #[test]
    fn a_folded_text_points_into_its_lines() {
        let text = "formula: >-\n    count(a & b)\n    / count(c)\n";
        let source = Arc::new(Source { name: "x.yaml".to_owned(), text: text.to_owned() });
        let root = crate::yaml::parse(text).unwrap();
        let Value::Map(entries) = &root.value else { panic!("a map") };
        let Value::Scalar { text: folded, .. } = &entries[0].1.value else { panic!("a scalar") };
        let at = folded.find('c').unwrap();
        let last = folded.rfind("c)").unwrap();
        let spots = entries[0].1.spots(&source);
        assert_eq!(spots.place(Span::new(at, at + 5)).span.start, text.find("count(a").unwrap());
        assert_eq!(spots.place(Span::new(last, last + 1)).span.start, text.rfind("c)").unwrap());
    }
}
