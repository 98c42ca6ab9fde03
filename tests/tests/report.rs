//! The tables of a report: their numbers are those of a query, and they say what is not over or not there.

use std::process::{Command, Output};

use catalog::Settings;
use engine::{Compare, Direction, Number, Query, Reason, ReportQuery, Reported, ReportedCell, Row};
use jiff::civil::date;
use model::Grain;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-06-10";

/// Two years of three customers: subscriptions, orders and answers, the newest of the tenth of June.
async fn company() -> Company {
    let mut company = Company::new(Settings::default()).await;
    let now = at(NOW);
    company.complete_through = Some(date(2024, 6, 9));
    let change = |id: &str, at: &str, status: &str| json!({ "subscription_id": format!("s-{id}"), "customer_id": id, "at": at, "status": status, "amount": "10.00" });
    let changes = [
        change("anna", "2022-12-01", "active"),
        change("ben", "2023-01-10", "active"),
        change("carla", "2023-05-10", "active"),
        change("ben", "2024-04-20", "canceled"),
        change("dan", "2024-06-09", "active"),
    ];
    company.import("subscription_changes", &rows(&changes), now).await;
    let order = |id: &str, who: &str, at: &str| json!({ "order_id": id, "customer_id": who, "ordered_at": at, "amount": "30.00" });
    let orders = [
        order("o1", "anna", "2023-04-05"),
        order("o2", "anna", "2024-03-05"),
        order("o3", "ben", "2024-04-05"),
        order("o4", "anna", "2024-05-05"),
        order("o5", "carla", "2024-06-09"),
    ];
    company.import("orders", &rows(&orders), now).await;
    let answer = |id: &str, at: &str, score: i64| json!({ "response_id": id, "customer_id": "anna", "answered_at": at, "kind": "csat", "score": score });
    let answers = [answer("r1", "2023-05-03", 2), answer("r2", "2024-04-03", 3), answer("r3", "2024-05-03", 5)];
    company.import("survey_responses", &rows(&answers), now).await;
    company
}

fn rows(values: &[Value]) -> Vec<Map<String, Value>> {
    values.iter().map(|value| value.as_object().unwrap().clone()).collect()
}

fn question(tables: &[&str]) -> ReportQuery {
    ReportQuery {
        from: date(2024, 4, 1),
        to: date(2024, 7, 1),
        grain: Grain::Month,
        tables: tables.iter().map(|id| (*id).to_owned()).collect(),
        filter: None,
        basis: None,
        subject: engine::Subject::default(),
    }
}

fn cells<'a>(reported: &'a Reported, table: &str, column: &str) -> &'a [ReportedCell] {
    let table = reported.tables.iter().find(|known| known.id == table).unwrap();
    &table.columns.iter().find(|known| known.id == column).unwrap().cells
}

#[test]
fn every_number_is_that_of_a_query() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let reported = engine.report(&question(&[])).await.unwrap();
        assert_eq!(reported.tables.len(), company.catalog.report_tables.len());
        let mut compared = 0;
        for column in reported.tables.iter().flat_map(|table| &table.columns) {
            assert_eq!(column.cells.len(), 3, "{}", column.id);
            // Asked beside another, a metric of a survey that nobody answered is null here as it is in the report.
            let by = |compare| Query {
                metrics: vec![column.metric.clone(), "orders".to_owned()],
                compare: Some(compare),
                ..Query::new(&column.metric, date(2024, 4, 1), date(2024, 7, 1), Some(Grain::Month))
            };
            let previous = engine.query(&by(Compare::Previous)).await.unwrap().remove(0).rows;
            let year = engine.query(&by(Compare::Year)).await.unwrap().remove(0).rows;
            for (index, cell) in column.cells.iter().enumerate() {
                let row = &previous[index];
                assert_eq!((&cell.start, &cell.end, cell.complete), (&row.start, &row.end, row.complete));
                assert_eq!(cell.value, number(row, &column.part), "{} {}", column.id, cell.start);
                assert_eq!(cell.value.is_none(), cell.reason.is_some(), "{} {}", column.id, cell.start);
                if column.part != "value" {
                    continue;
                }
                for (against, row) in [(&cell.previous, row), (&cell.year_before, &year[index])] {
                    let compare = row.compare.as_ref().unwrap();
                    assert_eq!((&against.start, &against.end), (&compare.start, &compare.end));
                    assert_eq!((against.value, against.change), (compare.value, compare.change), "{}", column.id);
                    assert_eq!(against.change_share, compare.change_share, "{}", column.id);
                    assert_eq!(against.reason, compare.reason, "{} {}", column.id, cell.start);
                    compared += usize::from(against.change.is_some());
                }
            }
        }
        assert!(compared > 8, "{compared} numbers could be compared");
    });
}

fn number(row: &Row, part: &str) -> Option<Number> {
    match part {
        "value" => row.value,
        "numerator" => row.numerator,
        "denominator" => row.denominator,
        also => row.also.iter().find(|(name, _)| name == also).unwrap().1,
    }
}

#[test]
fn a_trend_says_where_a_number_goes_and_a_period_that_is_not_over_has_none() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let reported = engine.report(&question(&["retention", "satisfaction"])).await.unwrap();
        assert_eq!(reported.tables.len(), 2);
        // Ben leaves in April; in May both who are left stay.
        let rate = cells(&reported, "retention", "rate");
        assert_eq!(rate[0].direction, Some(Direction::Worsened));
        assert_eq!(rate[1].direction, Some(Direction::Improved));
        assert_eq!(rate[1].year_before.start, "2023-05-01");
        let initial = cells(&reported, "retention", "initial");
        assert_eq!(initial[1].value, Some(Number::Whole(2)));
        assert_eq!((initial[0].direction, initial[1].direction), (Some(Direction::Unchanged), Some(Direction::Down)));
        assert!(!rate[2].complete && rate[2].value.is_some());
        assert_eq!(rate[2].direction, None);
        // Nobody answered in June, nor in March.
        let csat = cells(&reported, "satisfaction", "csat");
        assert_eq!(csat[2].reason, Some(Reason::NothingToDivideBy));
        assert_eq!(csat[0].previous.reason, Some(Reason::NothingToDivideBy));
        assert_eq!(csat[1].direction, Some(Direction::Improved));
        let none = cells(&reported, "satisfaction", "nps");
        assert!(none.iter().all(|cell| cell.value.is_none() && cell.reason.is_some() && cell.direction.is_none()));
    });
}

#[test]
fn a_table_that_no_report_has_is_refused_with_those_there_are() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let refused = engine.report(&question(&["retentoin"])).await.unwrap_err().to_string();
        assert!(refused.contains("`retentoin`") && refused.contains("retention, satisfaction"), "{refused}");
    });
}

#[test]
fn it_is_printed_in_both_languages_and_as_rows() {
    let folder = tempfile::tempdir().unwrap();
    let tenure = |words: &[&str]| -> Output {
        let mut command = Command::new(binary::path());
        command.current_dir(folder.path()).args(["--now", "2024-06-10T00:00:00Z", "--quiet"]).args(words);
        command.output().unwrap()
    };
    let said = |words: &[&str]| {
        let output = tenure(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    said(&["init"]);
    let changes = "subscription_id,customer_id,at,status,amount\ns1,anna,2024-01-05,active,10\ns2,ben,2024-01-06,active,10\n\
                   s2,ben,2024-04-20,canceled,10\n";
    std::fs::write(folder.path().join("changes.csv"), changes).unwrap();
    said(&["import", "subscription_changes", "changes.csv", "--complete-through", "2024-05-31"]);
    let ask = ["report", "retention", "--from", "2024-03-01", "--to", "2024-07-01"];
    let english = said(&ask);
    for words in ["Retention", "Initial customers", "50.0%", "better", "not known yet", "2024-05"] {
        assert!(english.contains(words), "`{words}` is not in\n{english}");
    }
    let chinese = said(&[&ask[..], &["--lang", "zh-CN"]].concat());
    for words in ["客户留存", "期初客户", "50.0%", "改善", "尚不可知", "上期"] {
        assert!(chinese.contains(words), "`{words}` is not in\n{chinese}");
    }
    let rows = said(&[&ask[..], &["--format", "csv"]].concat());
    let (head, rows) = rows.split_once("\r\n").unwrap();
    assert!(
        head.starts_with("table,column,metric,part,unit,start,end,value,reason,complete,direction,previous,"),
        "{head}"
    );
    assert_eq!(rows.lines().count(), 12, "three columns of four months");
    assert!(
        rows.contains("retention,rate,customer_retention_rate,value,share,2024-04-01,2024-05-01,0.5,,true,worsened,1")
    );
    let object: Value = serde_json::from_str(&said(&[&ask[..], &["--format", "json"]].concat())).unwrap();
    let columns = object["tables"][0]["columns"].as_array().unwrap();
    assert_eq!(columns[2]["cells"][1]["year_before"]["reason"], "nothing_to_divide_by");
    assert_eq!(columns[2]["title"], json!({ "en": "Retention rate", "zh-CN": "客户保留率" }));
    let refused = tenure(&["report", "-o", "report.pdf"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("report.pdf"));
}
