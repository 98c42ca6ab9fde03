//! Text → [`Yaml`].

use std::collections::HashMap;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span as Spot};

use super::{Style, Value, Yaml};
use crate::error::Problem;
use crate::formula::Span;

/// The tree of the first document; a text without one is null.
///
/// Keys that come twice are kept twice, and told by the readers of maps. Aliases are copied; a text whose copies
/// would be many times its own size is refused.
///
/// # Errors
/// [`Problem::Yaml`] and where, for text that is not YAML.
pub(crate) fn parse(text: &str) -> Result<Yaml, (Problem, Span)> {
    let mut building = Building { open: Vec::new(), anchors: HashMap::new(), done: None, copied: 0 };
    for next in Parser::new_from_str(text) {
        let (event, spot) = next.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
            (Problem::Yaml { why: error.info() }, Span::new(at, at))
        })?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        building.take(event, span(&spot, text.len()))?;
    }
    let nothing = Value::Scalar { text: String::new(), style: Style::Plain };
    Ok(building.done.unwrap_or(Yaml { value: nothing, span: Span::default() }))
}

/// Copies made through aliases may hold this many values altogether.
const MOST_COPIED: usize = 100_000;

/// Lists and maps may be nested this deep.
const MOST_NESTED: usize = 64;

struct Building {
    open: Vec<Open>,
    anchors: HashMap<usize, Yaml>,
    done: Option<Yaml>,
    copied: usize,
}

/// A list or map that is still being read.
struct Open {
    children: Vec<Yaml>,
    is_map: bool,
    start: usize,
    anchor: usize,
}

impl Building {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), (Problem, Span)> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                self.close(Yaml { value: Value::Scalar { text: text.into_owned(), style }, span }, anchor);
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if self.open.len() == MOST_NESTED => {
                return Err((Problem::TooDeep { most: MOST_NESTED }, span));
            }
            Event::SequenceStart(_, anchor, _) => self.begin(false, span.start, anchor),
            Event::MappingStart(_, anchor, _) => self.begin(true, span.start, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                // The end of a block collection is where the next thing begins; its last child ends it.
                let end = open.children.last().map_or(span.end, |child| child.span.end).max(open.start);
                let value = if open.is_map { Value::Map(pairs(open.children)) } else { Value::List(open.children) };
                self.close(Yaml { value, span: Span::new(open.start, end) }, open.anchor);
            }
            Event::Alias(anchor) => {
                let Some(mut copy) = self.anchors.get(&anchor).cloned() else {
                    return Err((Problem::Yaml { why: "*".to_owned() }, span));
                };
                self.copied += size(&copy);
                if self.copied > MOST_COPIED {
                    return Err((Problem::TooDeep { most: MOST_COPIED }, span));
                }
                copy.span = span;
                self.close(copy, 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, is_map: bool, start: usize, anchor: usize) {
        self.open.push(Open { children: Vec::new(), is_map, start, anchor });
    }

    fn close(&mut self, yaml: Yaml, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, yaml.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.children.push(yaml),
            None => self.done = Some(yaml),
        }
    }
}

fn pairs(children: Vec<Yaml>) -> Vec<(Yaml, Yaml)> {
    let mut children = children.into_iter();
    let mut pairs = Vec::new();
    while let (Some(key), Some(value)) = (children.next(), children.next()) {
        pairs.push((key, value));
    }
    pairs
}

fn size(yaml: &Yaml) -> usize {
    match &yaml.value {
        Value::Scalar { .. } => 1,
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|(key, value)| size(key) + size(value)).sum::<usize>(),
    }
}

fn span(spot: &Spot, length: usize) -> Span {
    match spot.byte_range() {
        Some(range) => Span::new(range.start.min(length), range.end.min(length)),
        None => Span::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice<'a>(text: &'a str, yaml: &Yaml) -> &'a str {
        &text[yaml.span.start..yaml.span.end]
    }

    #[test]
    fn every_value_knows_its_bytes() {
        let text = "# 说明\na: 保留率\nb: [1, two]\nc: { d: 'e f' }\n";
        let root = parse(text).unwrap();
        let Value::Map(entries) = &root.value else { panic!("a map") };
        assert_eq!(slice(text, &entries[0].0), "a");
        assert_eq!(slice(text, &entries[0].1), "保留率");
        let Value::List(items) = &entries[1].1.value else { panic!("a list") };
        assert_eq!(slice(text, &items[1]), "two");
        let Value::Map(inner) = &entries[2].1.value else { panic!("a map") };
        assert_eq!(slice(text, &inner[0].1), "'e f'");
    }

    #[test]
    fn text_that_is_not_yaml_says_where() {
        let (problem, span) = parse("a: [1, 2\nb: 3\n").unwrap_err();
        assert!(matches!(problem, Problem::Yaml { .. }));
        assert!(span.start > 0);
    }

    #[test]
    fn copies_of_copies_are_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..8 {
            let before = level - 1;
            let copies = vec![format!("*a{before}"); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{copies}]\n"));
        }
        assert!(matches!(parse(&text), Err((Problem::TooDeep { .. }, _))));
    }
}
