//! Files made to break a reader: each is refused or read with a message that names the place, within bounded memory, and
//! never ends the process in another way.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::binary;
use crate::crash::init;

/// What an import may take, in megabytes: a few batches, and the longest record twice.
const MOST_MEGABYTES: u64 = 600;

const HEADER: &str = "order_id,customer_id,ordered_at,amount\n";
const GOOD: &str = "o1,c1,2024-01-01,1.50\n";
const GOOD_JSON: &str = "{\"order_id\":\"o1\",\"customer_id\":\"c\",\"ordered_at\":\"2024-01-01\",\"amount\":1}\n";

struct Case {
    /// The file's name, which its message must hold.
    file: &'static str,
    text: fn() -> Vec<u8>,
    exit: i32,
    /// What the output must hold: for a file that is refused, the line.
    says: &'static [&'static str],
}

const fn case(file: &'static str, exit: i32, says: &'static [&'static str], text: fn() -> Vec<u8>) -> Case {
    Case { file, text, exit, says }
}

fn lines(parts: &[&str]) -> Vec<u8> {
    parts.concat().into_bytes()
}

fn many(piece: &str, times: usize) -> String {
    piece.repeat(times)
}

fn spreadsheet() -> Vec<u8> {
    std::fs::read(crate::checkout::root().join("examples/04-spreadsheet/sales-2024-04.xlsx")).unwrap()
}

const CASES: &[Case] = &[
    case("million-headers.csv", 1, &["line 1", "16384 columns"], || {
        (0..1_000_000).map(|column| format!("c{column},")).collect::<String>().into_bytes()
    }),
    case("million-fields.csv", 1, &["line 3", "16384 columns"], || lines(&[HEADER, GOOD, &many(",", 1_000_000)])),
    case("million-keys.jsonl", 1, &["line 2", "16384 columns"], || {
        let keys: String = (0..1_000_000).map(|key| format!("\"k{key}\":1,")).collect();
        lines(&[GOOD_JSON, "{", &keys, "\"z\":1}\n"])
    }),
    case("long-line.csv", 1, &["line 3", "67108864 bytes"], || lines(&[HEADER, GOOD, "o2,", &many("x", 100_000_000)])),
    case("long-line.jsonl", 1, &["line 2", "67108864 bytes"], || {
        lines(&[GOOD_JSON, "{\"order_id\":\"", &many("x", 100_000_000), "\"}\n"])
    }),
    case("long-header.csv", 1, &["line 1", "67108864 bytes"], || many("x", 100_000_000).into_bytes()),
    case("long-field.csv", 0, &["oversized"], || {
        lines(&[HEADER, GOOD, "o2,", &many("x", 2_000_000), ",2024-01-01,2\no3,c3,2024-01-01,3\n"])
    }),
    case("deep.jsonl", 0, &["100 levels"], || {
        lines(&[GOOD_JSON, "{\"a\":", &many("[", 10_000), &many("]", 10_000), "}\n", GOOD_JSON])
    }),
    case("deep-open.jsonl", 0, &["json"], || lines(&[GOOD_JSON, "{\"a\":", &many("{\"a\":", 100_000), "\n"])),
    case("deep-attributes.csv", 0, &[], || {
        lines(&["customer_id,attributes\n", "c1,\"{\"\"a\"\":", &many("[", 10_000), &many("]", 10_000), "}\"\n"])
    }),
    case("open-array.json", 1, &["line 3", "breaks off"], || lines(&["[", GOOD_JSON, ",\n{\"order_id\":\"o2"])),
    case("array-and-more.json", 1, &["line 2", "goes on"], || lines(&["[", GOOD_JSON, "] []"])),
    case("long-object.json", 1, &["line 2", "67108864 bytes"], || {
        lines(&["[", GOOD_JSON, ",{\"order_id\":\"", &many("x", 100_000_000), "\"}]"])
    }),
    case("long-key.json", 1, &["line 2", "67108864 bytes"], || {
        lines(&["{\"data\":[", GOOD_JSON, "],\"", &many("x", 100_000_000), "\":1}"])
    }),
    case("deep-array.json", 0, &["100 levels"], || {
        lines(&["[", GOOD_JSON, ",{\"a\":", &many("[", 10_000), &many("]", 10_000), "},", GOOD_JSON, "]"])
    }),
    case("only-nulls.json", 3, &["bad"], || lines(&["[", GOOD_JSON, &many(",null", 200_000), "]"])),
    case("cut.xlsx", 1, &["no workbook"], || spreadsheet()[..3000].to_vec()),
    case("damaged.xlsx", 1, &["damaged.xlsx"], || {
        let mut bytes = spreadsheet();
        bytes[1000..1400].fill(0);
        bytes
    }),
    case("only-bad-lines.jsonl", 3, &["bad"], || lines(&[GOOD_JSON, &many("{nonsense\n", 200_000)])),
    case("nul-bytes.csv", 0, &["malformed_identity"], || lines(&[HEADER, GOOD, "o2,c\0 2,2024-01-01,2\n"])),
    case("only-nul.csv", 1, &[], || vec![0; 100_000]),
    case("mixed-ends.csv", 0, &["Accepted            5"], || {
        b"order_id,customer_id,ordered_at,amount\r\no1,c1,2024-01-01,1\ro2,c2,2024-01-02,2\no3,c3,2024-01-03,3\r\n\
          o4,c4,2024-01-04,4\n\ro5,c5,2024-01-05,5"
            .to_vec()
    }),
    case("carriage-returns.csv", 0, &["      3   "], || {
        lines(&[&HEADER.replace('\n', "\r"), "o1,c1,2024-01-01,1\ro2,c2\r"])
    }),
    case("lone-quote.csv", 1, &["line 3", "quote"], || {
        lines(&[HEADER, GOOD, "o2,\"c2,2024-01-01,2\no3,c3,2024-01-01,3\n"])
    }),
    case("quote-to-the-end.csv", 1, &["line 2", "quote"], || lines(&[HEADER, "\"", &many(GOOD, 100_000)])),
    case("only-a-quote.csv", 1, &[], || b"\"".to_vec()),
    case("mark-in-the-middle.csv", 0, &["Accepted            1", "Unchanged           1"], || {
        lines(&[HEADER, GOOD, "\u{feff}", GOOD])
    }),
    case("empty.csv", 1, &["empty"], Vec::new),
    case("header-only.csv", 0, &["Read                0"], || HEADER.into()),
    case("only-newlines.csv", 1, &["empty"], || many("\n", 1_000_000).into_bytes()),
    case("only-spaces.csv", 1, &["empty"], || many(" \t \r\n", 100_000).into_bytes()),
    case("only-commas.csv", 1, &[], || many(",", 100).into_bytes()),
    case("not-utf-8.csv", 0, &["encoding", "      3   "], || {
        [lines(&[HEADER, GOOD]), b"o2,\xff\xfe,2024-01-01,1\n".to_vec()].concat()
    }),
    case("torn.csv.gz", 1, &["cannot be read"], || b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b".to_vec()),
    case("torn.csv.zst", 1, &["cannot be read"], || b"\x28\xb5\x2f\xfdgarbage".to_vec()),
    case("torn.parquet", 1, &["Parquet"], || b"PAR1garbagegarbagePAR1".to_vec()),
    case("only-magic.parquet", 1, &["Parquet"], || b"PAR1".to_vec()),
];

#[test]
fn files_made_to_break_a_reader_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for case in CASES {
        let file = folder.path().join(case.file);
        std::fs::write(&file, (case.text)()).unwrap();
        let table = if case.file.contains("attributes") { "customers" } else { "orders" };
        wrong.extend(look(&folder.path().join(case.file.replace('.', "-")), table, &file, case));
        std::fs::remove_file(&file).unwrap();
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

#[test]
fn a_packed_file_that_unpacks_without_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bomb.csv.gz");
    let mut gzip = Command::new("gzip");
    let made = gzip.arg("-9").stdin(Stdio::piped()).stdout(std::fs::File::create(&file).unwrap()).spawn();
    let mut gzip = made.unwrap();
    let mut input = gzip.stdin.take().unwrap();
    input.write_all(b"order_id,customer_id,ordered_at,amount,note\n").unwrap();
    let row = format!("o1,c1,2024-01-01,1,{}\n", many("x", 500_000));
    for _ in 0..600 {
        input.write_all(row.as_bytes()).unwrap();
    }
    drop(input);
    assert!(gzip.wait().unwrap().success());
    let bomb = case("bomb.csv.gz", 1, &["200 times", "unpack it yourself"], Vec::new);
    let wrong = look(&folder.path().join("company"), "orders", &file, &bomb);
    assert!(wrong.is_none(), "{wrong:?}");
}

/// Imports the file into a workspace of its own; what is wrong with the outcome.
fn look(workspace: &Path, table: &str, file: &Path, case: &Case) -> Option<String> {
    init(workspace);
    let mut command = Command::new(binary::path());
    command.args(["--now", "2024-06-01T00:00:00Z", "-C"]).arg(workspace).args(["import", table]).arg(file);
    let output = workspace.with_extension("out");
    let into = std::fs::File::create(&output).unwrap();
    let errors = into.try_clone().unwrap();
    let mut child = command.args(["--max-bad", "60%"]).stdout(into).stderr(errors).spawn().unwrap();
    let mut most = 0;
    let status = loop {
        most = most.max(peak_megabytes(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    let said = String::from_utf8_lossy(&std::fs::read(&output).unwrap()).into_owned();
    let missing: Vec<_> = case.says.iter().filter(|part| !said.contains(**part)).collect();
    let names_file = said.contains(case.file) || case.exit == 0;
    let fine = status.code() == Some(case.exit)
        && missing.is_empty()
        && names_file
        && !said.contains("panicked")
        && said.len() < 20_000
        && most < MOST_MEGABYTES;
    (!fine).then(|| {
        let start: String = said.chars().take(1_500).collect();
        format!("{}: {status}, {most} MB, {} bytes said, lacking {missing:?}: {start}", case.file, said.len())
    })
}

/// The most memory a process had so far; 0 where the system does not tell.
fn peak_megabytes(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}
