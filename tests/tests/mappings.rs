//! Mappings: those under `examples/` are read as a user's own, and a broken one is told and stops no other import.

use crate::checkout;
use crate::desk::Desk;

#[test]
fn every_mapping_of_the_examples_is_read_without_complaint() {
    let mut read = 0;
    for source in checkout::files("examples", &[".yaml"]) {
        if source.path.contains("/mappings/") {
            let mapping = ingest::load_mapping(&checkout::root().join(&source.path));
            assert!(mapping.is_ok(), "{}: {:?}", source.path, mapping.err());
            read += 1;
        }
    }
    assert!(read > 0, "no mapping was found under examples/");
}

#[test]
fn a_broken_mapping_stops_only_the_imports_that_it_may_be_meant_for() {
    let desk = Desk::new();
    desk.write("o.csv", "order_id,ordered_at,amount\n1,2024-01-01,1\n");
    desk.write("mappings/people.yaml", "table: customers\ncolums: {}\n");
    desk.write("mappings/old.yaml", "table: orders\nfrom: { file: \"old-*.csv\" }\ncolums: {}\n");
    let done = desk.run(&["import", "orders", "o.csv"]);
    assert_eq!(done.code, 0, "{}", done.err);
    for said in ["people.yaml", "old.yaml", "colums"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    desk.write("mappings/own.yaml", "table: orders\ncolums: {}\n");
    let done = desk.run(&["import", "orders", "o.csv"]);
    assert_ne!(done.code, 0);
    assert!(done.err.contains("own.yaml") && done.err.contains("--map"), "{}", done.err);
    desk.write("good.yaml", "table: orders\ncolumns: { order_id: order_id, ordered_at: ordered_at, amount: amount }\n");
    assert_eq!(desk.run(&["import", "orders", "o.csv", "--map", "good.yaml"]).code, 0);
}

/// The blocks of YAML below a heading of a page.
fn blocks_below(page: &str, heading: &str) -> Vec<String> {
    let text =
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page)).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with(heading)).unwrap().to_owned();
    let blocks = section.split("```yaml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_page_of_mappings_shows_how_one_file_brings_customers_and_links() {
    for (page, heading) in [("mappings.md", "Ids of another"), ("zh-CN/mappings.md", "同一行中")] {
        let desk = Desk::new();
        std::fs::create_dir_all(desk.path("mappings")).unwrap();
        let [customers, links] = blocks_below(page, heading).try_into().unwrap();
        desk.write("mappings/shop-customers.yaml", customers);
        desk.write("mappings/shop-links.yaml", links);
        desk.write("crm.csv", "customer_id,plan\n1,pro\n2,basic\n");
        desk.json(&["import", "customers", "crm.csv", "--namespace", "crm"]);
        desk.write(
            "people.csv",
            "ShopId,FullName,Mail,CrmId\n1,Ann Lee,ann@example.com,2\n2,Bob Ray,bob@example.com,\n",
        );
        for table in ["customers", "identities"] {
            for fresh in [true, false] {
                let report = desk.json(&["import", table, "people.csv"]);
                let (links, rows) = (i64::from(table == "identities"), if table == "identities" { 1 } else { 2 });
                let facts = ["filtered", "accepted", "unchanged"].map(|fact| report[fact].as_i64().unwrap());
                assert_eq!(facts, if fresh { [links, rows, 0] } else { [links, 0, rows] }, "{report}");
            }
        }
        let ann = desk.json(&["customer", "crm:2"]);
        assert_eq!((&ann["profile"]["plan"], &ann["profile"]["name"]), (&"basic".into(), &"Ann Lee".into()), "{ann}");
        assert_eq!(desk.json(&["customer", "shop:2"])["profile"]["plan"], serde_json::Value::Null);
        desk.json(&["customer", "unmerge", "crm:2", "shop:1"]);
        desk.json(&["import", "identities", "people.csv"]);
        let sql = "select count(distinct customer_key) from customers";
        assert_eq!(desk.rows(sql), ["4"], "no file makes it again");
    }
}
