//! Kinds, scales and touchpoints of survey answers never mix in silence, and intervals allow for customers who answer often.

use std::process::Command;

use catalog::Settings;
use engine::{Answer, Engine, Query};
use jiff::civil::date;
use serde_json::{Map, Value, json};

use crate::binary;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-03-10";

struct Given {
    who: &'static str,
    kind: &'static str,
    score: i64,
    /// Highest answer; the lowest is 1, of `nps` 0.
    of: i64,
    touchpoint: &'static str,
}

fn given(who: &'static str, kind: &'static str, score: i64, of: i64, touchpoint: &'static str) -> Given {
    Given { who, kind, score, of, touchpoint }
}

fn rows(answers: &[Given]) -> Vec<Map<String, Value>> {
    let row = |(index, given): (usize, &Given)| {
        let row = json!({
            "response_id": format!("r{index}"), "customer_id": given.who, "answered_at": format!("2024-02-{:02}", index + 1),
            "kind": given.kind, "score": given.score, "touchpoint": given.touchpoint,
            "scale_min": i64::from(given.kind != "nps"), "scale_max": given.of,
        });
        row.as_object().unwrap().clone()
    };
    answers.iter().enumerate().map(row).collect()
}

async fn engine(answers: &[Given]) -> (Company, Engine) {
    let mut company = Company::new(Settings::default()).await;
    let report = company.import("survey_responses", &rows(answers), at(NOW)).await;
    assert_eq!(report.quarantined, 0, "{:?}", report.receipt.rejects);
    let engine = company.engine(at(NOW)).await;
    (company, engine)
}

async fn february(engine: &Engine, metric: &str, by: &[&str]) -> Answer {
    let by = by.iter().map(|cut| (*cut).to_owned()).collect();
    let query = Query { by, ..Query::new(metric, date(2024, 2, 1), date(2024, 3, 1), None) };
    engine.query(&query).await.unwrap().remove(0)
}

#[test]
fn a_metric_of_one_kind_over_answers_of_another_is_an_error_that_says_so() {
    block_on(async {
        let (_company, engine) = engine(&[given("ann", "csat", 5, 5, "support"), given("ben", "ces", 7, 7, "")]).await;
        let query = Query::new("nps", date(2024, 2, 1), date(2024, 3, 1), None);
        let error = engine.query(&query).await.unwrap_err();
        assert_eq!(error.code(), "question");
        let text = error.to_string();
        assert!(text.contains("`nps`") && text.contains("ces (1), csat (1)"), "{text}");
        // Without any answer there is nothing to mix: no value, and why.
        let company = Company::new(Settings::default()).await;
        let empty = company.engine(at(NOW)).await;
        assert_eq!(february(&empty, "nps", &[]).await.rows[0].value, None);
    });
}

#[test]
fn touchpoints_that_one_number_mixes_are_told_unless_it_is_cut_by_them() {
    block_on(async {
        let answers = [
            given("ann", "csat", 9, 10, "support"),
            given("ben", "csat", 3, 10, "delivery"),
            given("cem", "csat", 4, 5, "support"),
        ];
        let (_company, engine) = engine(&answers).await;
        let css = february(&engine, "css", &[]).await;
        let told = serde_json::to_value(&css).unwrap();
        assert_eq!(told["survey"], json!({ "mixed_touchpoints": ["delivery", "support"], "left_out": 1 }));
        let apart = february(&engine, "css", &["touchpoint"]).await.survey.unwrap();
        assert!(apart.mixed_touchpoints.is_empty());
        let csat = february(&engine, "csat", &[]).await.survey.unwrap();
        assert_eq!((csat.mixed_scales.as_slice(), csat.left_out), (["1-10", "1-5"].map(str::to_owned).as_slice(), 0));
    });
}

#[test]
fn answers_that_have_all_in_common_need_no_remark() {
    block_on(async {
        let (_company, engine) =
            engine(&[given("ann", "nps", 9, 10, "relationship"), given("ben", "nps", 2, 10, "relationship")]).await;
        assert_eq!(february(&engine, "nps", &[]).await.survey, None);
    });
}

#[test]
fn one_answer_a_customer_is_a_multinomial() {
    block_on(async {
        let nps = |who, score| given(who, "nps", score, 10, "");
        let (_company, engine) = engine(&[nps("ann", 10), nps("ben", 9), nps("cem", 8), nps("dan", 6)]).await;
        let answer = february(&engine, "nps", &[]).await;
        assert_eq!(answer.interval.unwrap().method, "multinomial");
        // d = 1/4, variance (3/4 - 1/16) / 4.
        let (low, high) = (answer.rows[0].low.unwrap(), answer.rows[0].high.unwrap());
        assert!((low - -56.255_814_2).abs() < 1e-6 && high == 100.0, "{low} {high}");
    });
}

#[test]
fn customers_who_answer_several_times_are_clusters() {
    block_on(async {
        let scores: [(&str, &[i64]); 6] = [
            ("ann", &[10, 9]),
            ("ben", &[10, 10]),
            ("cem", &[9, 8]),
            ("dan", &[7, 8]),
            ("eve", &[9, 2]),
            ("fay", &[10]),
        ];
        let all = scores.iter().flat_map(|(who, scores)| scores.iter().map(|score| given(who, "nps", *score, 10, "")));
        let (_company, engine) = engine(&all.collect::<Vec<_>>()).await;
        let answer = february(&engine, "nps", &[]).await;
        assert_eq!(answer.interval.unwrap().method, "clustered");
        // y of 200, 200, 100, 0, 0, 100 over n of 2, 2, 2, 2, 2, 1: r = 600/11, variance 6/5 · Σ(y - rn)² / 11², t of 5.
        let (low, high) = (answer.rows[0].low.unwrap(), answer.rows[0].high.unwrap());
        assert!((low - 1.783_819_4).abs() < 1e-6 && high == 100.0, "{low} {high}");
    });
}

#[test]
fn both_languages_say_so() {
    block_on(async {
        let company = Company::new(Settings::default()).await;
        let folder = company.folder.path().to_owned();
        std::fs::write(folder.join("tenure.yaml"), "name: Acme\n").unwrap();
        let mut company = company;
        let answers = [given("ann", "csat", 9, 10, "support"), given("ben", "csat", 3, 10, "delivery")];
        company.import("survey_responses", &rows(&answers), at(NOW)).await;
        let run = |metric: &str, language: &str| {
            let asked = ["query", metric, "--from", "2024-02-01", "--to", "2024-03-01", "--lang", language];
            let output = Command::new(binary::path())
                .arg("-C")
                .arg(&folder)
                .args(asked)
                .args(["--now", "2024-03-10T00:00:00Z"])
                .output()
                .unwrap();
            let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
            (output.status.code(), text)
        };
        for (language, mixed, kinds) in [
            ("en", "several touchpoints (delivery, support)", "nobody has given one"),
            ("zh-CN", "多个触点的回答（delivery、support）", "不同类型不会混合计算"),
        ] {
            let (code, text) = run("css", language);
            assert!(code == Some(0) && text.contains(mixed), "{text}");
            let (code, text) = run("nps", language);
            let text = text.split_whitespace().collect::<String>();
            let kinds = kinds.split_whitespace().collect::<String>();
            assert!(code == Some(2) && text.contains(&kinds), "{text}");
        }
    });
}
