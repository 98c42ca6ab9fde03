//! Money in several currencies: no metric values what has no rate, and refunds count where each metric says.

use catalog::{Catalog, MrrRules, Settings, Unit};
use engine::{
    Check, Engine, MissingRate, MrrQuery, Number, Query, Reason, RfmScoring, SegmentValue, SegmentsQuery, Subject,
};
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
            let row = engine.query(&query).await.unwrap().remove(0).rows.remove(0);
            let told = MissingRate::list(&row.missing_rates);
            if row.value.is_some() || row.reason != Some(Reason::RateMissing) || !told.starts_with("CHF/USD 2024-02-05")
            {
                silent.push(format!("{}: {:?} {:?} {told}", metric.id, row.value, row.reason));
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
        assert_eq!(told, "EUR/USD 2024-02-22");
        // Customers are counted without rates.
        let counted = Query::new("customers_at_end", date(2024, 3, 1), date(2024, 4, 1), None);
        assert_eq!(engine.query(&counted).await.unwrap()[0].rows[0].value, Some(Number::Whole(1)));
    });
}

#[test]
fn only_the_numbers_that_need_a_missing_rate_have_no_value() {
    block_on(async {
        let mut company = company().await;
        company
            .import(
                "customers",
                &[
                    object(json!({ "customer_id": "ann", "country": "DE" })),
                    object(json!({ "customer_id": "bob", "country": "US" })),
                ],
                at(NOW),
            )
            .await;
        let order = |id: &str, day: &str, customer: &str, currency: &str| {
            object(json!({
                "order_id": id, "ordered_at": day, "customer_id": customer, "amount": "100.00", "currency": currency,
            }))
        };
        company
            .import(
                "orders",
                &[
                    order("o1", "2024-01-10", "ann", "EUR"),
                    order("o2", "2024-02-10", "ann", "EUR"),
                    order("o3", "2024-02-11", "bob", "CHF"),
                    order("o4", "2024-02-12", "bob", "CHF"),
                    order("o5", "2024-03-11", "ann", "GBP"),
                    order("o6", "2024-03-12", "bob", "USD"),
                ],
                at(NOW),
            )
            .await;
        company.import("refunds", &[object(json!({
            "refund_id": "f1", "order_id": "o1", "refunded_at": "2024-03-20", "amount": "10.00", "currency": "EUR",
        }))], at(NOW)).await;
        company.import("subscription_changes", &[object(json!({
            "subscription_id": "s1", "at": "2024-01-10", "customer_id": "ann", "status": "active", "amount": "100.00", "currency": "EUR",
        }))], at(NOW)).await;
        let engine = company.engine(at(NOW)).await;
        let asked = Query::new("revenue", date(2024, 1, 1), date(2024, 4, 1), Some(Grain::Month));
        let asked = Query {
            metrics: ["revenue", "orders", "revenue_by_order", "mrr", "new_mrr"].map(str::to_owned).into(),
            ..asked
        };
        let answers = engine.query(&asked).await.unwrap();
        let of = |metric: &str| {
            let answer = answers.iter().find(|answer| answer.metric == metric).unwrap();
            let cell = |row: &engine::Row| match row.value {
                Some(Number::Whole(count)) => count.to_string(),
                Some(value) => money(Some(value)),
                None => format!("{} {}", row.reason.unwrap().as_str(), MissingRate::list(&row.missing_rates)),
            };
            answer.rows.iter().map(cell).collect::<Vec<_>>()
        };
        assert_eq!(of("orders"), ["1", "3", "2"]);
        // The refund of March is in euros, whose last rate is of 14 February.
        assert_eq!(
            of("revenue"),
            [
                "110.0000",
                "rate_missing CHF/USD 2024-02-11..2024-02-12",
                "rate_missing EUR/USD 2024-03-20, GBP/USD 2024-03-11",
            ]
        );
        // It is deducted in January, where the order was.
        assert!(
            of("revenue_by_order")[0].starts_with("rate_missing ")
                && of("revenue_by_order")[0].contains("EUR/USD 2024-03-20"),
            "{:?}",
            of("revenue_by_order")
        );
        // Won at 1.10, and worth 1.20 since the last of January.
        assert_eq!(
            of("mrr"),
            ["120.0000", "rate_missing EUR/USD 2024-02-22..2024-02-29", "rate_missing EUR/USD 2024-02-22..2024-03-31"]
        );
        assert_eq!(of("new_mrr")[0], "110.0000");
        // Cut by customers, only those whose money it is are short of it.
        let cut = Query { by: vec!["country".to_owned()], metrics: vec!["revenue".to_owned()], ..asked };
        let rows = engine.query(&cut).await.unwrap().remove(0).rows;
        let february: Vec<_> = rows
            .iter()
            .filter(|row| row.start == "2024-02-01")
            .map(|row| (row.by[0].1.clone().unwrap(), row.reason))
            .collect();
        assert_eq!(february, [("DE".to_owned(), None), ("US".to_owned(), Some(Reason::RateMissing))]);
        // What is one answer as a whole is refused with all that is missing.
        let bridge = MrrQuery {
            from: date(2024, 1, 1),
            to: date(2024, 4, 1),
            grain: Some(Grain::Month),
            filter: None,
            by: Vec::new(),
        };
        let refused = engine.mrr(&bridge, &MrrRules::profile("tenure")).await.unwrap_err().to_string();
        assert!(refused.contains("EUR/USD 2024-02-22..2024-03-31"), "{refused}");
        let segments = SegmentsQuery {
            at: Some(date(2024, 4, 1)),
            value: SegmentValue::Revenue,
            subject: Subject::Customer,
            basis: None,
        };
        let refused = engine.rfm(&segments, RfmScoring::Threshold).await.unwrap_err().to_string();
        assert!(
            refused.contains("CHF/USD 2024-02-11..2024-02-12, EUR/USD 2024-03-20, GBP/USD 2024-03-11"),
            "{refused}"
        );
        // The check tells them all and goes on.
        let quality = engine.quality(|_| true).await.unwrap();
        let finding = quality.findings.iter().find(|finding| finding.check == Check::MissingRates).unwrap();
        let told = finding.detail.clone().unwrap().say(model::Language::English);
        for part in ["CHF/USD 2024-02-11..2024-02-12", "GBP/USD 2024-03-11", "EUR/USD 2024-02-22.."] {
            assert!(told.contains(part), "{told}");
        }
        assert!(quality.laws.iter().any(|law| law.periods > 0));
    });
}

async fn mrr(engine: &Engine, from: jiff::civil::Date, to: jiff::civil::Date) -> Result<String, String> {
    let row = engine.query(&Query::new("mrr", from, to, None)).await.unwrap().remove(0).rows.remove(0);
    if row.missing_rates.is_empty() { Ok(money(row.value)) } else { Err(MissingRate::list(&row.missing_rates)) }
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
