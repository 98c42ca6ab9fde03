//! Money in several currencies: no metric values what has no rate, and refunds count where each metric says.

use catalog::{Catalog, Settings, Unit};
use engine::{Engine, Number, Query};
use jiff::civil::date;
use model::Grain;
use serde_json::{Map, Value, json};

use crate::checkout::assert_none;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-04-02";

#[test]
fn a_missing_rate_names_its_day_and_pair_in_every_metric_of_money() {
    block_on(async {
        let mut company = company().await;
        company.import("orders", &[object(json!({
            "order_id": "o1", "ordered_at": "2024-02-05", "customer_id": "ann", "amount": "10.00", "currency": "CHF",
        }))], at(NOW)).await;
        company.import("payments", &[object(json!({
            "payment_id": "p1", "customer_id": "ann", "invoiced_at": "2024-02-05", "paid_at": "2024-02-05", "amount": "10.00",
            "currency": "CHF", "status": "paid", "recurring": false,
        }))], at(NOW)).await;
        company.import("costs", &[object(json!({ "cost_id": "k1", "date": "2024-02-05", "category": "hosting", "amount": "1.00", "currency": "CHF" }))], at(NOW)).await;
        company.import("spend", &[object(json!({ "spend_id": "k1", "date": "2024-02-05", "category": "marketing", "amount": "1.00", "currency": "CHF" }))], at(NOW)).await;
        company.import("subscription_changes", &[object(json!({
            "subscription_id": "s1", "at": "2024-02-05", "customer_id": "ann", "status": "active", "amount": "10.00", "currency": "CHF",
        }))], at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        let catalog = Catalog::builtin().unwrap();
        let mut silent = Vec::new();
        let ratios = ["clv_cac_ratio", "roas", "cac_payback_months", "cac_payback_simple", "nrr", "grr"];
        let of_money = catalog
            .metrics
            .values()
            .filter(|metric| metric.unit == Unit::Money || ratios.contains(&metric.id.as_str()));
        for metric in of_money {
            let query = Query::new(&metric.id, date(2024, 2, 1), date(2024, 3, 1), None);
            match engine.query(&query).await {
                Ok(answers) => silent.push(format!("{}: {:?}", metric.id, answers[0].rows[0].value)),
                Err(error) => {
                    let told = error.to_string();
                    if !["CHF", "USD", "2024-02-05"].iter().all(|part| told.contains(part)) {
                        silent.push(format!("{}: {told}", metric.id));
                    }
                }
            }
        }
        assert_none("metrics of money that value what has no rate", &silent);
    });
}

#[test]
fn a_refund_counts_in_its_own_period_or_on_its_order() {
    block_on(async {
        let mut company = company().await;
        company.import("orders", &[object(json!({
            "order_id": "o1", "ordered_at": "2024-01-10", "customer_id": "ann", "amount": "100.00", "currency": "EUR",
        }))], at(NOW)).await;
        company.import("refunds", &[object(json!({
            "refund_id": "f1", "order_id": "o1", "refunded_at": "2024-02-14", "amount": "50.00", "currency": "EUR",
        }))], at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        let by_month = async |metric: &str| {
            let query = Query::new(metric, date(2024, 1, 1), date(2024, 3, 1), Some(Grain::Month));
            let answer = engine.query(&query).await.unwrap().remove(0);
            answer.rows.iter().map(|row| money(row.value)).collect::<Vec<_>>()
        };
        // 100 at 1.10 in January, 50 back at 1.20 in February.
        assert_eq!(by_month("revenue").await, ["110.0000", "-60.0000"]);
        assert_eq!(by_month("revenue_by_order").await, ["50.0000", "0.0000"]);
    });
}

#[test]
fn a_subscription_has_no_value_more_than_a_week_after_the_last_rate() {
    block_on(async {
        let mut company = company().await;
        company.import("subscription_changes", &[object(json!({
            "subscription_id": "s1", "at": "2024-01-10", "customer_id": "ann", "status": "active", "amount": "100.00", "currency": "EUR",
        }))], at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        // The last rate is of 14 February: it stands in until the 21st.
        assert_eq!(mrr(&engine, date(2024, 2, 1), date(2024, 2, 22)).await.unwrap(), "120.0000");
        let told = mrr(&engine, date(2024, 2, 1), date(2024, 2, 23)).await.unwrap_err();
        assert!(told.contains("EUR") && told.contains("USD") && told.contains("2024-02-22"), "{told}");
        // Customers are counted without rates.
        let counted = Query::new("customers_at_end", date(2024, 3, 1), date(2024, 4, 1), None);
        assert_eq!(engine.query(&counted).await.unwrap()[0].rows[0].value, Some(Number::Whole(1)));
    });
}

async fn mrr(engine: &Engine, from: jiff::civil::Date, to: jiff::civil::Date) -> Result<String, String> {
    let answers = engine.query(&Query::new("mrr", from, to, None)).await.map_err(|error| error.to_string())?;
    Ok(money(answers[0].rows[0].value))
}

/// Weekly rates of the euro from 3 January to 14 February, 1.10 until the end of January and 1.20 from then on.
async fn company() -> Company {
    let settings = "gross_margin: 0.5\nlifetime_years: 2\nactivity: { basis: subscription }\n";
    let mut company = Company::new(Settings::parse(settings, "tenure.yaml").unwrap()).await;
    company.complete_through = Some(date(2024, 3, 31));
    let weeks = (0..7).map(|week| {
        let day = date(2024, 1, 3).saturating_add(jiff::Span::new().weeks(week));
        object(json!({ "date": day.to_string(), "from": "EUR", "to": "USD", "rate": if week < 4 { "1.10" } else { "1.20" } }))
    });
    company.import("fx_rates", &weeks.collect::<Vec<_>>(), at(NOW)).await;
    company
}

fn money(number: Option<Number>) -> String {
    match number {
        Some(Number::Money(money)) => money.amount(),
        other => panic!("{other:?}"),
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}
