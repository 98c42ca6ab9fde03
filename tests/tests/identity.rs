//! Who is one customer, as somebody in charge of the data decides it: candidates, merges, looks ahead, the way back.

use serde_json::{Value, json};

use crate::desk::Desk;

const SETTINGS: &str = "time_zone: Europe/Berlin\ncurrency: EUR\nidentity:\n  rules:\n    - { by: email, mode: review }\n    - { by: phone, mode: review }\n";

/// Two sources that know four people, two of them in both.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("tenure.yaml", SETTINGS);
    desk.write(
        "crm.csv",
        "customer_id,name,email,phone,country,plan\n\
         1,Ann Lee,ann@example.com,,DE,pro\n\
         2,Bob Ray,bob@example.com,+49 30 901820,DE,basic\n\
         3,Cho Kim,cho@example.com,,DE,basic\n",
    );
    desk.write(
        "shop.csv",
        "customer_id,name,email,phone,country,region\n\
         1,\"Lee, Ann\",ANN@example.com ,,DE,Berlin\n\
         7,B. Ray,robert@example.com,0049 30/901820,DE,Bremen\n\
         8,Eve Orr,eve@example.com,,DE,Bonn\n",
    );
    desk.write(
        "orders.csv",
        "order_id,customer_id,ordered_at,amount,currency\n\
         a,1,2025-11-02T10:00:00Z,10.00,EUR\n\
         b,1,2025-12-03T10:00:00Z,20.00,EUR\n\
         c,7,2025-12-04T10:00:00Z,30.00,EUR\n",
    );
    desk.write("calls.csv", "order_id,customer_id,ordered_at,amount,currency\nd,1,2025-12-24T10:00:00Z,5.00,EUR\n");
    for (table, file, namespace) in [
        ("customers", "crm.csv", "crm"),
        ("customers", "shop.csv", "shop"),
        ("orders", "orders.csv", "shop"),
        ("orders", "calls.csv", "crm"),
    ] {
        let done = desk.run(&["import", table, file, "--namespace", namespace]);
        assert_eq!(done.code, 0, "{}", done.err);
    }
    desk
}

/// Everything a metric says for 2025, without the name of the state of knowledge.
fn answers(desk: &Desk) -> String {
    let metrics = ["query", "orders", "revenue", "new_customers", "repurchase_rate"];
    let asked = ["--basis", "purchase", "--from", "2025-01-01", "--to", "2026-01-01"];
    let whole = [&metrics[..], &asked].concat();
    let by_country = [&whole[..], &["--grain", "month", "--by", "country"]].concat();
    let mut told = [desk.json(&by_country), desk.json(&whole)];
    for answers in &mut told {
        for answer in answers.as_array_mut().unwrap() {
            answer.as_object_mut().unwrap().remove("snapshot");
        }
    }
    told.iter().map(ToString::to_string).collect()
}

/// Customers who ordered, and how often each did.
fn buyers(desk: &Desk) -> Value {
    desk.json(&["sql", "select count(*) as orders from orders group by customer_key order by orders desc"])
}

fn orders(counts: &[i64]) -> Value {
    counts.iter().map(|count| json!({ "orders": count })).collect()
}

/// The pairs that wait for a decision.
fn waiting(desk: &Desk) -> Value {
    desk.json(&["customer", "candidates"])["candidates"].take()
}

fn column(list: &Value, name: &str) -> Vec<String> {
    let text = |row: &Value| row[name].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(text).collect()
}

#[test]
fn a_merge_is_looked_at_made_and_taken_back_without_a_trace_in_the_numbers() {
    let desk = desk();
    let before = answers(&desk);
    assert_eq!(buyers(&desk), orders(&[2, 1, 1]));

    let looked = desk.json(&["customer", "merge", "crm:1", "shop:1", "--preview"]);
    assert_eq!(
        (&looked["merged"], &looked["customer"], &looked["other"]),
        (&json!(false), &json!("crm:1"), &json!("shop:1"))
    );
    let month = |metric: &str| {
        let rows = looked["effect"].as_array().unwrap();
        let row = rows.iter().find(|row| row["metric"] == metric && row["start"] == "2025-11-01").unwrap();
        (row["before"].clone(), row["after"].clone())
    };
    assert_eq!(month("orders"), (json!(1), json!(1)), "no order comes or goes");
    assert_eq!(answers(&desk), before, "a look changes nothing");

    let merged = desk.json(&["customer", "merge", "crm:1", "shop:1"]);
    assert_eq!(merged["merged"], json!(true));
    assert_eq!(buyers(&desk), orders(&[3, 1]));
    assert_ne!(answers(&desk), before);
    // One customer, each attribute as the newest row that has it says.
    let ann = desk.json(&["customer", "shop:1"]);
    assert_eq!((&ann["plan"], &ann["profile"]["plan"]), (&Value::Null, &json!("pro")), "{ann}");

    let again = desk.run(&["customer", "merge", "crm:1", "shop:1"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert!(again.err.contains("one customer already"), "{}", again.err);

    let apart = desk.json(&["customer", "unmerge", "shop:1", "crm:1"]);
    assert_eq!((&apart["undone"], &apart["links"]), (&json!(true), &merged["link"].to_string().into()));
    assert_eq!(answers(&desk), before, "byte for byte what it was");
    let links = "select link, evidence, undone_at is null as live from identities where link is not null";
    assert_eq!(
        desk.json(&["sql", links]),
        json!([{ "link": 1, "evidence": "merge", "live": false }]),
        "nothing is forgotten"
    );
    let then = desk.json(&["sql", "select count(*) as n from orders", "--as-of", "4"]);
    assert_eq!(then, json!([{ "n": 4 }]));
}

#[test]
fn what_rules_bring_up_waits_until_somebody_decides_and_then_never_again() {
    let desk = desk();
    let listed = waiting(&desk);
    assert_eq!(column(&listed, "customer"), ["crm:1", "crm:2"]);
    assert_eq!(column(&listed, "other"), ["shop:1", "shop:7"]);
    assert_eq!(column(&listed, "confidence"), ["high", "medium"]);
    assert_eq!(column(&listed, "because"), ["email ann@example.com", "phone 4930901820"]);
    let names = column(&listed, "candidate");

    let unknown = desk.run(&["customer", "candidates", "--accept", "5-99", "--refuse", &names[0]]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("5-99"), "{}", unknown.err);
    assert_eq!(waiting(&desk), listed, "nothing half done");

    let decided = desk.json(&["customer", "candidates", "--accept", &names[1], "--refuse", &names[0]]);
    assert_eq!(decided, json!({ "accepted": 1, "kept_apart": 1 }));
    assert_eq!(waiting(&desk), json!([]));
    assert_eq!(buyers(&desk), orders(&[2, 1, 1]), "what was merged never ordered twice");
    desk.run(&["import", "customers", "shop.csv", "--namespace", "shop"]);
    assert_eq!(waiting(&desk), json!([]), "no file brings it up again");
    let bob = desk.json(&["customer", "shop:7"]);
    assert_eq!(column(&bob["ids"], "id"), ["crm:2", "shop:7"]);
}

#[test]
fn an_id_that_means_nobody_or_several_is_named() {
    let desk = desk();
    for (words, part) in [
        (["customer", "merge", "crm:99", "shop:1"], "crm:99"),
        (["customer", "merge", "1", "shop:7"], "crm:1, shop:1"),
        (["customer", "unmerge", "crm:1", "shop:1"], "two customers"),
    ] {
        let done = desk.run(&words);
        assert_eq!((done.code != 0, done.out.as_str()), (true, ""), "{words:?}");
        assert!(done.err.contains(part), "{words:?}: {}", done.err);
    }
}

#[test]
fn a_list_of_links_makes_customers_one_for_ever_or_for_a_time() {
    let desk = desk();
    desk.write(
        "links.csv",
        "outside_namespace,outside_id,with_namespace,with_outside_id,from,to\n\
         shop,1,crm,1,,\n\
         shop,7,crm,2,,2025-12-01\n\
         shop,7,crm,3,2025-12-01,\n\
         shop,8,crm,3,2025-12-01,2025-11-01\n",
    );
    let read = desk.json(&["import", "identities", "links.csv", "--max-bad", "0.5"]);
    assert_eq!((&read["read"], &read["accepted"], &read["quarantined"]), (&json!(4), &json!(3), &json!(1)), "{read}");
    // Ann has her three, and the card that changed hands bought for Cho in December.
    let sql = "select i.namespace || ':' || i.outside_id as who, count(*) as orders from orders o
               join identities i on i.link is null and i.outside_key = o.customer_key group by who order by who";
    assert_eq!(desk.json(&["sql", sql]), json!([{ "who": "crm:1", "orders": 3 }, { "who": "crm:3", "orders": 1 }]));
    let again = desk.json(&["import", "identities", "links.csv", "--max-bad", "0.5"]);
    assert_eq!((&again["accepted"], &again["unchanged"]), (&json!(0), &json!(3)));
}

#[test]
fn a_customer_is_forgotten_when_somebody_says_so_and_told_what_is_left_to_do() {
    let desk = desk();
    let looked = desk.json(&["customer", "forget", "shop:1", "--preview"]);
    assert_eq!((&looked["forgotten"], &looked["tables"][0]["table"]), (&json!(false), &json!("customers")));
    let unsaid = desk.run(&["customer", "forget", "shop:1"]);
    assert_eq!((unsaid.code, unsaid.out.as_str()), (2, ""), "nobody can be asked, and nobody said yes");
    assert_eq!(buyers(&desk), orders(&[2, 1, 1]));

    let done = desk.json(&["customer", "forget", "shop:1", "--yes"]);
    assert_eq!((&done["forgotten"], &done["traces"]), (&json!(true), &json!([])), "{done}");
    assert_eq!(buyers(&desk), orders(&[1, 1]));
    assert_eq!(
        desk.json(&["sql", "select count(*) as n from orders", "--as-of", "3"]),
        json!([{ "n": 2 }]),
        "nor in the past"
    );
    let again = desk.run(&["import", "customers", "shop.csv", "--namespace", "shop"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("rows left out because they name somebody who was forgotten: 1"), "{}", again.err);
    assert_eq!(desk.run(&["customer", "shop:1"]).code, 2, "nobody is known by it");
}

#[test]
fn a_list_that_ends_one_link_twice_is_heard_once_and_told() {
    let desk = desk();
    let header = "outside_namespace,outside_id,with_namespace,with_outside_id,from,to\n";
    let until = |day: &str| format!("shop,8,crm,3,2025-01-01,{day}\n");
    desk.write("links.csv", header.to_owned() + &until("2025-06-01") + &until("2025-07-01") + &until("2025-06-01"));
    let report = desk.json(&["import", "identities", "links.csv"]);
    let counts = ["read", "accepted", "unchanged", "quarantined"].map(|fact| report[fact].as_i64().unwrap());
    assert_eq!(counts, [3, 1, 1, 1], "{report}");
    assert_eq!(report["rejects"][0]["rule"], "duplicate");
    assert_eq!(desk.rows("select \"to\" from identities where evidence = 'record'"), ["2025-05-31T22:00:00Z"]);
}

#[test]
fn ids_and_spans_that_could_not_be_asked_for_are_refused() {
    let desk = desk();
    for namespace in ["a:b", "", " "] {
        let done = desk.run(&["import", "orders", "orders.csv", "--namespace", namespace]);
        assert!(done.code != 0 && done.err.contains("namespace"), "{namespace}: {}", done.err);
    }
    let done = desk.run(&["customer", "crm:1", "--from", "2025-02-01", "--to", "2025-01-01"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("2025-02-01"), "{}", done.err);
}
