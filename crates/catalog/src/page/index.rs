//! The list of all metrics, and every page with its path.

use std::collections::BTreeMap;

use super::labels::label;
use super::markdown::Page;
use crate::catalog::Catalog;
use crate::metric::Area;
use crate::words::Tongue;

const AREAS: [Area; 6] =
    [Area::Acquisition, Area::Retention, Area::Product, Area::Satisfaction, Area::Sales, Area::Value];

impl Catalog {
    /// The list of all metrics by area, with links to their pages beside it.
    #[must_use]
    pub fn docs_index(&self, tongue: Tongue) -> String {
        let mut page = Page::default();
        page.heading(1, label("index", tongue));
        let other = match tongue {
            Tongue::English => "zh-CN/README.md",
            Tongue::Chinese => "../README.md",
        };
        page.block(&format!("{} [{}]({other})", label("index_text", tongue), label("other_language", tongue)));
        for area in AREAS {
            let rows: Vec<Vec<String>> = self
                .metrics
                .values()
                .filter(|metric| metric.area == area)
                .map(|metric| {
                    let link = format!("[{}]({}.md)", metric.title.say(tongue), metric.id);
                    vec![link, format!("`{}`", metric.id), metric.question.say(tongue).to_owned()]
                })
                .collect();
            if !rows.is_empty() {
                page.heading(2, area.label(tongue));
                page.table(&[label("metric", tongue), label("id", tongue), label("question", tongue)], &rows);
            }
        }
        page.done()
    }

    /// Every generated page by its path below `docs/metrics`: `<id>.md` and `README.md` in English, the same below
    /// `zh-CN/` in Chinese.
    #[must_use]
    pub fn pages(&self) -> BTreeMap<String, String> {
        let mut pages = BTreeMap::new();
        for tongue in Tongue::ALL {
            let folder = match tongue {
                Tongue::English => "",
                Tongue::Chinese => "zh-CN/",
            };
            pages.insert(format!("{folder}README.md"), self.docs_index(tongue));
            for id in self.metrics.keys() {
                pages.extend(self.page(id, tongue).map(|page| (format!("{folder}{id}.md"), page)));
            }
        }
        pages
    }
}
