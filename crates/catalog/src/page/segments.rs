//! The page of saved segments: how to use them, and each with its formula and examples.

use super::examples::shown;
use super::labels::label;
use super::markdown::{Page, code};
use crate::catalog::Catalog;
use crate::example::GivenValue;
use crate::segment::{Segment, SegmentExample};
use model::Language;

/// `docs/segments.md` in English and `docs/zh-CN/segments.md` in Chinese: one section a segment.
#[must_use]
pub fn segments_page(catalog: &Catalog, language: Language) -> String {
    let mut page = Page::default();
    page.heading(1, label("segments.title", language));
    let other = match language {
        Language::English => "zh-CN/segments.md",
        Language::Chinese => "../segments.md",
    };
    page.block(&format!("{} [{}]({other})", label("segments.intro", language), label("other_language", language)));
    page.code(include_str!("segments.txt"));
    for key in ["segments.dated", "segments.own", "segments.rfm"] {
        page.block(label(key, language));
    }
    for segment in catalog.segments.values() {
        section(&mut page, catalog, segment, language);
    }
    page.done()
}

fn section(page: &mut Page, catalog: &Catalog, segment: &Segment, language: Language) {
    page.heading(2, segment.title.say(language));
    page.block(&format!("{}: {}", code(&segment.name), segment.about.say(language)));
    page.code(&segment.formula.text);
    let mut rows = Vec::new();
    for (name, _) in segment.formula.expr.names() {
        let row = match (catalog.measures.get(name), catalog.segments.get(name)) {
            (Some(measure), _) => vec![code(name), measure.about.say(language).to_owned(), code(&measure.definition())],
            (None, Some(other)) => vec![code(name), other.about.say(language).to_owned(), code(&other.formula.text)],
            (None, None) => continue,
        };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    page.table(&[label("name", language), label("meaning", language), label("definition", language)], &rows);
    for example in &segment.examples {
        page.block(example.why.say(language));
        worked(page, example, language);
    }
}

/// What is given, and who is in.
fn worked(page: &mut Page, example: &SegmentExample, language: Language) {
    let given = example.given.iter().map(|(name, value)| vec![code(name), shown(value, language)]);
    let members = shown(&GivenValue::Set(example.expect.clone()), language);
    let rows: Vec<_> = given.chain([vec![label("comes_out", language).to_owned(), members]]).collect();
    page.table(&[label("given", language), label("value", language)], &rows);
}
