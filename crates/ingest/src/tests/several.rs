//! Several files in one import: by name, by glob, in different formats.

use super::*;

#[test]
fn a_glob_reads_all_files_in_the_order_of_their_names() {
    let folder = Folder::new("glob");
    folder.file("o-2.csv", "order_id,ordered_at,amount\n3,2024-02-01,3\n");
    folder.file("o-1.csv", "order_id,ordered_at,amount\n1,2024-01-01,1\n2,2024-01-02,2\n");
    folder.file("other.csv", "nothing\n");
    let (report, kept) = run(&request("orders", &folder.0.join("o-*.csv"))).unwrap();
    assert_eq!(kept.rows("orders", &["order_id", "source_line"]), ["1|2", "2|3", "3|2"]);
    let files: Vec<_> = report.files.iter().map(|file| (file.name.rsplit('/').next().unwrap(), file.rows)).collect();
    assert_eq!(files, [("o-1.csv", 2), ("o-2.csv", 1)]);
}

#[test]
fn files_of_different_formats_and_headers_go_together_and_what_one_lacks_is_said() {
    let folder = Folder::new("mixed");
    let csv = folder.file("a.csv", "Order Date;Customer ID;Total\n2024-01-01;c1;1,50\n");
    let json =
        folder.file("b.json", "{\"next\":null,\"data\":[\n{\"ordered_at\":\"2024-01-02\",\"amount\":2.5},\n 7]}");
    let mut request = request("orders", &csv);
    request.files.push(json);
    let (report, kept) = run(&request).unwrap();
    assert_eq!(
        kept.rows("orders", &["ordered_at", "customer_id", "amount", "source_line"]),
        ["2024-01-01T00:00:00Z|c1|1.5000|2", "2024-01-02T00:00:00Z|-|2.5000|2"]
    );
    assert_eq!(kept.rejects[0].place.line, 3);
    let said: Vec<String> = report.notes.iter().map(|note| note.message.to_string()).collect();
    assert!(said.len() == 1 && said[0].contains("b.json") && said[0].contains("customer_id"), "{said:?}");
}

#[test]
fn one_file_that_cannot_be_read_ends_the_import_before_anything_is_kept() {
    let folder = Folder::new("one-bad");
    folder.file("1.csv", "order_id,ordered_at,amount\n1,2024-01-01,1\n");
    folder.file("2.json", "[{\"ordered_at\":\"2024-01-02\",\"amount\":2},\n{\"ordered_at\":");
    let error = run(&request("orders", &folder.0.join("*.*"))).unwrap_err();
    assert!(matches!(&error, IngestError::JsonBroken { line: 2, file } if file.ends_with("2.json")), "{error}");
}

#[test]
fn json_in_an_array_is_read_like_lines_and_may_be_packed() {
    let folder = Folder::new("array");
    let array = "[\n  {\"order_id\": 1, \"ordered_at\": \"2024-01-01\", \"amount\": 1.10},\n  {\n    \"order_id\": 2,\n    \"ordered_at\": \"2024-01-02\",\n    \"amount\": \"x\"\n  }\n]\n";
    for (name, bytes) in
        [("a.json", array.as_bytes().to_vec()), ("a.json.zst", zstd::encode_all(array.as_bytes(), 1).unwrap())]
    {
        let (_, kept) = run(&request("orders", &folder.file(name, bytes))).unwrap();
        assert_eq!(kept.rows("orders", &["order_id", "amount", "source_line"]), ["1|1.1000|2"]);
        assert_eq!(kept.rejects[0].place.line, 3);
        assert!(kept.rejects[0].raw.contains("\"order_id\": 2"), "{}", kept.rejects[0].raw);
    }
}
