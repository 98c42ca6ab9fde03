//! What holds of a formula whatever its text: it has a tree or a place where it goes wrong, and the tree printed and read
//! again is the same tree.

use catalog::{Expr, Node, Span, Window, parse_formula};

pub fn holds(text: &str) {
    match parse_formula(text) {
        Ok(formula) => {
            formula.walk(&mut |part| lies_within(part.span, text));
            let printed = print(&formula);
            let again = parse_formula(&printed);
            assert!(again.is_ok(), "`{printed}` of `{text}`: {again:?}");
            let Ok(again) = again else { return };
            assert_eq!(print(&again), printed, "`{text}`");
            let names =
                |formula: &Expr| formula.names().into_iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
            assert_eq!(names(&again), names(&formula), "`{text}`");
        }
        Err(error) => {
            lies_within(error.span, text);
            assert!(!error.to_string().is_empty());
        }
    }
}

fn lies_within(span: Span, text: &str) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} is no part of `{text}`");
}

/// The tree as text, every operator in parentheses.
fn print(expr: &Expr) -> String {
    match &expr.node {
        Node::Number(digits) => digits.clone(),
        Node::Name(name) => name.clone(),
        Node::Param(name) => format!("${name}"),
        Node::Call { function, arguments, over } => {
            let mut arguments = arguments.iter().map(print);
            let first = arguments.next().unwrap_or_default();
            let over = over.as_ref().map(|over| format!(" over {}", print(over))).unwrap_or_default();
            let others: String = arguments.map(|argument| format!(", {argument}")).collect();
            format!("{}({first}{over}{others})", function.name())
        }
        Node::Unary { operand, .. } => format!("(-{})", print(operand)),
        Node::Binary { operator, left, right } => format!("({} {} {})", print(left), operator.symbol(), print(right)),
        Node::MeanOver { window: Window::Days, body } => format!("mean over days ({})", print(body)),
        Node::MeanOver { window: Window::MonthsBeforeEnd(count), body } => {
            format!("mean over {count} months before end ({})", print(body))
        }
    }
}
