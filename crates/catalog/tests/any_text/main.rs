//! Texts that nobody would write, and those that somebody did to break things. The modules are also the bodies of the
//! fuzz targets in `fuzz/`.

mod definition;
mod formula;
mod settings;
mod sql;

use proptest::prelude::*;

/// Pieces of a language in any order: they come further than letters do.
fn soup(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![9 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => "\\PC{0,3}"],
        0..40,
    )
    .prop_map(|pieces| pieces.concat())
}

const FORMULA: &[&str] = &[
    "count(",
    "sum(",
    "mean(",
    "mean over days (",
    "mean over 3 months before end (",
    "coalesce(",
    " over ",
    "active_at_start",
    "mrr",
    "$n",
    "1",
    "0.5",
    "100.50",
    "(",
    ")",
    ")",
    ",",
    " ",
    "-",
    "+",
    "*",
    "/",
    "&",
    "|",
    ">=",
    "==",
    "!=",
    "<",
    "é",
    "\n",
];

const YAML: &[&str] = &[
    "metric: ",
    "measures:",
    "title: ",
    "{ en: x, zh-CN: y }",
    "formula: ",
    "count(a)",
    "unit: ",
    "share",
    "time_zone: ",
    "Europe/Berlin",
    "currency: ",
    "EUR",
    "activity:",
    "quality:",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "&a ",
    "*a",
    "<<: ",
    "'",
    "\"",
    "|\n",
    ">\n  ",
    "#",
    "---\n",
    "...",
    "!!int ",
    "~",
    "null",
    "1e999",
    "é",
    "\t",
    "? ",
    ", ",
];

const SQL: &[&str] = &[
    "-- about: x\n",
    "-- time: none\n",
    "-- time: a, b\n",
    "select ",
    "from ",
    "orders",
    "$from",
    "$",
    "$1",
    "'",
    "''",
    "\"",
    "--",
    "/*",
    "*/",
    "\n",
    " ",
    "(",
    ")",
    ";",
    ",",
    "é",
    "with x as (",
    " join ",
    ".",
    "\\",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1500 } else { 20_000 }))]

    #[test]
    fn any_formula(text in prop_oneof![soup(FORMULA), ".{0,60}"]) {
        formula::holds(&text);
    }

    #[test]
    fn any_settings(text in prop_oneof![soup(YAML), ".{0,80}"]) {
        settings::holds(&text);
    }

    #[test]
    fn any_sql(text in prop_oneof![soup(SQL), ".{0,80}"]) {
        sql::holds(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_definition(text in prop_oneof![soup(YAML), soup(SQL), ".{0,80}"]) {
        definition::holds(&text);
    }
}

/// A text of this many pieces is refused or read, and never ends the process.
fn deep(piece: &str) -> String {
    piece.repeat(10_000)
}

/// As [`deep`], for texts in which every piece is an error of its own with a place of its own.
fn long(piece: &str) -> String {
    piece.repeat(300)
}

#[test]
fn formulas_without_end() {
    for text in [
        deep("("),
        deep("-"),
        deep("count("),
        deep("a + ") + "a",
        deep("a & ") + "a",
        deep("a / ") + "a",
        format!("coalesce({}1)", deep("1, ")),
        deep("mean over days ("),
        deep("1"),
        deep("a"),
    ] {
        formula::holds(&text);
    }
}

#[test]
fn yaml_without_end() {
    for text in [
        deep("["),
        deep("{a: "),
        deep("- "),
        (0..300).map(|level| format!("{}a:\n", " ".repeat(level))).collect(),
        deep("&a ["),
        format!("a: &a [x]\nb: [{}]", long("*a, ")),
        "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n\
         d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n\
         g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]\nh: [*g, *g, *g, *g, *g, *g, *g, *g, *g]\n"
            .to_owned(),
        long("a: b\n"),
        long("---\n"),
        format!("formula: {}a", long("a + ")),
        format!("time_zone: \"{}\"", long("\\u0041")),
        "\0".repeat(1000),
    ] {
        settings::holds(&text);
        definition::holds(&text);
    }
}

#[test]
fn sql_without_end() {
    for text in [long("/*"), long("'"), long("$a "), long("("), long("--"), long("\"\"")] {
        sql::holds(&text);
        definition::holds(&format!("-- about: x\n-- time: none\nselect {text}"));
    }
}
