//! The same rows, however they are written.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{Float64Array, Int64Array, StringArray, TimestampMillisecondArray};
use arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use model::Rule;

use super::*;

const ORDERS: &str = "order_id,ordered_at,customer_id,amount,note\n\
    00001,2024-01-03 10:20:30,c1,11.77,x\n\
    2,2024-01-04T00:00:00Z,c2,\"1,234.50\",\n";

const COLUMNS: [&str; 6] = ["order_id", "ordered_at", "customer_id", "amount", "source_line", "namespace"];

fn expected() -> Vec<String> {
    vec![
        "00001|2024-01-03T10:20:30Z|c1|11.7700|2|main".to_owned(),
        "2|2024-01-04T00:00:00Z|c2|1234.5000|3|main".to_owned(),
    ]
}

#[test]
fn separated_values_of_every_kind_give_the_same_rows() {
    let folder = Folder::new("formats");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(ORDERS.as_bytes()).unwrap();
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(ORDERS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("plain.csv", ORDERS.as_bytes().to_vec()),
        ("bom.csv", [b"\xef\xbb\xbf", ORDERS.as_bytes()].concat()),
        ("windows.csv", ORDERS.replace('\n', "\r\n").into_bytes()),
        ("excel.txt", utf16),
        ("tabs.tsv", ORDERS.replace(',', "\t").replace("\"1\t234.50\"", "1,234.50").into_bytes()),
        ("semicolons.csv", ORDERS.replace(',', ";").replace("\"1;234.50\"", "1.234,50").into_bytes()),
        ("packed.csv.gz", gzip.finish().unwrap()),
        ("packed.csv.zst", zstd::encode_all(ORDERS.as_bytes(), 1).unwrap()),
    ] {
        let (report, kept) = run(&request("orders", &folder.file(name, bytes))).unwrap();
        assert_eq!(kept.rows("orders", &COLUMNS), expected(), "{name}");
        assert_eq!((report.accepted, report.ignored.as_slice()), (2, &["note".to_owned()][..]), "{name}");
    }
}

#[test]
fn json_lines_keep_numbers_as_they_are_written() {
    let folder = Folder::new("jsonl");
    let lines = "{\"event_id\":\"e1\",\"ts\":1704277230,\"name\":\"open\",\"user_id\":7,\"size\":0.10,\"tags\":[\"a\"],\"new\":true}\n\
        {\"event_id\":\"e2\",\"ts\":\"2024-01-03\",\"name\":\"open\",\"later\":\"x\",\"properties\":{\"p\":1}}\n";
    let (_, kept) = run(&request("events", &folder.file("e.jsonl", lines))).unwrap();
    assert_eq!(
        kept.rows("events", &["event_id", "ts", "customer_id", "properties"]),
        [
            "e1|2024-01-03T10:20:30Z|7|{\"new\":true,\"size\":0.10,\"tags\":[\"a\"]}",
            "e2|2024-01-03T00:00:00Z|-|{\"p\":1,\"later\":\"x\"}",
        ]
    );
}

#[test]
fn parquet_keeps_its_types() {
    let folder = Folder::new("parquet");
    let batch = RecordBatch::try_from_iter([
        ("order_id", Arc::new(Int64Array::from(vec![1, 2])) as _),
        ("ordered_at", Arc::new(TimestampMillisecondArray::from(vec![1_704_277_230_000, 0])) as _),
        ("amount", Arc::new(Float64Array::from(vec![Some(0.1), None])) as _),
        ("customer_id", Arc::new(StringArray::from(vec!["007", "8"])) as _),
    ])
    .unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let file = folder.file("o.parquet", writer.into_inner().unwrap());
    let (_, kept) = run(&request("orders", &file)).unwrap();
    assert_eq!(
        kept.rows("orders", &["order_id", "ordered_at", "customer_id", "amount"]),
        ["1|2024-01-03T10:20:30Z|007|0.1000"]
    );
    assert_eq!(kept.rules(), [(2, Rule::Missing)]);
    assert!(kept.rejects[0].raw.contains("\"customer_id\":\"8\""), "{}", kept.rejects[0].raw);
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = Folder::new("unreadable");
    for (bytes, code) in [
        (&b""[..], "ingest::empty_file"),
        (b"\n \n", "ingest::empty_file"),
        (b"PK\x03\x04....", "ingest::format"),
        (b"[{\"a\":1}]", "ingest::missing_column"),
        (b"c1,2024-01-03,5\nc2,2024-01-04,6\n", "ingest::no_header"),
        (b"order_id,amount\n1,2\n", "ingest::missing_column"),
        (b"order_id,order_id,ordered_at,amount\n1,1,2024-01-01,2\n", "ingest::duplicate_header"),
        (b"date,time,amount\n2024-01-01,2024-01-01,2\n", "ingest::ambiguous_header"),
        (b"ordered_at,amount\n03/04/2024,2\n", "ingest::ambiguous_dates"),
        (b"\x1f\x8b\x08\x00garbage", "ingest::unreadable"),
        (b"ordered_at,amount\n2024-01-01,\"2\n2024-01-01,3\n", "ingest::unclosed_quote"),
    ] {
        let error = run(&request("orders", &folder.file("f.csv", bytes))).unwrap_err();
        let found = miette::Diagnostic::code(&error).map(|code| code.to_string());
        assert_eq!(found.as_deref(), Some(code), "{error}");
    }
    let error = run(&request("orders", &folder.0.join("none-*.csv"))).unwrap_err();
    assert!(matches!(error, IngestError::NoFiles { .. }), "{error}");
}

#[test]
fn a_header_alone_is_a_fine_import_of_nothing() {
    let folder = Folder::new("header-only");
    for text in ["ordered_at,amount\n", "ordered_at,amount"] {
        let (report, kept) = run(&request("orders", &folder.file("h.csv", text))).unwrap();
        assert_eq!((report.read, kept.batches.len(), report.files.len()), (0, 0, 1));
    }
}

#[test]
fn told_beats_found_out() {
    let folder = Folder::new("told");
    let file = folder.file("t.csv", "2024-01-03 00:30:00;1;x\n");
    let mapping = "table: orders\ncolumns:\n  ordered_at: column_1\n  amount: column_2\n";
    let mut request = mapped(mapping, &file);
    request.options.header = Some(false);
    request.options.time_zone = Some("Europe/Berlin".to_owned());
    let (_, kept) = run(&request).unwrap();
    assert_eq!(kept.rows("orders", &["ordered_at", "amount"]), ["2024-01-02T23:30:00Z|1.0000"]);
    request.options.encoding = Some("no-such".to_owned());
    assert!(matches!(run(&request).unwrap_err(), IngestError::Encoding { .. }));
}
