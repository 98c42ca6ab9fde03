//! Tokens → tree, by descent through the strengths of the operators.

use super::token::{Token, TokenKind, tokens};
use super::{BinaryOperator, Count, Expr, FormulaError, Function, Node, Span, UnaryOperator, Window};
use crate::error::{Named, Problem, Syntax};

/// Parentheses, calls and signs may be nested this deep.
const MOST_NESTED: usize = 64;

/// Words, numbers and marks that a formula may have: its tree leans to the left, as deep as they are many.
const MOST_PARTS: usize = 1000;

/// The tree of a formula.
///
/// # Errors
/// The first place where the text goes on otherwise than a formula may.
///
/// # Example
/// ```
/// use catalog::{BinaryOperator, Node, parse_formula};
///
/// let formula = parse_formula("count(active_at_start & active_at_end) / count(active_at_start)").unwrap();
/// assert!(matches!(formula.node, Node::Binary { operator: BinaryOperator::Divide, .. }));
/// ```
pub fn parse(text: &str) -> Result<Expr, FormulaError> {
    let tokens = tokens(text)?;
    if let Some(token) = tokens.get(MOST_PARTS) {
        return Err(FormulaError { problem: Problem::TooLong { most: MOST_PARTS }, span: token.span });
    }
    let mut parser = Parser { tokens: &tokens, at: 0, length: text.trim_end().len(), nested: 0 };
    let expr = parser.comparison()?;
    if parser.peek().is_some() {
        return Err(parser.expected(Syntax::Operator));
    }
    Ok(expr)
}

struct Parser<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    length: usize,
    nested: usize,
}

type Parsed = Result<Expr, FormulaError>;

impl<'t> Parser<'t> {
    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        let Some(operator) = self.operator(&[
            BinaryOperator::GreaterOrEqual,
            BinaryOperator::LessOrEqual,
            BinaryOperator::Equal,
            BinaryOperator::NotEqual,
            BinaryOperator::Greater,
            BinaryOperator::Less,
        ]) else {
            return Ok(left);
        };
        let right = self.sum()?;
        Ok(binary(operator, left, right))
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(operator) = self.operator(&[BinaryOperator::Or, BinaryOperator::Plus, BinaryOperator::Minus]) {
            let right = self.product()?;
            left = binary(operator, left, right);
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.sign()?;
        while let Some(operator) = self.operator(&[BinaryOperator::And, BinaryOperator::Times, BinaryOperator::Divide])
        {
            let right = self.sign()?;
            left = binary(operator, left, right);
        }
        Ok(left)
    }

    fn sign(&mut self) -> Parsed {
        let Some(start) = self.mark("-") else { return self.value() };
        self.deeper()?;
        let operand = self.sign()?;
        self.nested -= 1;
        let span = start.to(operand.span);
        Ok(Expr { node: Node::Unary { operator: UnaryOperator::Minus, operand: Box::new(operand) }, span })
    }

    fn value(&mut self) -> Parsed {
        let Some(token) = self.peek().cloned() else { return Err(self.expected(Syntax::Value)) };
        match token.kind {
            TokenKind::Number(digits) => {
                self.at += 1;
                Ok(Expr { node: Node::Number(digits.to_owned()), span: token.span })
            }
            TokenKind::Param(name) => {
                self.at += 1;
                Ok(Expr { node: Node::Param(name.to_owned()), span: token.span })
            }
            TokenKind::Word(word) => {
                self.at += 1;
                self.named(word, token.span)
            }
            TokenKind::Mark("(") => {
                self.at += 1;
                self.deeper()?;
                let mut inner = self.comparison()?;
                self.nested -= 1;
                inner.span = token.span.to(self.close()?);
                Ok(inner)
            }
            TokenKind::Mark(_) => Err(self.expected(Syntax::Value)),
        }
    }

    /// What a word begins: a mean over parts, a call, or a name.
    fn named(&mut self, word: &str, start: Span) -> Parsed {
        if word == "mean" && self.word("over").is_some() {
            return self.mean_over(start);
        }
        if self.mark("(").is_none() {
            return Ok(Expr { node: Node::Name(word.to_owned()), span: start });
        }
        let Some(function) = Function::find(word) else {
            let known = Function::ALL.iter().map(|function| function.name().to_owned()).collect();
            let problem = Problem::UnknownName { what: Named::Function, name: word.to_owned(), known };
            return Err(FormulaError { problem, span: start });
        };
        self.call(function, start)
    }

    fn call(&mut self, function: Function, start: Span) -> Parsed {
        self.deeper()?;
        let mut arguments = vec![self.comparison()?];
        let mut over = None;
        if function.takes_over() && self.word("over").is_some() {
            over = Some(Box::new(self.comparison()?));
        }
        while self.mark(",").is_some() {
            arguments.push(self.comparison()?);
        }
        self.nested -= 1;
        let span = start.to(self.close()?);
        let expected = function.arity();
        if arguments.len() != expected {
            let problem = Problem::Arguments { function: function.name(), expected, found: arguments.len() };
            return Err(FormulaError { problem, span });
        }
        Ok(Expr { node: Node::Call { function, arguments, over }, span })
    }

    /// After `mean over`: `days ( … )` or `N months before end ( … )`.
    fn mean_over(&mut self, start: Span) -> Parsed {
        let window = if self.word("days").is_some() {
            Window::Days
        } else {
            let count = self.count()?;
            if self.word("months").is_none() && self.word("month").is_none() {
                return Err(self.expected(Syntax::Months));
            }
            self.word("before").ok_or_else(|| self.expected(Syntax::Before))?;
            self.word("end").ok_or_else(|| self.expected(Syntax::End))?;
            Window::MonthsBeforeEnd(count)
        };
        self.mark("(").ok_or_else(|| self.expected(Syntax::Open))?;
        self.deeper()?;
        let body = Box::new(self.comparison()?);
        self.nested -= 1;
        let span = start.to(self.close()?);
        Ok(Expr { node: Node::MeanOver { window, body }, span })
    }

    fn count(&mut self) -> Result<Count, FormulaError> {
        let count = match self.peek().map(|token| token.kind) {
            Some(TokenKind::Number(digits)) => digits.parse().ok().filter(|n| *n > 0).map(Count::Literal),
            Some(TokenKind::Param(name)) => Some(Count::Param(name.to_owned())),
            _ => None,
        };
        let count = count.ok_or_else(|| self.expected(Syntax::Days))?;
        self.at += 1;
        Ok(count)
    }

    fn close(&mut self) -> Result<Span, FormulaError> {
        self.mark(")").ok_or_else(|| self.expected(Syntax::Close))
    }

    fn operator(&mut self, wanted: &[BinaryOperator]) -> Option<BinaryOperator> {
        let TokenKind::Mark(mark) = self.peek()?.kind else { return None };
        let found = wanted.iter().copied().find(|operator| operator.symbol() == mark)?;
        self.at += 1;
        Some(found)
    }

    fn mark(&mut self, wanted: &str) -> Option<Span> {
        self.accept(|kind| matches!(kind, TokenKind::Mark(mark) if mark == wanted))
    }

    fn word(&mut self, wanted: &str) -> Option<Span> {
        self.accept(|kind| matches!(kind, TokenKind::Word(word) if word == wanted))
    }

    fn accept(&mut self, wanted: impl Fn(TokenKind<'t>) -> bool) -> Option<Span> {
        let token = self.peek()?;
        if !wanted(token.kind) {
            return None;
        }
        let span = token.span;
        self.at += 1;
        Some(span)
    }

    fn peek(&self) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at)
    }

    fn deeper(&mut self) -> Result<(), FormulaError> {
        self.nested += 1;
        if self.nested <= MOST_NESTED {
            return Ok(());
        }
        let span = self.peek().map_or(Span::new(self.length, self.length), |token| token.span);
        Err(FormulaError { problem: Problem::TooDeep { most: MOST_NESTED }, span })
    }

    fn expected(&self, expected: Syntax) -> FormulaError {
        let (found, span) = match self.peek() {
            Some(token) => (token.kind.to_string(), token.span),
            None => (String::new(), Span::new(self.length.saturating_sub(1), self.length)),
        };
        FormulaError { problem: Problem::Syntax { expected, found }, span }
    }
}

fn binary(operator: BinaryOperator, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { node: Node::Binary { operator, left: Box::new(left), right: Box::new(right) }, span }
}
