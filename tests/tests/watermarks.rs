//! Sources that end at different instants: what one formula compares is read up to one instant, what counts one kind of
//! rows shows them all, and the answer names the source it waits for. Every number is worked by hand.

use serde_json::{Value, json};

use crate::as_of::Workspace;

const NOW: &str = "2024-07-02T00:00:00Z";

const SHOP_A: &str = "order_id,customer_id,ordered_at,amount,currency
a1,ann,2024-01-10T10:00:00Z,100.00,USD
a2,ann,2024-05-10T10:00:00Z,500.00,USD
";

const SHOP_B: &str = "order_id,customer_id,ordered_at,amount,currency
b1,bob,2024-02-10T10:00:00Z,60.00,USD
b2,cat,2024-03-10T10:00:00Z,50.00,USD
";

/// Two shops: the one has delivered everything through June, the other through March.
fn shops() -> Workspace {
    let workspace = Workspace::new("activity: { basis: purchase, window_days: 30 }\n");
    workspace.write("a.csv", SHOP_A);
    workspace.write("b.csv", SHOP_B);
    deliver(&workspace, "a", "2024-06-30");
    deliver(&workspace, "b", "2024-03-31");
    workspace
}

fn deliver(workspace: &Workspace, shop: &str, through: &str) {
    let file = workspace.path(&format!("{shop}.csv"));
    let namespace = format!("shop_{shop}");
    let words = ["import", "orders", file.to_str().unwrap(), "--namespace", &namespace, "--complete-through", through];
    workspace.done(NOW, &words);
}

fn ask(workspace: &Workspace, metric: &str, further: &[&str]) -> Value {
    workspace.json(NOW, &[&["query", metric, "--from", "2024-01-01", "--to", "2024-07-01"], further].concat())
}

#[test]
fn a_ratio_is_read_up_to_where_its_slowest_source_is_complete() {
    let workspace = shops();
    let arpu = ask(&workspace, "arpu", &[]);
    let row = &arpu["rows"][0];
    // Ann's order of May is left out, as whatever Bob and Cat bought since March would be: 100 + 60 + 50 of three buyers.
    assert_eq!(row["value"]["amount"], "70.0000");
    assert_eq!((&row["numerator"]["amount"], &row["denominator"]), (&json!("210.0000"), &json!(3)));
    assert_eq!(row["complete"], false);
    let behind = json!({ "table": "orders", "source": "shop_b", "complete_through": "2024-04-01T00:00:00Z" });
    assert_eq!(arpu["behind"], behind);

    let told = workspace.json(NOW, &["explain", "arpu", "--at", "2024-01-01..2024-07-01"]);
    assert_eq!(told["computed"], "210 / 3");
    assert_eq!(told["answer"]["rows"], arpu["rows"]);
    let measures = told["measures"].as_array().unwrap();
    let measure = |name: &str| measures.iter().find(|measure| measure["name"] == name).unwrap();
    assert_eq!(measure("revenue_in_period")["total"]["amount"], "210.0000");
    assert_eq!(measure("active_during")["size"], 3);
    let shown: Vec<&str> = told["rows"].as_array().unwrap().iter().map(|row| row["at"].as_str().unwrap()).collect();
    assert_eq!(shown, ["2024-03-10T10:00:00Z", "2024-02-10T10:00:00Z", "2024-01-10T10:00:00Z"]);

    // Month by month: the first quarter is whole, and of the second nothing can be compared yet.
    let months = ask(&workspace, "arpu", &["--grain", "month"]);
    let told: Vec<_> =
        months["rows"].as_array().unwrap().iter().map(|row| (&row["complete"], &row["reason"])).collect();
    assert_eq!(told[..3], [(&json!(true), &Value::Null); 3]);
    assert_eq!(told[3..], [(&json!(false), &json!("not_known_yet")); 3]);
    assert!(months["rows"][4].get("numerator").is_none(), "{}", months["rows"][4]);

    // The same file again, now said to be all there is through June.
    deliver(&workspace, "b", "2024-06-30");
    let arpu = ask(&workspace, "arpu", &[]);
    let row = &arpu["rows"][0];
    assert_eq!((&row["numerator"]["amount"], &row["denominator"]), (&json!("710.0000"), &json!(3)));
    assert_eq!((&row["complete"], arpu.get("behind")), (&json!(true), None));
}

#[test]
fn rows_that_are_compared_with_nothing_are_all_shown_and_marked() {
    let workspace = shops();
    let revenue = ask(&workspace, "revenue", &["--grain", "month"]);
    let rows = revenue["rows"].as_array().unwrap();
    let amounts: Vec<&str> = rows.iter().map(|row| row["value"]["amount"].as_str().unwrap()).collect();
    assert_eq!(amounts, ["100.0000", "60.0000", "50.0000", "0.0000", "500.0000", "0.0000"]);
    let complete: Vec<bool> = rows.iter().map(|row| row["complete"].as_bool().unwrap()).collect();
    assert_eq!(complete, [true, true, true, false, false, false]);
    assert_eq!(revenue["behind"]["source"], "shop_b");
    assert_eq!(ask(&workspace, "revenue", &[])["rows"][0]["value"]["amount"], "710.0000");
}

#[test]
fn the_latest_row_of_a_file_is_within_what_it_covers() {
    let workspace = Workspace::new("activity: { basis: purchase, window_days: 30 }\n");
    workspace.write("a.csv", SHOP_A);
    let file = workspace.path("a.csv");
    workspace.done(NOW, &["import", "orders", file.to_str().unwrap()]);
    let row = &ask(&workspace, "arpu", &[])["rows"][0];
    assert_eq!((&row["numerator"]["amount"], &row["denominator"]), (&json!("600.0000"), &json!(1)));
    assert_eq!(row["complete"], false);
}

#[test]
fn who_somebody_is_keeps_no_metric_of_what_they_do_waiting() {
    let workspace = Workspace::new("");
    let events = "event_id,customer_id,ts,name\ne1,ann,2024-04-10T10:00:00Z,page_view\n";
    workspace.import(NOW, "events", ("events.csv", events), "2024-06-30");
    workspace.import(NOW, "orders", ("old.csv", SHOP_B), "2024-03-31");
    let answer = ask(&workspace, "mau", &["--grain", "month"]);
    let rows = answer["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["complete"] == true), "{answer}");
    // The mean over days of who was active in the 30 days up to each: from the 10th of April, 21 of its 30 days, and 9 of May's 31.
    let values: Vec<f64> = rows.iter().map(|row| row["value"].as_f64().unwrap()).collect();
    for (value, expected) in values.iter().zip([0.0, 0.0, 0.0, 21.0 / 30.0, 9.0 / 31.0, 0.0]) {
        assert!((value - expected).abs() < 1e-9, "{values:?}");
    }
}

#[test]
fn check_says_of_each_law_in_how_many_periods_it_was_judged() {
    let workspace = shops();
    let told = workspace.json(NOW, &["check"]);
    let laws = told["laws"].as_array().unwrap();
    let law = |name: &str| laws.iter().find(|law| law["law"] == name).unwrap();
    // January to March, each with somebody new: nobody had been active before, and the second quarter is not known.
    let bridge = law("customer_bridge");
    assert_eq!((&bridge["periods"], &bridge["holds"], &bridge["note"]), (&json!(3), &json!(true), &Value::Null));
    for name in ["mrr_bridge", "nps_parts"] {
        let law = law(name);
        assert_eq!((&law["periods"], &law["holds"]), (&json!(0), &Value::Null), "{law}");
        assert_eq!(law["note"], "not judged: no data", "{law}");
    }
}
