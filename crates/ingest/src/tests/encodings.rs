//! The same rows in other encodings: found out where the bytes say so, told where they do not.

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};
use model::Rule;

use super::*;

const CUSTOMERS: &str = "customer_id,name,city\n1,张伟,北京\n2,王芳,上海市\n";

fn names(request: &Request) -> Vec<String> {
    run(request).unwrap().1.rows("customers", &["customer_id", "name", "city"])
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2], marked: bool) -> Vec<u8> {
    let mark = marked.then_some(0xfeff);
    mark.into_iter().chain(text.encode_utf16()).flat_map(to_bytes).collect()
}

#[test]
fn utf16_is_found_out_in_every_format_that_is_text() {
    let folder = Folder::new("utf16");
    let lines = "{\"customer_id\":1,\"name\":\"张伟\",\"city\":\"北京\"}\n{\"customer_id\":2,\"name\":\"王芳\",\"city\":\"上海市\"}\n";
    let array = format!("[{}]", lines.trim().replace('\n', ","));
    for text in [CUSTOMERS, lines, &array] {
        for (to_bytes, name) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"), (u16::to_be_bytes, "UTF-16BE")] {
            for marked in [true, false] {
                let file = folder.file("c.txt", utf16(text, to_bytes, marked));
                let request = request("customers", &file);
                assert_eq!(names(&request), ["1|张伟|北京", "2|王芳|上海市"], "{name} {marked}");
                let (report, _) = run(&request).unwrap();
                assert_eq!(report.files[0].layout.encoding, Some(name));
            }
        }
    }
}

#[test]
fn what_is_told_is_decoded_and_lines_keep_their_numbers() {
    let folder = Folder::new("told-encoding");
    let western = "customer_id,name,city\n1,Müller,Köln\n2,Núñez,Málaga\n";
    for (encoding, label, text, expected) in [
        (GB18030, "gb18030", CUSTOMERS, ["1|张伟|北京", "2|王芳|上海市"]),
        (GB18030, "GBK", CUSTOMERS, ["1|张伟|北京", "2|王芳|上海市"]),
        (WINDOWS_1252, "latin1", western, ["1|Müller|Köln", "2|Núñez|Málaga"]),
    ] {
        let (bytes, _, _) = encoding.encode(text);
        let mut request = request("customers", &folder.file("c.csv", bytes));
        request.options.encoding = Some(label.to_owned());
        assert_eq!(names(&request), expected, "{label}");
        let mapping = format!(
            "table: customers\nfrom: {{ encoding: {label} }}\ncolumns: {{ customer_id: customer_id, name: name, city: city }}\n"
        );
        let mapped = mapped(&mapping, &request.files[0]);
        assert_eq!(names(&mapped), expected, "{label} by mapping");
    }
}

#[test]
fn bytes_that_are_no_utf8_are_bad_rows_that_name_the_likely_encoding() {
    let folder = Folder::new("guessed");
    let cases: [(&'static Encoding, &str, &str); 3] = [
        (WINDOWS_1252, "1,Müller,Köln", "windows-1252"),
        (GB18030, "1,张伟明,北京市朝阳区", "gb18030"),
        (SHIFT_JIS, "1,やまだたろう,おおさか", "shift_jis"),
    ];
    for (encoding, row, label) in cases {
        let (bytes, _, _) = encoding.encode(row);
        let text = [b"customer_id,name,city\n2,Ann,Oslo\n", &bytes[..], b"\n"].concat();
        let (_, kept) = run(&request("customers", &folder.file("c.csv", text))).unwrap();
        assert_eq!(kept.rules(), [(3, Rule::Encoding)]);
        let said = kept.rejects[0].message.to_string();
        assert!(said.contains(&format!("--encoding {label}")), "{said}");
    }
}

#[test]
fn a_header_that_is_no_utf8_names_the_likely_encoding() {
    let folder = Folder::new("header-encoding");
    let (bytes, _, _) = GB18030.encode("订单号,下单时间,金额\n1,2024-01-01,5\n");
    let mut request = request("orders", &folder.file("o.csv", bytes));
    let error = run(&request).unwrap_err();
    assert!(matches!(&error, IngestError::HeaderEncoding { guess: "gb18030", .. }), "{error}");
    let mapping = "table: orders\ncolumns: { order_id: 订单号, ordered_at: 下单时间, amount: 金额 }\n";
    request.mapping = Some(parse_mapping("m.yaml", mapping).unwrap());
    request.options.encoding = Some("gb18030".to_owned());
    assert_eq!(run(&request).unwrap().1.rows("orders", &["order_id", "amount"]), ["1|5.0000"]);
}

#[test]
fn what_is_nothing_in_the_encoding_that_was_told_is_a_bad_row() {
    let folder = Folder::new("wrong-encoding");
    let (bytes, _, _) = BIG5.encode("2,陳大文,臺北\n");
    let text = [b"customer_id,name,city\n1,Ann,Oslo\n", &bytes[..], b"3,\xff\xff,x\n"].concat();
    let mut request = request("customers", &folder.file("c.csv", text));
    request.options.encoding = Some("big5".to_owned());
    let (_, kept) = run(&request).unwrap();
    assert_eq!(kept.rows("customers", &["name"]), ["Ann", "陳大文"]);
    assert_eq!(kept.rules(), [(4, Rule::Encoding)]);
    assert!(kept.rejects[0].message.to_string().contains("Big5"));
}
