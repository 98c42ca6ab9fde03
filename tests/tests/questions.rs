//! What a question that was asked in a hurry is told: what was meant, what was made of it, what it cannot be.

use serde_json::json;

use crate::desk::Desk;

fn shop() -> Desk {
    let desk = Desk::new();
    desk.write("customers.csv", "customer_id,country\nann,DE\nbob,US\n");
    desk.write(
        "orders.csv",
        "order_id,ordered_at,customer_id,amount,currency\no1,2025-01-10,ann,10,USD\no2,2025-02-10,ann,20,USD\no3,2025-02-11,bob,5,EUR\n",
    );
    for table in ["customers", "orders"] {
        let done = desk.run(&["import", table, &format!("{table}.csv"), "--complete-through", "2025-03-31"]);
        assert_eq!(done.code, 0, "{}", done.err);
    }
    desk
}

const RANGE: [&str; 4] = ["--from", "2025-01-01", "--to", "2025-04-01"];

#[test]
fn a_mistake_in_a_question_is_one_of_usage_and_names_what_is_near() {
    let desk = shop();
    for (words, named) in [
        (&["query", "orders", "--where", "contry = 'DE'"][..], "`country`"),
        (&["query", "orders", "--by", "contry"], "`country`"),
        (&["query", "ordrs"], "`orders`"),
        (&["query", "orders", "--param", "atribution_model=linear"], "`attribution_model`"),
        (&["segments", "lapsed_byers"], "`lapsed_buyers`"),
        (&["mrr", "--reconcile", "tenure", "tenure"], "`tenure`"),
        (&["retention", "--offsets", "-1"], "`-1`"),
        (&["funnel", "--steps", "orders,refunds", "--window", "-3d"], "`-3d`"),
        (&["retention", "--start", "first:ordrs"], "`orders`"),
        (&["repport"], "`report`"),
    ] {
        for language in ["en", "zh-CN"] {
            let done = desk.run(&[&["--lang", language], words].concat());
            assert_eq!(done.code, 2, "{words:?}: {}", done.err);
            assert!(done.err.contains(named), "{words:?}: {}", done.err);
        }
    }
}

#[test]
fn whole_periods_are_told_and_a_metric_named_twice_is_answered_once() {
    let desk = shop();
    let asked = ["query", "orders", "orders", "--from", "2025-01-15", "--to", "2025-02-20", "--grain", "month"];
    let done = desk.run(&[&asked[..], &["--format", "csv"]].concat());
    assert_eq!(done.out.lines().count(), 3, "{}", done.out);
    assert!(done.err.contains("2025-01-01 to 2025-03-01, not 2025-01-15 to 2025-02-20"), "{}", done.err);
    let done = desk.run(&[&["--lang", "zh-CN"], &asked[..]].concat());
    assert!(done.err.contains("而非 2025-01-15"), "{}", done.err);
    let whole = desk.run(&["query", "orders", "--from", "2025-01-01", "--to", "2025-03-01", "--grain", "month"]);
    assert_eq!(whole.err, "");
}

#[test]
fn a_parameter_that_one_of_several_metrics_lacks_stops_none_of_the_others() {
    let desk = shop();
    let both = desk.json(&[&["query", "orders", "time_to_adopt"], &RANGE[..]].concat());
    assert_eq!(both[0]["rows"][0]["value"], json!(3));
    assert_eq!((&both[1]["rows"][0]["value"], &both[1]["rows"][0]["reason"]), (&json!(null), &json!("param_missing")));
    let given = desk.json(&[&["query", "orders", "time_to_adopt", "--param", "feature=export"], &RANGE[..]].concat());
    assert_ne!(given[1]["rows"][0]["reason"], json!("param_missing"));
    let alone = desk.run(&[&["query", "time_to_adopt"], &RANGE[..]].concat());
    assert_eq!(alone.code, 2);
    assert!(alone.err.contains("--param feature="), "{}", alone.err);
}

#[test]
fn a_missing_rate_is_named_beside_the_numbers_that_have_one() {
    let desk = shop();
    let asked = [&["query", "orders", "revenue", "--grain", "month"], &RANGE[..]].concat();
    let found = desk.json(&asked);
    let values: Vec<_> =
        found[1]["rows"].as_array().unwrap().iter().map(|row| row["value"]["amount"].clone()).collect();
    assert_eq!(values, [json!("10.0000"), json!(null), json!("0.0000")]);
    let lacking = json!([{ "from": "EUR", "to": "USD", "first_day": "2025-02-11", "last_day": "2025-02-11" }]);
    assert_eq!(found[1]["rows"][1]["missing_rates"], lacking);
    for (language, words) in [("en", "no rate EUR/USD 2025-02-11"), ("zh-CN", "缺少汇率 EUR/USD 2025-02-11")] {
        let shown = desk.run(&[&["--lang", language], &asked[..]].concat());
        assert!(shown.out.contains(words) && shown.err.contains("EUR/USD 2025-02-11"), "{}{}", shown.out, shown.err);
    }
    let report = desk.run(&[&["report"], &RANGE[..]].concat());
    assert!(report.code == 0 && report.err.contains("EUR/USD 2025-02-11"), "{}", report.err);
    let check = desk.run(&["check"]);
    assert!(check.code == 3 && check.out.contains("EUR/USD 2025-02-11"), "{}{}", check.out, check.err);
    let rfm = desk.run(&["segments", "--scheme", "rfm"]);
    assert!(rfm.code == 1 && rfm.err.contains("2025-02-11"), "{}", rfm.err);
}

#[test]
fn a_file_of_a_header_alone_is_said_to_bring_nothing() {
    let desk = shop();
    desk.write("empty.csv", "order_id,ordered_at,customer_id,amount\n");
    for (language, words) in [("en", "no row below it"), ("zh-CN", "没有数据行")] {
        let done = desk.run(&["--lang", language, "import", "orders", "empty.csv"]);
        assert!(done.code == 0 && done.err.contains(words), "{}", done.err);
    }
}

#[test]
fn a_list_that_a_file_cannot_hold_beside_another_is_refused() {
    let desk = shop();
    let both = ["segments", "--overlap", "--customers"];
    let done = desk.run(&[&both[..], &["--format", "csv"]].concat());
    assert!(done.code == 2 && done.err.contains("--overlap"), "{}", done.err);
}

#[test]
fn nothing_before_leaves_the_share_of_the_change_without_a_value_and_no_other() {
    let desk = shop();
    let asked = ["query", "orders", "--from", "2025-01-01", "--to", "2025-02-01", "--compare", "previous"];
    let done = desk.run(&asked);
    assert!(!done.out.contains("no Before"), "{}", done.out);
}
