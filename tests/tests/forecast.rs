//! Forecasts of a shop's quarters and months, small enough to be made by hand.

use std::process::{Command, Output};

use catalog::Settings;
use engine::{Engine, EngineError, ForecastKind, ForecastQuery, MetricForecast, Number, Omission, Population, Subject};
use jiff::civil::{Date, date};
use model::Grain;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-02-10";

/// One order a quarter from 2019 on, known through January 2024: the same four amounts each year, but for 31 in the third
/// quarter.
fn seasons() -> Vec<(Date, f64)> {
    let mut orders = Vec::new();
    for year in 2019..2024 {
        for (month, amount) in [(2, 10.0), (5, 20.0), (8, 30.0), (11, 5.0)] {
            orders.push((date(year, month, 10), amount));
        }
    }
    orders[2].1 = 31.0;
    orders.push((date(2024, 1, 5), 1.0));
    orders
}

async fn shop(orders: &[(Date, f64)]) -> Company {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(date(2024, 1, 31));
    let rows: Vec<Map<String, Value>> = orders
        .iter()
        .enumerate()
        .map(|(id, (day, amount))| {
            let row = json!({
                "order_id": id, "customer_id": format!("c{id}"), "ordered_at": day.to_string(),
                "amount": format!("{amount:.2}"), "currency": "USD",
            });
            row.as_object().unwrap().clone()
        })
        .collect();
    company.import("orders", &rows, at(NOW)).await;
    company
}

fn asked(metric: &str, grain: Grain, from: Date, periods: usize) -> ForecastQuery {
    ForecastQuery {
        metric: metric.to_owned(),
        from,
        to: date(2024, 4, 1),
        grain,
        periods,
        since_first: false,
        population: Population { by: Vec::new(), filter: None, basis: None, subject: Subject::Customer },
        params: Default::default(),
    }
}

async fn answer(company: &Company, query: ForecastQuery) -> Result<MetricForecast, EngineError> {
    let engine: Engine = company.engine(at(NOW)).await;
    engine.forecast(&query).await
}

/// The first quarter of 2024 is not over: it is not looked at, and foretold. Of the twenty before, five are held back, which
/// repeat exactly, so that the season before cannot be beaten. One change by 1 among sixteen is a deviation of a quarter.
#[test]
fn a_year_that_repeats_is_repeated() {
    block_on(async {
        let company = shop(&seasons()).await;
        let found = answer(&company, asked("revenue", Grain::Quarter, date(2019, 1, 1), 6)).await.unwrap();
        let starts: Vec<&str> = found.rows.iter().map(|row| row.start.as_str()).collect();
        assert_eq!((starts[0], starts[1], starts[5]), ("2024-01-01", "2024-04-01", "2025-04-01"));
        let values: Vec<f64> = found.rows.iter().map(|row| row.value.to_f64()).collect();
        assert_eq!(values, [10.0, 20.0, 30.0, 5.0, 10.0, 20.0]);
        assert!(matches!(found.rows[0].value, Number::Money(_)));
        assert_eq!((found.model.kind, found.model.season), (ForecastKind::SeasonalNaive, 4));
        assert_eq!((found.history.len(), found.left_out.len()), (20, 1));
        assert_eq!((found.left_out[0].start.as_str(), found.left_out[0].why), ("2024-01-01", Omission::Incomplete));
        let holdout = &found.holdout;
        assert_eq!((holdout.start.as_str(), holdout.periods), ("2022-10-01", 5));
        assert_eq!((holdout.seasonal_naive.mae, holdout.seasonal_naive.mase), (0.0, Some(0.0)));
        // Among eleven changes from year to year one by 1.
        assert!((holdout.scale - 1.0 / 11.0).abs() < 1e-12 && holdout.winner == ForecastKind::SeasonalNaive);
        let reach = |index: usize| found.rows[index].high.unwrap() - values[index];
        // Student's t of sixteen changes, by scipy.
        assert!((reach(0) - 0.25 * 2.119_905_299_221_011).abs() < 1e-9, "{}", reach(0));
        assert!((reach(4) - 0.25 * 2.119_905_299_221_011 * 2.0_f64.sqrt()).abs() < 1e-9);
    });
}

/// Who buys in summer lives in one country, the last buyer in another: each part goes on as it did itself, and who is too new for a
/// forecast keeps nobody else from theirs.
#[test]
fn each_part_is_foretold_from_its_own_past() {
    block_on(async {
        let mut company = shop(&seasons()).await;
        let lives = |id: usize, country: &str| {
            json!({ "customer_id": format!("c{id}"), "country": country }).as_object().unwrap().clone()
        };
        let mut customers: Vec<_> = (2..20).step_by(4).map(|id| lives(id, "DE")).collect();
        customers.push(lives(20, "US"));
        company.import("customers", &customers, at(NOW)).await;
        let mut query = asked("revenue", Grain::Quarter, date(2019, 1, 1), 4);
        query.since_first = true;
        query.population.by = vec!["country".to_owned()];
        let found = company.engine(at(NOW)).await.forecasts(&query).await.unwrap();
        let values = |country: Option<&str>| -> Vec<f64> {
            let part = found.forecasts.iter().find(|part| part.by[0].1.as_deref() == country).unwrap();
            part.rows.iter().map(|row| row.value.to_f64()).collect()
        };
        assert_eq!((values(None), values(Some("DE"))), (vec![10.0, 20.0, 0.0, 5.0], vec![0.0, 0.0, 30.0, 0.0]));
        assert_eq!(found.forecasts.len(), 2);
        let [without] = found.without.as_slice() else { panic!("{:?}", found.without) };
        assert_eq!(without.by[0].1.as_deref(), Some("US"));
        for language in [model::Language::English, model::Language::Chinese] {
            assert!(without.why.say(language).contains("revenue"), "{}", without.why.say(language));
        }
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\n").unwrap();
        let run = |format: &str| {
            let output = Command::new(binary::path())
                .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW, "--format", format])
                .args(["forecast", "revenue", "--grain", "month", "--periods", "4", "--by", "country"])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(run("csv").starts_with("country,start,end,value,currency,low,high"), "{}", run("csv"));
        let json: Value = serde_json::from_str(&run("json")).unwrap();
        assert_eq!(json["forecasts"][1]["by"], json!({ "country": "DE" }));
        assert_eq!(json["without"][0]["by"], json!({ "country": "US" }));
        assert!(run("table").contains("Parts without a forecast"), "{}", run("table"));
    });
}

/// 24 orders, then two fewer each month: the line goes below nothing, the forecast does not. Its interval has no other
/// way than up.
#[test]
fn a_count_does_not_fall_below_nothing() {
    block_on(async {
        let mut orders = Vec::new();
        for month in 1..=12_i8 {
            let count = 26 - 2 * i32::from(month) + i32::from(month % 3 == 0);
            orders.extend((0..count).map(|_| (date(2023, month, 15), 1.0)));
        }
        let company = shop(&orders).await;
        let query = ForecastQuery { to: date(2024, 1, 1), ..asked("orders", Grain::Month, date(2023, 1, 1), 6) };
        let found = answer(&company, query).await.unwrap();
        assert_eq!((found.model.kind, found.history.len()), (ForecastKind::Smoothing, 12));
        assert_eq!(found.rows[5].value, Number::Whole(0));
        assert!(found.rows.iter().all(|row| row.low == Some(0.0) || row.low > Some(0.0)), "{:?}", found.rows);
        assert!(found.holdout.smoothing.mae < found.holdout.seasonal_naive.mae);
    });
}

#[test]
fn what_never_varied_has_no_interval() {
    block_on(async {
        let orders: Vec<_> = (1..=12).map(|month| (date(2023, month, 15), 10.0)).collect();
        let company = shop(&orders).await;
        let found = answer(&company, asked("revenue", Grain::Month, date(2023, 1, 1), 2)).await.unwrap();
        assert_eq!(found.model.kind, ForecastKind::SeasonalNaive, "January has 0");
        let query = ForecastQuery { to: date(2024, 1, 1), ..asked("revenue", Grain::Month, date(2023, 1, 1), 2) };
        let found = answer(&company, query).await.unwrap();
        assert_eq!((found.model.kind, found.rows[1].value.to_f64()), (ForecastKind::Constant, 10.0));
        assert_eq!((found.rows[1].low, found.rows[1].high, found.holdout.seasonal_naive.mase), (None, None, None));
        assert!(found.outliers.is_empty() && found.changepoints.is_empty());
    });
}

#[test]
fn a_spike_is_an_outlier_and_a_step_a_changepoint() {
    block_on(async {
        let orders: Vec<_> = (0..36_i16)
            .map(|index| {
                let wobble = f64::from((index * 7) % 5);
                let level = if index < 20 { 100.0 } else { 300.0 };
                let spike = if index == 9 { 400.0 } else { 0.0 };
                let month = i8::try_from(index % 12 + 1).unwrap();
                (date(2021 + index / 12, month, 15), level + wobble + spike)
            })
            .collect();
        let company = shop(&orders).await;
        let query = ForecastQuery { to: date(2024, 1, 1), ..asked("revenue", Grain::Month, date(2021, 1, 1), 2) };
        let mut query_by_quarter = query.clone();
        query_by_quarter.grain = Grain::Quarter;
        let found = answer(&company, query).await.unwrap();
        // Over three years the season is taken away before, of which the spike is a part.
        let odd: Vec<_> = found.outliers.iter().map(|one| one.start.as_str()).collect();
        assert!(odd.contains(&"2021-10-01"), "{odd:?}");
        let breaks: Vec<_> = found.changepoints.iter().map(|one| one.start.as_str()).collect();
        assert_eq!(breaks, ["2022-09-01"], "{:?}", found.changepoints);
        assert!((found.changepoints[0].jump - 200.0).abs() < 60.0, "{:?}", found.changepoints);
        // By quarters the months are added up: wobbles of 3, 0 and 2 and the spike above three hundred.
        let quarters = answer(&company, query_by_quarter).await.unwrap().history;
        let told: Vec<f64> = quarters.iter().map(|row| row.value.to_f64()).collect();
        assert_eq!((told.len(), told[0], told[3]), (12, 306.0, 705.0));
    });
}

/// The value of an order is nothing where there are none.
#[test]
fn a_gap_and_too_short_a_series_are_refused_by_name() {
    block_on(async {
        let mut orders = seasons();
        orders.remove(7);
        let company = shop(&orders).await;
        let refused = answer(&company, asked("aov", Grain::Quarter, date(2019, 1, 1), 2)).await.unwrap_err();
        assert!(refused.to_string().contains("2020-10-01"), "{refused}");
        let after = answer(&company, asked("aov", Grain::Quarter, date(2021, 1, 1), 2)).await.unwrap();
        assert_eq!(after.history.len(), 12);
        // What is missing at the start is left out and said.
        let early = answer(&company, asked("aov", Grain::Quarter, date(2018, 7, 1), 2)).await.unwrap_err();
        assert!(early.to_string().contains("2020-10-01"), "{early}");
        let short = answer(&company, asked("aov", Grain::Quarter, date(2022, 4, 1), 2)).await.unwrap_err();
        assert!(short.to_string().contains("has 7 periods") && short.to_string().contains("at least 8"), "{short}");
        let nothing = Company::new(Settings::default()).await;
        let empty = answer(&nothing, asked("aov", Grain::Quarter, date(2019, 1, 1), 2)).await.unwrap_err();
        assert!(empty.to_string().contains("has 0 periods"), "{empty}");
    });
}

#[test]
fn the_command_tells_it_in_both_languages_and_every_format() {
    block_on(async {
        let company = shop(&seasons()).await;
        std::fs::write(company.folder.path().join("tenure.yaml"), "name: Shop\n").unwrap();
        let ask = |format: &str, language: &str, more: &[&str]| -> Output {
            Command::new(binary::path())
                .args(["--workspace", company.folder.path().to_str().unwrap(), "--now", NOW, "--lang", language])
                .args(["--format", format, "forecast", "revenue", "--grain", "quarter"])
                .args(more)
                .output()
                .unwrap()
        };
        let run = |format: &str, language: &str| {
            let output = ask(format, language, &["--periods", "4"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let english = run("table", "en");
        assert!(english.contains("the value 4 periods before"), "{english}");
        assert!(english.contains("2019-01-01 to 2024-01-01, 20 quarters"), "{english}");
        let chinese = run("table", "zh-CN");
        assert!(chinese.contains("沿用 4 个期间之前的值") && chinese.contains("共 20 个季度"), "{chinese}");
        let text = run("json", "en");
        assert_eq!(text, run("json", "en"));
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["rows"][0]["value"], json!({ "amount": "10.0000", "currency": "USD" }));
        assert_eq!(json["model"]["kind"], "seasonal_naive");
        assert_eq!((&json["holdout"]["winner"], &json["changepoints"]), (&json!("seasonal_naive"), &json!([])));
        assert_eq!(json["history"].as_array().unwrap().len(), 20);
        assert!(run("csv", "en").starts_with("start,end,value"), "{}", run("csv", "en"));
        let short = ask("table", "zh-CN", &["--from", "2023-01-01", "--to", "2024-01-01"]);
        assert_eq!(short.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&short.stderr).contains("至少需要 8 个"));
    });
}
