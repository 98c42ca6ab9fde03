//! The catalog in the open semantic interchange format, Apache Ossie, for tools that read definitions from elsewhere.
//!
//! Tables and relations are its datasets, what a measure takes of a row is a field, and a metric is an expression over
//! such fields where SQL over rows can say it. Everything that the format has no place for (both languages, sets, time
//! rules, maturity, intervals, edge rules, worked examples) goes along whole under `custom_extensions` of vendor
//! [`VENDOR`], so that nothing is lost.
//!
//! Source: Apache Ossie (incubating), Core Metadata Specification, version 0.2.0.dev0.

mod dataset;
mod expression;
mod metric;

use model::{Language, Message};
use serde_json::{Value, json};

use crate::catalog::Catalog;

/// Whose extensions tenure's are.
pub const VENDOR: &str = "TENURE";

/// The version of the specification that the document keeps to.
const VERSION: &str = "0.2.0.dev0";

const DIALECT: &str = "ANSI_SQL";

impl Catalog {
    /// The catalog as one document of the interchange format: an object with `version` and `semantic_model`.
    #[must_use]
    pub fn ossie(&self) -> Value {
        let about = Message::new("catalog.ossie.about");
        let instructions = Message::new("catalog.ossie.instructions");
        let chinese = json!({
            "description": about.say(Language::Chinese),
            "instructions": instructions.say(Language::Chinese),
        });
        json!({
            "version": VERSION,
            "dialects": [DIALECT],
            "vendors": [VENDOR],
            "semantic_model": [{
                "name": "tenure",
                "description": about.say(Language::English),
                "ai_context": { "instructions": instructions.say(Language::English) },
                "datasets": dataset::all(self),
                "relationships": dataset::relationships(),
                "metrics": self.metrics.values().map(|metric| metric::entry(self, metric)).collect::<Vec<_>>(),
                "custom_extensions": extension(&json!({ "zh-CN": chinese, "definitions": self.hash() })),
            }],
        })
    }
}

impl Catalog {
    /// [`Catalog::ossie`] as YAML, for people; programs that read YAML read it alike.
    #[must_use]
    pub fn ossie_yaml(&self) -> String {
        let document = self.ossie();
        // JSON is YAML: where the one cannot be written, the other can.
        serde_saphyr::to_string(&document).unwrap_or_else(|_| document.to_string())
    }
}

/// What the format has no place for, under tenure's own name. The format keeps it as text.
fn extension(data: &Value) -> Value {
    json!([{ "vendor_name": VENDOR, "data": data.to_string() }])
}

/// An expression in the one dialect that is written.
fn expression(sql: &str) -> Value {
    json!({ "dialects": [{ "dialect": DIALECT, "expression": sql }] })
}

#[cfg(test)]
mod tests;
