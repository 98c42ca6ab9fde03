//! Formulas read, placed and checked.

use super::*;
use crate::error::{Named, Syntax};

/// A formula's tree as text, every operator with its parentheses.
fn shape(expr: &Expr) -> String {
    match &expr.node {
        Node::Number(digits) => digits.clone(),
        Node::Name(name) => name.clone(),
        Node::Param(name) => format!("${name}"),
        Node::Call { function, arguments, over } => {
            let arguments: Vec<String> = arguments.iter().map(shape).collect();
            let over = over.as_ref().map(|over| format!(" over {}", shape(over))).unwrap_or_default();
            format!("{}({}{over})", function.name(), arguments.join(", "))
        }
        Node::Unary { operand, .. } => format!("(-{})", shape(operand)),
        Node::Binary { operator, left, right } => {
            format!("({} {} {})", shape(left), operator.symbol(), shape(right))
        }
        Node::MeanOver { window: Window::Days, body } => format!("days[{}]", shape(body)),
        Node::MeanOver { window: Window::MonthsBeforeEnd(count), body } => format!("{count} months[{}]", shape(body)),
    }
}

#[test]
fn operators_bind_by_their_strength_and_from_the_left() {
    for (text, expected) in [
        ("a - b & c", "(a - (b & c))"),
        ("a | b - c", "((a | b) - c)"),
        ("a / b / c", "((a / b) / c)"),
        ("a + b * -c", "(a + (b * (-c)))"),
        ("orders >= 1 + 1", "(orders >= (1 + 1))"),
        ("count((a | b) & c) / 100.50", "(count(((a | b) & c)) / 100.50)"),
        ("sum(mrr over paying & eu)", "sum(mrr over (paying & eu))"),
        ("quantile(times, 0.9)", "quantile(times, 0.9)"),
        ("mean over days ( dau / mau )", "days[(dau / mau)]"),
        ("1 / mean over 12 months before end (churn_rate)", "(1 / 12 months[churn_rate])"),
        ("mean over $n months before end (x)", "$n months[x]"),
        ("coalesce($lifetime_years, 1 / churn)", "coalesce($lifetime_years, (1 / churn))"),
        ("mean(times) - --3", "(mean(times) - (-(-3)))"),
    ] {
        assert_eq!(shape(&parse(text).unwrap()), expected, "{text}");
    }
}

#[test]
fn every_part_knows_its_place() {
    let text = "100 * (promoters - detractors)";
    let formula = parse(text).unwrap();
    let places: Vec<(&str, &str)> =
        formula.names().into_iter().map(|(name, span)| (name, &text[span.start..span.end])).collect();
    assert_eq!(places, [("promoters", "promoters"), ("detractors", "detractors")]);
    assert_eq!(formula.span, Span::new(0, text.len()));
}

#[test]
fn what_goes_wrong_is_said_where_it_does() {
    for (text, expected, at) in [
        ("count(a", Syntax::Close, "a"),
        ("a +", Syntax::Value, "+"),
        ("a b", Syntax::Operator, "b"),
        ("count(a over b)", Syntax::Close, "over"),
        ("mean over 12 weeks before end (a)", Syntax::Months, "weeks"),
        ("mean over months (a)", Syntax::Days, "months"),
        ("a >= 1 >= 2", Syntax::Operator, ">="),
    ] {
        let error = parse(text).unwrap_err();
        assert!(
            matches!(&error.problem, Problem::Syntax { expected: found, .. } if *found == expected),
            "{text}: {error}"
        );
        assert_eq!(&text[error.span.start..error.span.end], at, "{text}");
    }
    assert!(matches!(parse("a ÷ b").unwrap_err().problem, Problem::Character { found: '÷' }));
    assert!(matches!(parse("average(a)").unwrap_err().problem, Problem::UnknownName { what: Named::Function, .. }));
    assert!(matches!(parse("min(a)").unwrap_err().problem, Problem::Arguments { expected: 2, found: 1, .. }));
    assert!(matches!(parse(&"(".repeat(500)).unwrap_err().problem, Problem::TooDeep { .. }));
    assert!(matches!(parse(&"-".repeat(500)).unwrap_err().problem, Problem::TooDeep { .. }));
    assert!(matches!(parse(&"a + ".repeat(10_000)).unwrap_err().problem, Problem::TooLong { .. }));
    assert!(parse("").is_err());
}

struct Small;

impl Scope for Small {
    fn name(&self, name: &str) -> Option<Type> {
        match name {
            "buyers" | "visitors" => Some(Type::Set),
            "orders_to_date" => Some(Type::Vector),
            "first_visit" | "first_order" => Some(Type::Time),
            "reply_times" => Some(Type::Rows),
            "revenue" => Some(Type::Number),
            _ => None,
        }
    }

    fn param(&self, name: &str) -> bool {
        name == "years"
    }

    fn names(&self) -> Vec<String> {
        ["buyers", "visitors", "orders_to_date"].map(str::to_owned).to_vec()
    }

    fn params(&self) -> Vec<String> {
        vec!["years".to_owned()]
    }
}

fn types(text: &str) -> (Option<Type>, Vec<Problem>) {
    let mut errors = Vec::new();
    let found = parse(text).unwrap().check(&Small, &mut errors);
    (found, errors.into_iter().map(|error| error.problem).collect())
}

#[test]
fn parts_that_fit_give_their_type() {
    for (text, expected) in [
        ("count(buyers & visitors - buyers)", Type::Number),
        ("orders_to_date >= 2", Type::Set),
        ("count((orders_to_date >= 2) & buyers) / count(buyers)", Type::Number),
        ("min(orders_to_date, orders_to_date)", Type::Vector),
        ("median(first_order - first_visit)", Type::Number),
        ("quantile(reply_times, 0.9)", Type::Number),
        ("sum(orders_to_date over buyers) * $years", Type::Number),
        ("max(first_visit, first_order)", Type::Time),
        ("mean over days (revenue / count(buyers))", Type::Number),
    ] {
        assert_eq!(types(text), (Some(expected), Vec::new()), "{text}");
    }
}

#[test]
fn parts_that_do_not_fit_are_each_told_once() {
    for (text, count) in [
        ("count(revenue)", 1),
        ("buyers / revenue", 1),
        ("buyers + visitors", 1),
        ("sum(buyers)", 1),
        ("mean(reply_times over buyers)", 1),
        ("quantile(reply_times, 90)", 1),
        ("min(revenue, orders_to_date)", 1),
        ("count(buyrs) + count(visitrs) + $year", 3),
        ("first_visit >= 3", 1),
        ("mean over days (buyers)", 1),
    ] {
        let (_, problems) = types(text);
        assert_eq!(problems.len(), count, "{text}: {problems:?}");
    }
}

#[test]
fn the_nearest_name_is_offered() {
    let (_, problems) = types("count(buyrs)");
    let help = problems[0].help().unwrap().to_string();
    assert!(help.contains("buyers"), "{help}");
}
