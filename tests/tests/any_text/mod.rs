//! Files and mappings that nobody would write. The bodies are modules of their own, so that fuzz targets can run them.

mod import;
mod mapping;

use proptest::prelude::*;

fn soup(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![9 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => "\\PC{0,3}"];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

const SEPARATED: &[&str] = &[
    "order_id,customer_id,ordered_at,amount\n",
    "o1,c1,2024-01-01,1.50\n",
    "o1",
    "c1",
    "2024-01-01",
    "1.5",
    "-1",
    ",",
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\u{feff}",
    "é",
    " ",
    "{",
    "}",
    "NaN",
    "1e9",
    "9999999999999999999999",
];

const JSON: &[&str] = &[
    "{\"order_id\":\"o1\",\"ordered_at\":\"2024-01-01\",\"amount\":1}\n",
    "{",
    "}",
    "[",
    "]",
    "\"order_id\"",
    "\"ordered_at\"",
    "\"amount\"",
    ":",
    ",",
    "\"x\"",
    "1",
    "-0.5e3",
    "null",
    "true",
    "\n",
    "\r\n",
    "\\u0000",
    "\"\\ud800\"",
    "\u{feff}",
    " ",
    "\0",
];

/// The ways in which JSON stands in a file.
const OPENINGS: [&str; 4] = ["", "[", "{\"data\":[", "{\n"];

const MAPPING: &[&str] = &[
    "table: orders\n",
    "from:\n",
    "  delimiter: \",\"\n",
    "columns:\n",
    "  order_id: id\n",
    "  amount: \"a + b\"\n",
    "query: select 1\n",
    "where: a = 1\n",
    "namespace: shop\n",
    "\n",
    "  ",
    "- ",
    "&a ",
    "*a",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "'",
    "\"",
    "|\n",
    "#",
    "\t",
    "é",
    "~",
    "!!x ",
];

fn import_all(endings: &[&str], text: &str) {
    let folder = tempfile::tempdir().unwrap();
    for ending in endings {
        import::holds("orders", &folder.path().join(format!("any.{ending}")), text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_separated_values(text in prop_oneof![soup(SEPARATED), soup(SEPARATED).prop_map(|rows| format!("{}{rows}", SEPARATED[0]))]) {
        import_all(&["csv"], &text);
    }

    #[test]
    fn any_json_lines(text in prop_oneof![soup(JSON), soup(JSON).prop_map(|rows| format!("{}{rows}", JSON[0]))]) {
        import_all(&["jsonl"], &text);
    }

    #[test]
    fn any_json_text(opening in prop::sample::select(OPENINGS.to_vec()), text in soup(JSON)) {
        import_all(&["json"], &format!("{opening}{}{text}", JSON[0]));
        import_all(&["json"], &format!("{opening}{text}"));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().unwrap();
        import::holds("events", &folder.path().join("any.csv"), &bytes);
    }
}

// A workbook is read on a thread of its own and checked part by part: few cases take as long as many of text.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_workbook(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        after in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("any.xlsx");
        let mut bytes = std::fs::read(crate::checkout::root().join("examples/04-spreadsheet/sales-2024-04.xlsx")).unwrap();
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        import::holds("orders", &file, &bytes);
        for magic in import::CONTAINERS {
            import::holds("orders", &file, &[magic, &after].concat());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_mapping(text in prop_oneof![soup(MAPPING), ".{0,80}"]) {
        mapping::holds(&text);
    }
}

/// What is no single query is refused before anything of it is done.
#[test]
fn sql_only_reads() {
    crate::company::block_on(async {
        let settings = catalog::Settings::parse("", "tenure.yaml").unwrap();
        let company = crate::company::Company::new(settings).await;
        let engine = company.engine(crate::company::at("2024-06-01")).await;
        let target = company.folder.path().join("written.csv");
        let path = target.display().to_string();
        std::fs::write(company.folder.path().join("secret.csv"), "a\n1\n").unwrap();
        let secret = company.folder.path().join("secret.csv").display().to_string();
        for text in [
            String::new(),
            ";".to_owned(),
            "select 1; select 2".to_owned(),
            "select 1; drop table orders".to_owned(),
            format!("copy (select 1 as a) to '{path}'"),
            format!("copy orders to '{path}' stored as csv"),
            format!("explain copy (select 1 as a) to '{path}'"),
            format!("explain analyze copy (select 1 as a) to '{path}'"),
            format!("create external table x stored as csv location '{secret}'"),
            format!("select * from '{secret}'"),
            format!("select * from \"{secret}\""),
            format!("select * from read_csv('{secret}')"),
            "create table x as select 1".to_owned(),
            "create view x as select 1".to_owned(),
            "create schema x".to_owned(),
            "create function f(bigint) returns bigint return $1".to_owned(),
            "drop table orders".to_owned(),
            "insert into orders select * from orders".to_owned(),
            "delete from orders".to_owned(),
            "update orders set amount = 0".to_owned(),
            "truncate table orders".to_owned(),
            "set datafusion.execution.batch_size = 1".to_owned(),
            "reset datafusion.execution.batch_size".to_owned(),
            "prepare p as select 1".to_owned(),
            "execute p".to_owned(),
            "deallocate p".to_owned(),
            "begin".to_owned(),
            "commit".to_owned(),
            "use main".to_owned(),
            "explain create table x as select 1".to_owned(),
            "explain set datafusion.execution.batch_size = 1".to_owned(),
        ] {
            assert!(engine.sql(&text).await.is_err(), "`{text}` was run");
            assert!(!target.exists(), "`{text}` wrote a file");
        }
        for text in ["select 1", "select 1;", "with x as (select 1 as a) select a from x", "values (1)", "show tables"]
        {
            assert!(engine.sql(text).await.is_ok(), "`{text}` was refused");
        }
        let deep = format!("select {}1{}", "(".repeat(5_000), ")".repeat(5_000));
        assert!(engine.sql(&deep).await.is_err());
    });
}
