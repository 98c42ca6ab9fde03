//! Mappings: expressions, conditions and queries.

use model::Rule;

use super::*;

const INVOICES: &str = "InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice;CustomerID\n\
    536365;85123A;6;31/03/2024 01:30;2,55;17850\n\
    536366;71053;-1;01/12/2010 08:26;3.39;17850\n\
    536367;84406B;3;27/10/2024 01:30;0.1;00042\n\
    536368;84406B;three;01/12/2010 08:26;2.75;13047\n";

#[test]
fn arithmetic_over_text_is_decimal_and_times_are_local() {
    let folder = Folder::new("arithmetic");
    let mapping = "table: orders\nnamespace: shop\nfrom: { delimiter: \";\" }\ntime_zone: Europe/London\ncolumns:\n  order_id: InvoiceNo\n  ordered_at: to_timestamp(InvoiceDate, '%d/%m/%Y %H:%M')\n  customer_id: CustomerID\n  amount: Quantity * UnitPrice\n  currency: \"'GBP'\"\n  channel: _file\nwhere: Quantity > 0\n";
    let (report, kept) = run(&mapped(mapping, &folder.file("i.csv", INVOICES))).unwrap();
    // London: 2024-03-31 01:30 was skipped, 2024-10-27 01:30 came twice.
    assert_eq!(
        kept.rows(
            "orders",
            &["order_id", "ordered_at", "customer_id", "amount", "currency", "namespace", "source_name"]
        ),
        [
            "536365|2024-03-31T01:30:00Z|17850|15.3000|GBP|shop|mapping",
            "536367|2024-10-27T00:30:00Z|00042|0.3000|GBP|shop|mapping",
        ]
    );
    assert_eq!((report.read, report.filtered, report.quarantined), (4, 1, 1));
    assert_eq!(kept.rules(), [(5, Rule::Mapping)]);
    assert!(kept.rejects[0].message.to_string().contains("`three` is not a number"), "{}", kept.rejects[0].message);
    assert_eq!(kept.rejects[0].raw, "536368;84406B;three;01/12/2010 08:26;2.75;13047");
    assert_eq!(report.ignored, ["StockCode"]);
}

#[test]
fn expressions_of_every_kind() {
    let folder = Folder::new("expressions");
    let file = folder.file("e.csv", "Order ID,when,net,tax,minutes\n007,2024-01-03,10.005,0.10,90\n");
    for (column, expression, expected) in [
        ("order_id", "Order ID", "007"),
        ("order_id", "'\"Order ID\" || ''x'''", "007x"),
        ("amount", "net + tax", "10.1050"),
        ("amount", "round(net, 2)", "10.0100"),
        ("amount", "abs(net - 20)", "9.9950"),
        ("amount", "net / 3", "3.3350"),
        ("amount", "net * tax * 2 * 1.5", "3.0015"),
        ("amount", "case when net > 10 then 0.1 else 0 end", "0.1000"),
        ("ordered_at", "to_timestamp(when) + cast(minutes || ' minutes' as interval)", "2024-01-03T01:30:00Z"),
        ("ordered_at", "when + interval '1 hour'", "2024-01-03T01:00:00Z"),
        ("ordered_at", "cast(when as timestamp)", "2024-01-03T00:00:00Z"),
        ("ordered_at", "cast(when as date)", "2024-01-03T00:00:00Z"),
        ("channel", "upper(coalesce(null, 'web'))", "WEB"),
        ("channel", "cast(_line as varchar)", "2"),
    ] {
        let others = [("ordered_at", "when"), ("amount", "net")];
        let others = others.iter().filter(|(name, _)| *name != column);
        let others: String = others.map(|(name, sql)| format!("  {name}: {sql}\n")).collect();
        let mapping = format!("table: orders\ncolumns:\n  {column}: {expression}\n{others}");
        let (_, kept) = run(&mapped(&mapping, &file)).unwrap_or_else(|error| panic!("{expression}: {error}"));
        assert_eq!(kept.rows("orders", &[column]), [expected], "{expression} {:?}", kept.rejects);
    }
}

#[test]
fn expressions_that_do_not_fit_are_errors_at_their_spot() {
    let folder = Folder::new("misfits");
    let file = folder.file("e.csv", "when,net\n2024-01-03,10\n");
    for (expression, code, near) in [
        ("nett * 2", "ingest::mapping_source", "nett * 2"),
        ("net *", "ingest::mapping_expression", "net *"),
        ("nosuch(net)", "ingest::mapping_expression", "nosuch(net)"),
        ("random()", "ingest::mapping_expression", "random()"),
        ("now()", "ingest::mapping_expression", "now()"),
        ("sum(net)", "ingest::mapping_expression", "sum(net)"),
    ] {
        let mapping = format!("table: orders\ncolumns:\n  ordered_at: when\n  amount: {expression}\n");
        let error = run(&mapped(&mapping, &file)).unwrap_err();
        let found = miette::Diagnostic::code(&error).map(|code| code.to_string());
        assert_eq!(found.as_deref(), Some(code), "{expression}: {error}");
        let spot = error.spot().unwrap();
        assert_eq!(&spot.source.inner()[spot.span.clone()], near);
        let text = error.to_string();
        assert!(!text.contains("Error") && !text.contains('{'), "{text}");
    }
    let error = run(&mapped("table: orders\ncolumns:\n  ordered_at: when\n", &file)).unwrap_err();
    assert!(matches!(error, IngestError::MissingColumn { column: "amount", .. }), "{error}");
    let mut other = mapped("table: orders\ncolumns:\n  ordered_at: when\n  amount: net\n", &file);
    other.table = "events".to_owned();
    assert!(matches!(run(&other).unwrap_err(), IngestError::MappingForOther { .. }));
}

#[test]
fn a_mapping_may_keep_attributes_and_is_strict_elsewhere() {
    let folder = Folder::new("attributes");
    let file = folder.file("c.csv", "id,seats,x\nc1,9,y\n");
    let mapping = "table: customers\ncolumns:\n  customer_id: id\n  seats: cast(seats as int)\n  both: id || seats\n";
    let (report, kept) = run(&mapped(mapping, &file)).unwrap();
    assert_eq!(kept.rows("customers", &["customer_id", "attributes"]), ["c1|{\"both\":\"c19\",\"seats\":9}"]);
    assert_eq!(report.ignored, ["x"]);
}

#[test]
fn a_key_that_comes_late_in_json_lines_is_found_and_one_that_never_comes_is_an_error() {
    let folder = Folder::new("late");
    let mut lines = String::new();
    for row in 0..9000 {
        let late = if row == 8999 { ",\"late\":\"x\"" } else { "" };
        lines.push_str(&format!("{{\"id\":\"c{row}\"{late}}}\n"));
    }
    let file = folder.file("c.jsonl", lines);
    let mapping = |name: &str| format!("table: customers\ncolumns:\n  customer_id: id\n  city: {name}\n");
    let (_, kept) = run(&mapped(&mapping("late"), &file)).unwrap();
    assert_eq!(kept.rows("customers", &["city"]).iter().filter(|city| *city == "x").count(), 1);
    let error = run(&mapped(&mapping("latex"), &file)).unwrap_err();
    assert!(matches!(&error, IngestError::MappingSource { nearest: Some(near), .. } if near == "late"), "{error}");
}

#[test]
fn a_query_joins_files_and_its_rows_are_the_source_rows() {
    let folder = Folder::new("query");
    let orders = folder.file("raw_orders.csv", "id,user_id,order_date\n1,c1,2018-01-01\n2,c2,2018-01-02\nbroken\n");
    folder.file("raw_payments.csv", "id,order_id,amount\n1,1,1000\n2,1,550\n");
    let mapping = "table: orders\nfrom:\n  file: raw_orders.csv\n  with: { payments: raw_payments.csv }\nquery: |\n  select o.id as order_id, o.order_date as ordered_at, o.user_id as customer_id,\n    coalesce(p.cents, 0) / 100 as amount, o._file, o._line\n  from source as o\n  left join (select order_id, sum(amount) as cents from payments group by order_id) as p on p.order_id = o.id\n  order by o.id\n";
    let (report, kept) = run(&mapped(mapping, &orders)).unwrap();
    assert_eq!(
        kept.rows("orders", &["order_id", "ordered_at", "amount", "source_line"]),
        ["1|2018-01-01T00:00:00Z|15.5000|2", "2|2018-01-02T00:00:00Z|0.0000|3"]
    );
    assert_eq!(kept.rules(), [(4, Rule::Ragged)]);
    assert_eq!((report.read, report.accepted, report.quarantined), (3, 2, 1));
    assert!(report.ignored.is_empty(), "{:?}", report.ignored);

    let grouped =
        "table: orders\nquery: select min(order_date) as ordered_at, sum(number(user_id)) as amount from source\n";
    let error = run(&mapped(grouped, &orders)).unwrap_err();
    assert!(error.to_string().contains("`c1` is not a number"), "{error}");
    let writing = "table: orders\nquery: drop table source\n";
    assert!(matches!(run(&mapped(writing, &orders)).unwrap_err(), IngestError::Query { .. }));
}
