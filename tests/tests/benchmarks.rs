//! What others report stands beside a value of the same length of period, and beside no other.

use std::sync::Arc;

use catalog::{Catalog, Settings};
use engine::{Answer, Query};
use jiff::civil::{Date, date};
use model::Grain;
use serde_json::json;

use crate::company::{Company, at, block_on};

const OWN: &str = "benchmarks:
  ours: { metric: customer_retention_rate, group: { en: Our trade, zh-CN: 本行业 }, period: month, low: 0.9, source: our association }
";

#[test]
fn a_years_benchmark_is_beside_years_only() {
    block_on(async {
        let mut company = Company::new(Settings::parse("", "tenure.yaml").unwrap()).await;
        company.catalog = Arc::new(Catalog::builtin().unwrap().with_texts(&[("metrics/own.yaml", OWN)]).unwrap());
        company.complete_through = Some(date(2024, 12, 31));
        let change = |id: &str, day: &str, status: &str| {
            let row =
                json!({ "subscription_id": id, "customer_id": id, "at": day, "status": status, "amount": "1.00" });
            row.as_object().unwrap().clone()
        };
        let rows =
            [("ann", "2023-05-01", "active"), ("ben", "2023-05-01", "active"), ("ben", "2024-06-10", "canceled")];
        company
            .import("subscription_changes", &rows.map(|(id, day, status)| change(id, day, status)), at("2025-01-02"))
            .await;
        let engine = company.engine(at("2025-01-02")).await;
        let ask = async |from: Date, to: Date, grain: Option<Grain>| {
            engine.query(&Query::new("customer_retention_rate", from, to, grain)).await.unwrap().remove(0)
        };
        let (year, next) = (date(2024, 1, 1), date(2025, 1, 1));
        for grain in [Some(Grain::Year), None] {
            let answer = ask(year, next, grain).await;
            assert_eq!(ids(&answer), ["retention_ecommerce", "retention_saas"]);
            // One of two stayed: within what software keeps, above what shops do.
            assert_eq!(standings(&answer, 0), [("retention_ecommerce", "above"), ("retention_saas", "within")]);
            let told = serde_json::to_value(&answer).unwrap();
            assert_eq!(told["rows"][0]["benchmarks"]["retention_saas"], "within");
            assert_eq!(told["benchmarks"][1]["low"], 0.35);
            assert_eq!(told["benchmarks"][1]["period"], "year");
        }
        let months = ask(year, next, Some(Grain::Month)).await;
        assert_eq!(ids(&months), ["ours"]);
        assert_eq!((standings(&months, 0), standings(&months, 5)), (vec![("ours", "within")], vec![("ours", "below")]));
        assert_eq!(ids(&ask(year, date(2024, 12, 1), None).await), Vec::<&str>::new());
    });
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.benchmarks.iter().map(|benchmark| benchmark.id.as_str()).collect()
}

fn standings(answer: &Answer, row: usize) -> Vec<(&str, &str)> {
    answer.rows[row].standings.iter().map(|(id, standing)| (id.as_str(), standing.as_str())).collect()
}
