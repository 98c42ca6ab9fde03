//! Every rule that rows are held to, broken once: which row is kept out, and why in both languages.

use std::collections::BTreeSet;
use std::process::Command;

use model::Rule;
use serde_json::Value;
use tempfile::TempDir;

use crate::binary;

/// A file in which one row breaks a rule.
struct Broken {
    rule: Rule,
    table: &'static str,
    /// Its extension says how the file is read.
    file: &'static str,
    text: &'static [u8],
    line: u64,
    english: &'static str,
    chinese: &'static str,
}

const LONG_LINES: &[u8] = b"order_id,ordered_at,amount\no1,2024-01-01,1\n";

const BROKEN: &[Broken] = &[
    Broken {
        rule: Rule::Missing,
        table: "customers",
        file: "missing.csv",
        text: b"customer_id,name\nc1,Ann\n,Bob\n",
        line: 3,
        english: "`customer_id` is empty, and every row needs one",
        chinese: "`customer_id` 为空，而每一行都必须有值",
    },
    Broken {
        rule: Rule::Placeholder,
        table: "customers",
        file: "placeholder.csv",
        text: b"customer_id,name\nanonymous,Ann\n",
        line: 2,
        english: "`anonymous` in `customer_id` stands for nobody; a placeholder cannot be an id",
        chinese: "`customer_id` 中的 `anonymous` 是占位值，不代表任何人，不能作为标识",
    },
    Broken {
        rule: Rule::MalformedIdentity,
        table: "customers",
        file: "malformed.csv",
        text: b"customer_id,name\nc\x071,Ann\n",
        line: 2,
        english: "in `customer_id` is not an id: it holds control characters",
        chinese: "不是有效的标识：含有控制字符",
    },
    Broken {
        rule: Rule::Time,
        table: "orders",
        file: "time.csv",
        text: b"order_id,ordered_at,amount\no1,2024-13-01,1\n",
        line: 2,
        english: "`2024-13-01` in `ordered_at` is not a time tenure can read; expected for example ",
        chinese: "`ordered_at` 中的 `2024-13-01` 不是可识别的时间，应如 ",
    },
    Broken {
        rule: Rule::TimeRange,
        table: "customers",
        file: "time_range.csv",
        // A birth may lie before 1970 and a sign-up may not.
        text: b"customer_id,birth_date,created_at\nc2,1955-05-01,2024-01-01\nc3,1955-05-01,1969-12-31\n",
        line: 3,
        english: "`1969-12-31T00:00:00Z` in `created_at` lies outside 1970-01-01T00:00:00Z to 2026-01-16T12:00:00Z",
        chinese: "`created_at` 中的 `1969-12-31T00:00:00Z` 超出 1970-01-01T00:00:00Z 至 2026-01-16T12:00:00Z 的范围",
    },
    Broken {
        rule: Rule::Number,
        table: "orders",
        file: "number.csv",
        text: b"order_id,ordered_at,amount\no2,2024-01-01,many\n",
        line: 2,
        english: "`many` in `amount` is not a number; expected for example ",
        chinese: "`amount` 中的 `many` 不是数字，应如 ",
    },
    Broken {
        rule: Rule::NumberRange,
        table: "orders",
        file: "number_range.csv",
        text: b"order_id,ordered_at,amount\no3,2024-01-01,-1\n",
        line: 2,
        english: "`-1` in `amount` lies outside 0 to ",
        chinese: "`amount` 中的 `-1` 超出 0 至 ",
    },
    Broken {
        rule: Rule::Currency,
        table: "orders",
        file: "currency.csv",
        text: b"order_id,ordered_at,amount,currency\no4,2024-01-01,1,ABC\n",
        line: 2,
        english: "`ABC` in `currency` is not an ISO 4217 currency code; expected for example USD",
        chinese: "`currency` 中的 `ABC` 不是 ISO 4217 币种代码，应如 CNY",
    },
    Broken {
        rule: Rule::Choice,
        table: "orders",
        file: "choice.csv",
        text: b"order_id,ordered_at,amount,status\no5,2024-01-01,1,lost\n",
        line: 2,
        english: "`lost` in `status` is not one of: paid, pending, cancelled",
        chinese: "`status` 中的 `lost` 不在可选值之列：paid, pending, cancelled",
    },
    Broken {
        rule: Rule::Boolean,
        table: "payments",
        file: "boolean.csv",
        text: b"payment_id,invoiced_at,amount,recurring\np1,2024-01-01,1,perhaps\n",
        line: 2,
        english: "`perhaps` in `recurring` is neither true nor false",
        chinese: "`recurring` 中的 `perhaps` 既不是 true 也不是 false",
    },
    Broken {
        rule: Rule::EndBeforeStart,
        table: "subscriptions",
        file: "end_before_start.csv",
        text: b"subscription_id,customer_id,started_at,ended_at\ns1,c1,2024-02-01,2024-01-01\n",
        line: 2,
        english: "`2024-01-01T00:00:00Z` ends before `2024-02-01T00:00:00Z` begins",
        chinese: "结束时间 `2024-01-01T00:00:00Z` 早于开始时间 `2024-02-01T00:00:00Z`",
    },
    Broken {
        rule: Rule::ScoreScale,
        table: "survey_responses",
        file: "score_scale.csv",
        text: b"response_id,answered_at,customer_id,kind,score\na1,2024-01-01,c1,nps,11\n",
        line: 2,
        english: "the score `11` lies outside its scale, 0 to 10",
        chinese: "得分 `11` 超出其量表 0 至 10 的范围",
    },
    Broken {
        rule: Rule::Duplicate,
        table: "orders",
        file: "duplicate.csv",
        // The same row twice is one row; other content under the same id is a contradiction.
        text: b"order_id,ordered_at,amount\no6,2024-01-01,1\no6,2024-01-01,1\no6,2024-01-01,2\n",
        line: 4,
        english: "another row of this import has the same identity and other content: duplicate.csv:2",
        chinese: "本次导入中另有一行标识相同但内容不同：duplicate.csv:2",
    },
    Broken {
        rule: Rule::RefundAboveAmount,
        table: "refunds",
        file: "refund.csv",
        text: b"refund_id,order_id,refunded_at,amount\nr1,o6,2024-01-02,0.75\nr2,o6,2024-01-03,0.30\n",
        line: 3,
        english: "with this refund 1.05 USD would have gone back of `o6` in `order_id`, which was 1.00 USD",
        chinese: "加上这笔退款，`o6`（`order_id`）共退款 1.05",
    },
    Broken {
        rule: Rule::OrderLines,
        table: "order_lines",
        file: "order_lines.csv",
        text: b"order_id,ordered_at,customer_id,sku,price\no7,2024-01-01,c1,tea,1\no7,2024-01-01,c2,cup,1\n",
        line: 3,
        english: "order `o7` has `c1` in `customer_id` on an earlier line, and `c2` here",
        chinese: "订单 `o7` 的 `customer_id` 在前面的行是 `c1`，这里却是 `c2`",
    },
    Broken {
        rule: Rule::Encoding,
        table: "orders",
        file: "encoding.csv",
        text: b"order_id,ordered_at,amount\no8,2024-01-01,1\xff\n",
        line: 2,
        english: "the row is not valid UTF-8 from byte ",
        chinese: "该行自第 ",
    },
    Broken {
        rule: Rule::Ragged,
        table: "orders",
        file: "ragged.csv",
        text: b"order_id,ordered_at,amount\no9,2024-01-01\n",
        line: 2,
        english: "the row has 2 fields where the header has 3",
        chinese: "该行有 2 个字段，而表头有 3 个",
    },
    Broken {
        rule: Rule::Oversized,
        table: "orders",
        file: "oversized.csv",
        text: LONG_LINES,
        line: 3,
        english: "a field of 3000000 bytes is longer than the 1048576 that one field may have",
        chinese: "有字段长达 3000000 字节，超过单个字段 1048576 字节的上限",
    },
    Broken {
        rule: Rule::Json,
        table: "orders",
        file: "json.jsonl",
        text: b"{\"order_id\":\"o10\",\"ordered_at\":\"2024-01-01\",\"amount\":1}\n{\"order_id\":\n",
        line: 2,
        english: "the line is not a JSON object: ",
        chinese: "该行不是 JSON 对象：",
    },
    Broken {
        rule: Rule::SheetError,
        table: "orders",
        file: "sheet_error.csv",
        text: b"order_id,ordered_at,amount\no13,2024-01-01,#DIV/0!\n",
        line: 2,
        english: "`#DIV/0!` in `amount` is what a spreadsheet shows in place of a value it cannot work out",
        chinese: "`amount` 中的 `#DIV/0!` 是电子表格的错误值",
    },
    Broken {
        rule: Rule::Mapping,
        table: "orders",
        file: "mapping.csv",
        text: b"order_id,ordered_at,pieces,price\no11,2024-01-01,two,1\n",
        line: 2,
        english: "the mapping's expression for `amount` failed: ",
        chinese: "映射中 `amount` 的表达式执行失败：",
    },
];

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.run(&["init", "."]);
        desk
    }

    #[track_caller]
    fn run(&self, words: &[&str]) -> String {
        let mut command = Command::new(binary::path());
        command.current_dir(self.0.path()).env("TENURE_NOW", "2026-01-15T12:00:00Z").args(words);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[words, &["--format", "json"]].concat())).unwrap()
    }

    /// Imports a file of this name and text, however bad.
    #[track_caller]
    fn import(&self, table: &str, (name, text): (&str, &[u8])) -> Value {
        std::fs::write(self.0.path().join(name), text).unwrap();
        self.json(&["import", table, name, "--max-bad", "100%"])
    }
}

#[test]
fn every_rule_has_a_row_that_breaks_it_and_says_so_in_both_languages() {
    let rules: BTreeSet<Rule> = BROKEN.iter().map(|broken| broken.rule).collect();
    assert_eq!(rules, Rule::ALL.into(), "every rule is broken once");

    let desk = Desk::new();
    let mapping = "table: orders\nfrom: { file: mapping.csv }\ncolumns:\n  order_id: order_id\n  ordered_at: ordered_at\n  amount: pieces * price\n";
    std::fs::write(desk.0.path().join("mappings/mapping.yaml"), mapping).unwrap();
    for broken in BROKEN {
        let mut text = broken.text.to_vec();
        if broken.rule == Rule::Oversized {
            text.extend_from_slice(b"o12,2024-01-01,");
            text.resize(text.len() + 3_000_000, b'9');
            text.push(b'\n');
        }
        let report = desk.import(broken.table, (broken.file, &text));
        let kept = ["accepted", "unchanged", "updated", "filtered", "quarantined"];
        let sum: i64 = kept.iter().map(|count| report[count].as_i64().unwrap()).sum();
        assert_eq!(report["read"], sum, "{}: {report:#}", broken.rule);
    }
    for language in ["en", "zh-CN"] {
        let listed = desk.json(&["rejects", "--lang", language]);
        for Broken { rule, file, line, english, chinese, .. } in BROKEN {
            let rows: Vec<&Value> =
                listed["rejects"].as_array().unwrap().iter().filter(|row| row["file"] == *file).collect();
            let line = line.to_string();
            let row = rows.iter().find(|row| row["rule"] == rule.id() && row["line"] == line.as_str());
            let row = row.unwrap_or_else(|| panic!("{rule} on line {line}: {rows:#?}"));
            let message = row["message"].as_str().unwrap();
            let expected = if language == "en" { english } else { chinese };
            assert!(message.contains(expected) && !expected.is_empty(), "{rule} in {language}: {message}");
        }
    }
}

#[test]
fn no_more_goes_back_than_was_paid() {
    let desk = Desk::new();
    desk.import(
        "orders",
        ("o.csv", b"order_id,ordered_at,amount,currency\no1,2024-01-01,100,USD\no2,2024-01-01,50,USD\n"),
    );
    desk.import("payments", ("p.csv", b"payment_id,invoiced_at,amount,currency\np1,2024-01-01,30,USD\n"));
    let refunds: &[u8] = b"refund_id,order_id,payment_id,refunded_at,amount,currency\n\
        r1,o1,,2024-01-02,60,USD\n\
        r2,o1,,2024-01-03,60,USD\n\
        r3,o1,,2024-01-04,40,USD\n\
        r4,o2,,2024-01-04,50,USD\n\
        r5,o2,,2024-01-05,1,EUR\n\
        r6,late,,2024-01-05,500,USD\n\
        r7,,p1,2024-01-05,30.01,USD\n\
        r8,o2,p1,2024-01-05,10,USD\n";
    let report = desk.import("refunds", ("r.csv", refunds));
    // Another currency and what is not known are kept; each of the others goes by what went back before it.
    assert_eq!((&report["accepted"], &report["quarantined"]), (&5.into(), &3.into()), "{report:#}");
    assert_eq!(lines(&desk), ["r.csv:3", "r.csv:8", "r.csv:9"]);

    // A correction counts in place of what it corrects, and one that goes too far leaves it as it was.
    let report = desk.import("refunds", ("again.csv", b"refund_id,order_id,refunded_at,amount,currency\nr1,o1,2024-01-02,59,USD\nr9,o1,2024-01-06,1,USD\nr4,o2,2024-01-04,50.5,USD\n"));
    assert_eq!((&report["accepted"], &report["updated"], &report["quarantined"]), (&1.into(), &1.into(), &1.into()));
    let told =
        desk.json(&["sql", "select cast(sum(amount) as varchar) as n from refunds where order_id in ('o1', 'o2')"]);
    assert_eq!(told[0]["n"], "151.0000");
    // The order came later and is larger: what waited for it can be brought in.
    desk.import("orders", ("larger.csv", b"order_id,ordered_at,amount,currency\no1,2024-01-01,200,USD\n"));
    desk.run(&["rejects", "export", "-o", "fixed.csv"]);
    let report = desk.json(&["rejects", "--replay", "fixed.csv"]);
    assert_eq!((&report["read"], &report["accepted"], &report["quarantined"]), (&4.into(), &1.into(), &3.into()));
}

#[test]
fn a_row_of_an_unknown_customer_is_kept_and_listed() {
    let desk = Desk::new();
    desk.import("customers", ("c.csv", b"customer_id\nc1\n"));
    let report = desk.import(
        "orders",
        ("o.csv", b"order_id,ordered_at,customer_id,amount\no1,2024-01-01,c1,1\no2,2024-01-01,c2,1\n"),
    );
    assert_eq!((&report["accepted"], &report["unknown_customers"]), (&2.into(), &1.into()));
    let checked = desk.json(&["check"]);
    assert_eq!(
        checked["unknown_customers"][0]["customer"].as_str().map(|id| id.contains("c2")),
        Some(true),
        "{checked:#}"
    );
}

fn lines(desk: &Desk) -> Vec<String> {
    let listed = desk.json(&["rejects"]);
    let mut places: Vec<String> = listed["rejects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{}:{}", row["file"].as_str().unwrap(), row["line"].as_str().unwrap()))
        .collect();
    places.sort();
    places
}
