//! Sheets of Excel and OpenDocument: which one, its header, its cells, and what is refused before it fills the memory.

use model::Rule;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::containers::{Cell, compound, ods, xls, zip};
use super::*;

const COLUMNS: [&str; 5] = ["order_id", "ordered_at", "customer_id", "amount", "source_line"];

/// A sheet of orders under a title and above what other people add to a sheet.
fn sales() -> Worksheet {
    let mut sheet = Worksheet::new();
    sheet.set_name("Sales 2024").unwrap();
    sheet.write_string(0, 1, "All sales, net").unwrap();
    for (column, header) in ["Order ID", "Order Date", "Customer", "Total", "Paid"].iter().enumerate() {
        sheet.write_string(2, 1 + column as u16, *header).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let minute = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let code = Format::new().set_num_format("00000");
    let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    sheet.write_number_with_format(3, 1, 17, &code).unwrap();
    sheet.write_datetime_with_format(3, 2, at("2024-01-31"), &day).unwrap();
    sheet.write_string(3, 3, "c1").unwrap();
    sheet.write_number(3, 4, 0.1 + 0.2).unwrap();
    sheet.write_boolean(3, 5, true).unwrap();
    sheet.write_string(5, 1, "00018").unwrap();
    sheet.write_datetime_with_format(5, 2, at("2024-02-01T10:20:30"), &minute).unwrap();
    sheet.write_number(5, 3, 20_000_000_000_f64).unwrap();
    sheet.write_formula(5, 4, Formula::new("=2*600.25").set_result("1200.5")).unwrap();
    sheet.write_string(6, 1, "00019").unwrap();
    sheet.write_datetime_with_format(6, 2, at("2024-02-02"), &day).unwrap();
    sheet.write_formula(6, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet
}

fn book(sheets: Vec<Worksheet>) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    book.save_to_buffer().unwrap()
}

/// A sheet of two columns and one order.
fn small(name: &str, id: &str) -> Worksheet {
    let mut sheet = Worksheet::new();
    sheet.set_name(name).unwrap();
    for (column, text) in ["order_id", "ordered_at", "amount"].iter().enumerate() {
        sheet.write_string(0, column as u16, *text).unwrap();
    }
    for (column, text) in [id, "2024-01-03", "5"].iter().enumerate() {
        sheet.write_string(1, column as u16, *text).unwrap();
    }
    sheet
}

fn code(error: &IngestError) -> String {
    miette::Diagnostic::code(error).map(|code| code.to_string()).unwrap_or_default()
}

#[test]
fn cells_keep_their_types_and_rows_their_numbers() {
    let folder = Folder::new("workbook");
    let (report, kept) = run(&request("orders", &folder.file("sales.xlsx", book(vec![sales()])))).unwrap();
    assert_eq!(
        kept.rows("orders", &COLUMNS),
        ["00017|2024-01-31T00:00:00Z|c1|0.3000|4", "00018|2024-02-01T10:20:30Z|20000000000|1200.5000|6"]
    );
    assert_eq!(kept.rules(), [(7, Rule::SheetError)]);
    assert!(kept.rejects[0].message.to_string().contains("#DIV/0!"));
    assert!(report.files[0].name.ends_with("sales.xlsx#Sales 2024"), "{}", report.files[0].name);
    assert_eq!(report.ignored, ["Paid"]);
}

#[test]
fn the_sheet_is_the_only_one_with_data_or_the_one_that_is_named() {
    let folder = Folder::new("sheets");
    let mut hidden = small("Old", "old");
    hidden.set_hidden(true);
    let mut empty = Worksheet::new();
    empty.set_name("Notes").unwrap();
    let file = folder.file("one.xlsx", book(vec![small("Orders", "new"), hidden, empty]));
    let (_, kept) = run(&request("orders", &file)).unwrap();
    assert_eq!(kept.rows("orders", &["order_id"]), ["new"]);

    let file = folder.file("two.xlsx", book(vec![small("North", "n"), small("South", "s")]));
    let error = run(&request("orders", &file)).unwrap_err();
    assert!(error.message().to_string().contains("`North`, `South`"), "{error}");
    for (told, expected) in [("South", "s"), (" north ", "n")] {
        let mut request = request("orders", &file);
        request.options.sheet = Some(told.to_owned());
        let (_, kept) = run(&request).unwrap();
        assert_eq!(kept.rows("orders", &["order_id"]), [expected]);
    }
    let (_, kept) = run(&request("orders", &folder.0.join("two.xlsx#South"))).unwrap();
    assert_eq!(kept.rows("orders", &["order_id"]), ["s"]);
    let mapping = "table: orders\nfrom: { sheet: South }\ncolumns: { order_id: order_id, ordered_at: ordered_at, amount: amount * 2 }\n";
    let (_, kept) = run(&mapped(mapping, &file)).unwrap();
    assert_eq!(kept.rows("orders", &["order_id", "amount"]), ["s|10.0000"]);

    let mut request = request("orders", &file);
    request.options.sheet = Some("Sout".to_owned());
    let error = run(&request).unwrap_err();
    assert!(matches!(&error, IngestError::NoSheet { nearest, .. } if nearest.as_deref() == Some("South")), "{error}");
    request.files = vec![folder.file("plain.csv", "order_id,ordered_at,amount\n1,2024-01-01,1\n")];
    assert_eq!(code(&run(&request).unwrap_err()), "ingest::no_workbook");
}

#[test]
fn a_merged_cell_is_the_value_of_each_of_its_rows_and_that_is_said() {
    let folder = Folder::new("merged");
    let mut sheet = small("Orders", "a");
    sheet.write_string(0, 3, "customer_id").unwrap();
    for (row, id) in ["a", "b", "c"].iter().enumerate() {
        for (column, text) in [*id, "2024-01-03", "5"].iter().enumerate() {
            sheet.write_string(1 + row as u32, column as u16, *text).unwrap();
        }
    }
    sheet.merge_range(1, 3, 2, 3, "c1", &Format::new()).unwrap();
    sheet.write_string(3, 3, "c2").unwrap();
    let (report, kept) = run(&request("orders", &folder.file("m.xlsx", book(vec![sheet])))).unwrap();
    assert_eq!(kept.rows("orders", &["order_id", "customer_id"]), ["a|c1", "b|c1", "c|c2"]);
    assert_eq!((report.notes.len(), report.notes[0].rows), (1, 1));
    assert_eq!(report.notes[0].first.as_ref().map(|place| place.line), Some(3));
}

#[test]
fn a_row_beside_the_header_is_ragged() {
    let folder = Folder::new("beside");
    let mut sheet = small("Orders", "a");
    sheet.write_string(1, 4, "a remark").unwrap();
    let (_, kept) = run(&request("orders", &folder.file("b.xlsx", book(vec![sheet])))).unwrap();
    assert_eq!(kept.rules(), [(2, Rule::Ragged)]);
    assert!(kept.rejects[0].raw.contains("a remark"), "{}", kept.rejects[0].raw);
}

#[test]
fn thousands_of_rows_stream_through() {
    let folder = Folder::new("many");
    let mut sheet = small("Orders", "0");
    for row in 1..20_000u32 {
        sheet.write_number(1 + row, 0, row).unwrap();
        sheet.write_string(1 + row, 1, "2024-01-03").unwrap();
        sheet.write_number(1 + row, 2, 2).unwrap();
    }
    let (report, kept) = run(&request("orders", &folder.file("many.xlsx", book(vec![sheet])))).unwrap();
    assert_eq!((report.read, report.accepted), (20_000, 20_000));
    assert_eq!(kept.rows("orders", &["order_id", "source_line"])[19_999], "19999|20001");
}

#[test]
fn older_excel_and_open_document_give_the_same_rows() {
    let folder = Folder::new("older");
    let texts = ["order_id", "ordered_at", "amount", "a17"];
    let cells = [
        (0, 0, Cell::Text(0)),
        (0, 1, Cell::Text(1)),
        (0, 2, Cell::Text(2)),
        (1, 0, Cell::Text(3)),
        (1, 1, Cell::Date(45322.5)),
        (1, 2, Cell::Number(11.77)),
    ];
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let sheet = format!(
        "<table:table table:name=\"Sales\"><table:table-row>{}{}{}</table:table-row><table:table-row>{}\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2024-01-31T12:00:00\"><text:p>31.1.24</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"11.77\"><text:p>11,77</text:p></table:table-cell>\
         </table:table-row></table:table>",
        text("order_id"),
        text("ordered_at"),
        text("amount"),
        text("a17"),
    );
    for (name, bytes) in [("old.xls", xls(&texts, &cells)), ("open.ods", ods(&sheet))] {
        let (report, kept) = run(&request("orders", &folder.file(name, bytes))).unwrap();
        assert_eq!(
            kept.rows("orders", &["order_id", "ordered_at", "amount", "source_line"]),
            ["a17|2024-01-31T12:00:00Z|11.7700|2"],
            "{name}"
        );
        assert!(report.files[0].name.ends_with("#Sales"), "{name}");
    }
}

#[test]
fn what_would_fill_the_memory_is_refused_before_it_does() {
    let folder = Folder::new("bombs");
    let workbook: (&str, &[u8], Option<u32>) = ("xl/workbook.xml", b"<workbook/>", None);
    let zeros = vec![b' '; 1 << 20];
    let repeated = |rows: u32, columns: u32| {
        ods(&format!(
            "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"{columns}\"/></table:table-row></table:table>"
        ))
    };
    let corners = xls(&["a", "b"], &[(0, 0, Cell::Text(0)), (65_535, 400, Cell::Text(1))]);
    let long = "x".repeat(8000);
    let shared: Vec<_> = (0..4).flat_map(|column| (0..65_000).map(move |row| (row, column, Cell::Text(0)))).collect();
    for (name, bytes, code_expected) in [
        // A directory that says how much too big the part is, and one that lies.
        ("told.xlsx", zip(&[workbook, ("xl/sharedStrings.xml", &zeros, Some(300 << 20))]), "ingest::workbook_too_big"),
        ("lies.xlsx", zip(&[workbook, ("xl/sharedStrings.xml", &zeros, Some(1000))]), "ingest::workbook_too_big"),
        ("rows.ods", repeated(1_000_000, 1000), "ingest::workbook_cells"),
        ("corners.xls", corners, "ingest::workbook_cells"),
        ("shared.xls", xls(&[&long], &shared), "ingest::workbook_cells"),
        ("locked.xlsx", compound("EncryptedPackage", b"secret"), "ingest::workbook"),
        ("letter.doc", compound("WordDocument", b"Dear"), "ingest::format"),
        ("other.zip", zip(&[("readme.txt", b"hello", None)]), "ingest::format"),
        ("cut.xlsx", book(vec![small("a", "a")])[..2000].to_vec(), "ingest::format"),
        ("broken.xlsx", zip(&[workbook]), "ingest::workbook"),
    ] {
        let error = run(&request("orders", &folder.file(name, bytes))).unwrap_err();
        assert_eq!(code(&error), code_expected, "{name}: {error}");
        assert!(miette::Diagnostic::help(&error).is_some(), "{name}");
    }
}

#[test]
fn a_long_text_that_many_cells_share_is_held_a_few_times_at_most() {
    let folder = Folder::new("shared");
    let cells: String =
        (2..60).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let header = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>order_id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>ordered_at</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>amount</t></is></c></row>";
    let sheet = format!("<worksheet><sheetData>{header}{cells}</sheetData></worksheet>");
    let texts = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32 << 20));
    let file = zip(&[
        (
            "_rels/.rels",
            b"<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            None,
        ),
        ("xl/workbook.xml", b"<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>", None),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>", None),
        ("xl/sharedStrings.xml", texts.as_bytes(), None),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes(), None),
    ]);
    let (report, kept) = run(&request("orders", &folder.file("s.xlsx", file))).unwrap();
    assert_eq!((report.read, report.quarantined), (58, 58));
    assert!(kept.rejects.iter().all(|reject| reject.rule == Rule::Oversized));
}
