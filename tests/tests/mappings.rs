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
