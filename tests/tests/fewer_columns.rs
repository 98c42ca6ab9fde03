//! Corrections from files that have fewer columns than what is known, and from files that are older than a correction.

use serde_json::Value;

use crate::desk::Desk;

const PEOPLE: &str =
    "customer_id,name,email,plan,score,joined\nann,Ann,ann@x.com,pro,0.10,2023\nbob,Bob,bob@x.com,free,7,2024\n";

fn import(desk: &Desk, table: &str, file: &str, text: &str) -> Value {
    desk.write(file, text);
    desk.json(&["import", table, file])
}

fn counts(report: &Value) -> [i64; 3] {
    ["accepted", "unchanged", "updated"].map(|fact| report[fact].as_i64().unwrap())
}

fn notes(report: &Value) -> Vec<(String, i64)> {
    let notes = report["notes"].as_array().unwrap().iter();
    notes.map(|note| (note["note"].as_str().unwrap().to_owned(), note["rows"].as_i64().unwrap())).collect()
}

fn people(desk: &Desk) -> Vec<String> {
    desk.rows("select customer_id, name, email, plan, attributes from customers order by 1")
}

#[test]
fn what_a_file_has_no_column_for_stays_known_and_what_it_empties_is_empty() {
    let desk = Desk::new();
    import(&desk, "customers", "people.csv", PEOPLE);
    // No name, no e-mail, no score; the plan of one is another, that of the other is empty now.
    let report = import(&desk, "customers", "plans.csv", "customer_id,plan,joined\nann,team,2023\nbob,,2025\n");
    assert_eq!(counts(&report), [0, 0, 2]);
    let told = notes(&report);
    let told: Vec<(&str, i64)> = told.iter().map(|(note, rows)| (note.as_str(), *rows)).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    for name in ["`name`", "`email`", "`score`"] {
        assert!(told.iter().any(|(note, rows)| note.contains(name) && *rows == 2), "{name}: {told:?}");
    }
    let expected = [
        "ann,Ann,ann@x.com,team,\"{\"\"joined\"\":\"\"2023\"\",\"\"score\"\":\"\"0.10\"\"}\"",
        "bob,Bob,bob@x.com,,\"{\"\"joined\"\":\"\"2025\"\",\"\"score\"\":\"\"7\"\"}\"",
    ];
    assert_eq!(people(&desk), expected);
    // The same file again says nothing new, nor does one with all columns as they are known.
    assert_eq!(counts(&desk.json(&["import", "customers", "plans.csv"])), [0, 2, 0]);
    let whole = PEOPLE.replace(",pro,", ",team,").replace(",free,7,2024", ",,7,2025");
    assert_eq!(counts(&import(&desk, "customers", "whole.csv", &whole)), [0, 2, 0]);
    // A column that is there and empty empties what is known.
    let report = import(&desk, "customers", "names.csv", "customer_id,name,score\nann,,\n");
    assert_eq!(counts(&report), [0, 0, 1]);
    assert_eq!(people(&desk)[0], "ann,,ann@x.com,team,\"{\"\"joined\"\":\"\"2023\"\"}\"");
    // A mapping empties a column by saying so.
    desk.write("map.yaml", "table: customers\ncolumns:\n  customer_id: customer_id\n  email: \"null\"\n");
    desk.json(&["import", "customers", "names.csv", "--map", "map.yaml"]);
    assert_eq!(people(&desk)[0], "ann,,,team,\"{\"\"joined\"\":\"\"2023\"\"}\"");
    assert_eq!(desk.rows("select count(*) from customers"), ["2"]);
}

#[test]
fn rows_of_tables_with_a_time_and_a_customer_keep_both() {
    let desk = Desk::new();
    let leads = "lead_id,created_at,customer_id,source,channel\nl1,2024-01-05,ann,ads,Paid\n";
    import(&desk, "leads", "leads.csv", leads);
    let report = import(&desk, "leads", "won.csv", "lead_id,created_at,converted_at\nl1,2024-01-05,2024-02-01\n");
    assert_eq!(counts(&report), [0, 0, 1]);
    let row = desk.rows("select customer_id, customer_key is not null, source, converted_at, month from leads");
    assert_eq!(row, ["ann,true,ads,2024-02-01T00:00:00Z,2024-01"]);

    let line = "{\"event_id\":\"e1\",\"ts\":\"2024-01-05\",\"name\":\"open\",\"customer_id\":\"ann\",\"size\":0.10,\"tags\":[1,{\"a\":2}]}\n";
    import(&desk, "events", "e.jsonl", line);
    let report = import(
        &desk,
        "events",
        "f.jsonl",
        "{\"event_id\":\"e1\",\"ts\":\"2024-01-05\",\"name\":\"opened\",\"tags\":null}\n",
    );
    assert_eq!(counts(&report), [0, 0, 1]);
    let row =
        desk.json(&["sql", "select name, customer_id, customer_key is not null as known, properties from events"]);
    assert_eq!((row[0]["name"].as_str(), row[0]["customer_id"].as_str()), (Some("opened"), Some("ann")));
    assert_eq!((row[0]["known"].as_bool(), row[0]["properties"].as_str()), (Some(true), Some("{\"size\":0.10}")));
}

#[test]
fn an_older_file_after_a_correction_is_told() {
    let desk = Desk::new();
    let orders =
        "order_id,customer_id,ordered_at,amount,currency\na,ann,2024-01-05,100.00,USD\nb,bob,2024-01-10,50.00,USD\n";
    import(&desk, "orders", "orders.csv", orders);
    let corrected =
        import(&desk, "orders", "corrected.csv", &orders.replace("50.00", "60.00").replace("100.00", "90.00"));
    assert_eq!((counts(&corrected), notes(&corrected).len()), ([0, 0, 2], 0));
    let again = desk.json(&["import", "orders", "orders.csv"]);
    assert_eq!(counts(&again), [0, 0, 2]);
    let told = notes(&again);
    assert!(told.len() == 1 && told[0].0.contains("before a correction") && told[0].1 == 2, "{told:?}");
    let chinese = desk.json(&["import", "orders", "corrected.csv", "--lang", "zh-CN"]);
    assert!(notes(&chinese)[0].0.contains("更正"), "{chinese}");
    // Another value than any before is a correction like every other.
    let other = import(&desk, "orders", "other.csv", &orders.replace("50.00", "70.00").replace("100.00", "80.00"));
    assert_eq!(notes(&other).len(), 0, "{other}");
}

#[test]
fn orders_by_lines_keep_what_only_orders_said() {
    let desk = Desk::new();
    import(
        &desk,
        "orders",
        "o.csv",
        "order_id,customer_id,ordered_at,amount,currency,channel\na,ann,2024-01-05,10.00,USD,shop\n",
    );
    let lines = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\na,ann,2024-01-05,p1,2,3.00\na,ann,2024-01-05,p2,1,6.00\n";
    import(&desk, "order_lines", "l.csv", lines);
    assert_eq!(desk.rows("select amount, channel from orders"), ["12.0000,shop"]);
}
