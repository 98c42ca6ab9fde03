//! What is said of days that the data does not reach: nothing, and which day it does reach.

use serde_json::json;

use crate::desk::Desk;

/// Orders to the end of February, and customers to the end of 2025.
fn shop(settings: &str) -> Desk {
    let desk = Desk::new();
    desk.write(
        "tenure.yaml",
        format!("name: shop\ncurrency: USD\nactivity: {{ basis: purchase, window_days: 90 }}\n{settings}"),
    );
    desk.write("customers.csv", "customer_id,country\nann,DE\nbob,US\n");
    desk.write(
        "orders.csv",
        "order_id,ordered_at,customer_id,amount\no1,2025-02-10T23:30:00Z,ann,10\no2,2024-10-01T10:00:00Z,bob,20\n",
    );
    for (table, day) in [("customers", "2025-12-31"), ("orders", "2025-02-28")] {
        let done = desk.run(&["import", table, &format!("{table}.csv"), "--complete-through", day]);
        assert_eq!(done.code, 0, "{}", done.err);
    }
    desk
}

#[test]
fn nobody_is_said_to_have_left_after_the_last_day_that_is_known() {
    let desk = shop("");
    let state = |id: &str| desk.json(&["customer", id])["state"].clone();
    let (ann, bob) = (state("ann"), state("bob"));
    // 90 days after her order nothing of the shop is known.
    assert_eq!((&ann["standing"], &ann["known_to"]), (&json!("active"), &json!("2025-03-01T00:00:00Z")));
    assert_eq!(bob["standing"], json!("churned"));
    for (language, words) in
        [("en", "known to 2025-03-01 00:00:00 UTC, nothing later"), ("zh-CN", "数据只到 2025-03-01")]
    {
        let shown = desk.run(&["--lang", language, "customer", "ann"]).out;
        assert!(shown.contains(words), "{shown}");
    }
}

#[test]
fn a_customer_is_told_by_the_clocks_of_the_workspace() {
    let desk = shop("time_zone: Asia/Shanghai\n");
    let shown = desk.run(&["customer", "ann"]).out;
    assert!(shown.contains("2025-02-11 07:30:00 +08:00") && shown.contains("Asia/Shanghai"), "{shown}");
    assert!(!shown.contains("UTC"), "{shown}");
    let chinese = desk.run(&["--lang", "zh-CN", "customer", "ann"]).out;
    assert!(!chinese.contains("purchase"), "{chinese}");
    assert_eq!(desk.json(&["customer", "ann"])["timeline"][0]["at"], json!("2025-02-10T23:30:00Z"));
}

#[test]
fn segments_are_read_where_what_they_read_ends_and_say_so() {
    let desk = shop("");
    let newest = desk.json(&["segments", "--scheme", "rfm"]);
    assert_eq!((&newest["at"], &newest["complete"]), (&json!("2025-03-01"), &json!(true)));
    let later = desk.run(&["segments", "--scheme", "rfm", "--at", "2025-06-01"]);
    assert!(later.out.contains("2025-06-01") && later.out.contains("2025-03-01"), "{}", later.out);
    assert!(later.err.contains("`orders`") && later.err.contains("2025-03-01"), "{}", later.err);
    let chinese = desk.run(&["--lang", "zh-CN", "segments", "--scheme", "rfm", "--at", "2025-06-01", "--customers"]);
    assert!(chinese.err.contains("实际计算到 2025-03-01"), "{}", chinese.err);
    for word in ["customer\n", " threshold", "rank", "saved"] {
        assert!(!chinese.out.contains(word), "{word}: {}", chinese.out);
    }
    let saved = desk.run(&["--lang", "zh-CN", "segments"]).out;
    assert!(!saved.contains("saved") && saved.contains("已存分群"), "{saved}");
}

#[test]
fn a_cohort_of_which_nothing_is_known_has_no_size() {
    let desk = shop("");
    let asked = ["retention", "--start", "first:orders", "--from", "2025-02-01", "--to", "2025-05-01"];
    let found = desk.json(&asked);
    let sizes: Vec<_> = found["cohorts"].as_array().unwrap().iter().map(|cohort| cohort["size"].clone()).collect();
    assert_eq!(sizes, [json!(1), json!(null), json!(null)]);
    assert_eq!(found["behind"]["table"], json!("orders"));
    let shown = desk.run(&asked);
    assert!(shown.err.contains("`orders`"), "{}", shown.err);
}
