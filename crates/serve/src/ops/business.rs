//! Chosen metrics of the business beside the service's own figures: asked for from time to time, never on a scrape.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use model::Language;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde_json::Value;

use super::figures::seconds;
use super::telemetry::Labels;
use crate::{Ask, Clock, Format, Questions};

/// The newest value of each metric.
#[derive(Clone, Debug, Default)]
pub struct Business {
    values: Family<Labels<2>, Gauge<f64, AtomicU64>>,
    refreshed: Family<Labels<1>, Gauge<f64, AtomicU64>>,
    failures: Family<Labels<1>, Counter>,
}

impl Business {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "The newest value of a metric chosen in tenure.yaml, of a period that is over";
        registry.register("business_metric", help, self.values.clone());
        let help = "When the value was asked for, in seconds since 1970";
        registry.register("business_metric_refreshed_timestamp_seconds", help, self.refreshed.clone());
        registry.register("business_metric_failures", "Times that it could not be answered", self.failures.clone());
    }

    /// Asks for these metrics now and again every `pause`, for as long as the service runs.
    pub async fn follow(self, metrics: Vec<String>, pause: Duration, asking: (Arc<dyn Questions>, Arc<dyn Clock>)) {
        while !metrics.is_empty() {
            for metric in &metrics {
                self.refresh(metric, &asking).await;
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn refresh(&self, metric: &str, (questions, clock): &(Arc<dyn Questions>, Arc<dyn Clock>)) {
        let now_us = clock.now_us();
        let ask = Ask {
            question: "query".to_owned(),
            params: vec![("metrics".to_owned(), metric.to_owned()), ("grain".to_owned(), "month".to_owned())],
            format: Format::Json,
            language: Language::English,
            now_us,
            rule: None,
        };
        let label = ("metric", metric.to_owned());
        let told = questions.ask(ask).await.ok().and_then(|told| serde_json::from_slice(&told.body).ok());
        let Some(answer) = told else {
            tracing::warn!(target: "tenure::business", metric, "a metric chosen for /metrics could not be answered");
            self.failures.get_or_create(&[label]).inc();
            return;
        };
        self.values.get_or_create(&[label.clone(), ("unit", unit(&answer))]).set(newest(&answer).unwrap_or(f64::NAN));
        self.refreshed.get_or_create(&[label]).set(seconds(now_us));
    }
}

/// The value of the newest period that is over.
fn newest(answer: &Value) -> Option<f64> {
    let rows = answer["rows"].as_array()?;
    let over = rows.iter().rev().filter(|row| row["complete"] != Value::Bool(false));
    over.map(|row| number(&row["value"])).find(Option::is_some).flatten()
}

/// A number, or the amount of a sum of money.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value["amount"].as_str()?.parse().ok())
}

/// The unit of an answer; of money, its currency.
fn unit(answer: &Value) -> String {
    let currency = answer["rows"].as_array().into_iter().flatten().find_map(|row| row["value"]["currency"].as_str());
    currency.or_else(|| answer["unit"].as_str()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_newest_value_is_that_of_a_period_that_is_over() {
        let row = |value: Value, complete: bool| json!({ "value": value, "complete": complete });
        let answer =
            json!({ "unit": "share", "rows": [row(json!(0.5), true), row(json!(0.75), true), row(json!(0.1), false)] });
        assert_eq!((newest(&answer), unit(&answer)), (Some(0.75), "share".to_owned()));
        let money = json!({ "amount": "12.3400", "currency": "USD" });
        let answer = json!({ "unit": "money", "rows": [row(money, true), row(Value::Null, true)] });
        assert_eq!((newest(&answer), unit(&answer)), (Some(12.34), "USD".to_owned()));
        assert_eq!(newest(&json!({ "rows": [] })), None);
    }
}
