//! The list of all metrics, and every page with its path.

use std::collections::BTreeMap;

use super::labels::label;
use super::markdown::Page;
use crate::catalog::Catalog;
use crate::metric::Area;
use model::Language;

const AREAS: [Area; 6] =
    [Area::Acquisition, Area::Retention, Area::Product, Area::Satisfaction, Area::Sales, Area::Value];

impl Catalog {
    /// The list of all metrics by area, with links to their pages beside it.
    #[must_use]
    pub fn docs_index(&self, language: Language) -> String {
        let mut page = Page::default();
        page.heading(1, label("index", language));
        let other = match language {
            Language::English => "zh-CN/README.md",
            Language::Chinese => "../README.md",
        };
        page.block(&format!("{} [{}]({other})", label("index_text", language), label("other_language", language)));
        for area in AREAS {
            let rows: Vec<Vec<String>> = self
                .metrics
                .values()
                .filter(|metric| metric.area == area)
                .map(|metric| {
                    let link = format!("[{}]({}.md)", metric.title.say(language), metric.id);
                    vec![link, format!("`{}`", metric.id), metric.question.say(language).to_owned()]
                })
                .collect();
            if !rows.is_empty() {
                page.heading(2, area.label(language));
                page.table(&[label("metric", language), label("id", language), label("question", language)], &rows);
            }
        }
        page.done()
    }

    /// Every generated page by its path below `docs/metrics`: `<id>.md` and `README.md` in English, the same below
    /// `zh-CN/` in Chinese.
    #[must_use]
    pub fn pages(&self) -> BTreeMap<String, String> {
        let mut pages = BTreeMap::new();
        for language in Language::ALL {
            let folder = match language {
                Language::English => "",
                Language::Chinese => "zh-CN/",
            };
            pages.insert(format!("{folder}README.md"), self.docs_index(language));
            for id in self.metrics.keys() {
                pages.extend(self.page(id, language).map(|page| (format!("{folder}{id}.md"), page)));
            }
        }
        pages
    }
}
