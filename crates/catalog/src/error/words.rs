//! What each problem says: its code, its sentence, the label at the spot and the way out.

use model::Message;

use super::{ExampleFault, Misplaced, Named, Needs, Problem, Shape, Syntax, Wanted};

/// The longest list of expected words that a message spells out.
const MOST_LISTED: usize = 30;

impl Problem {
    /// Stable name of the kind of problem, for machines and for searching.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "catalog::unreadable",
            Self::Yaml { .. } => "catalog::yaml",
            Self::DuplicateKey { .. } => "catalog::duplicate_key",
            Self::UnknownKey { .. } => "catalog::unknown_key",
            Self::MissingKey { .. } => "catalog::missing_key",
            Self::Empty { .. } => "catalog::empty",
            Self::Shape { .. } => "catalog::shape",
            Self::Choice { .. } => "catalog::choice",
            Self::ChoiceUnit { .. } => "catalog::choice_unit",
            Self::EmptyRange { .. } => "catalog::empty_range",
            Self::Overlap { .. } => "catalog::overlap",
            Self::Value { .. } => "catalog::value",
            Self::FileName { .. } => "catalog::file_name",
            Self::NameTaken { .. } => "catalog::name_taken",
            Self::Character { .. } => "catalog::character",
            Self::Syntax { .. } => "catalog::syntax",
            Self::TooDeep { .. } => "catalog::too_deep",
            Self::TooLong { .. } => "catalog::too_long",
            Self::UnknownName { .. } => "catalog::unknown_name",
            Self::UnknownParam { .. } => "catalog::unknown_param",
            Self::Arguments { .. } => "catalog::arguments",
            Self::Kind { .. } => "catalog::kind",
            Self::Operands { .. } => "catalog::operands",
            Self::Cycle { .. } => "catalog::cycle",
            Self::Misplaced { .. } => "catalog::misplaced",
            Self::Rule { .. } => "catalog::rule",
            Self::OfAPeriod { .. } => "catalog::of_a_period",
            Self::NotAnchor { .. } => "catalog::not_anchor",
            Self::Example { .. } => "catalog::example",
            Self::Header { .. } => "catalog::header",
        }
    }

    /// The sentence that says what is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable { why } => Message::new("catalog.unreadable.says").with("why", why),
            Self::Yaml { why } => Message::new("catalog.yaml.says").with("why", why),
            Self::DuplicateKey { key } => Message::new("catalog.duplicate_key.says").with("key", key),
            Self::UnknownKey { key, .. } => Message::new("catalog.unknown_key.says").with("key", key),
            Self::MissingKey { key } => Message::new("catalog.missing_key.says").with("key", key),
            Self::Empty { key } => Message::new("catalog.empty.says").with("key", key),
            Self::Shape { expected, found } => Message::new("catalog.shape.says")
                .with_message("expected", expected.message())
                .with_message("found", found.message()),
            Self::Choice { value, .. } => Message::new("catalog.choice.says").with("value", value),
            Self::ChoiceUnit { name } => Message::new("catalog.choice_unit.says").with("name", name),
            Self::EmptyRange { low, high } => {
                Message::new("catalog.empty_range.says").with("low", low).with("high", high)
            }
            Self::Overlap { one, other } => Message::new("catalog.overlap.says").with("one", one).with("other", other),
            Self::Value { value, expected } => {
                Message::new("catalog.value.says").with("value", value).with_message("expected", expected.message())
            }
            Self::FileName { name, file } => {
                Message::new("catalog.file_name.says").with("name", name).with("file", file)
            }
            Self::NameTaken { name, other } => {
                Message::new("catalog.name_taken.says").with("name", name).with("other", other)
            }
            Self::Character { found } => Message::new("catalog.character.says").with("found", found),
            Self::Syntax { expected, found } if found.is_empty() => {
                Message::new("catalog.syntax.ends").with_message("expected", expected.message())
            }
            Self::Syntax { expected, found } => {
                Message::new("catalog.syntax.says").with_message("expected", expected.message()).with("found", found)
            }
            Self::TooDeep { most } => Message::new("catalog.too_deep.says").with("most", most),
            Self::TooLong { most } => Message::new("catalog.too_long.says").with("most", most),
            Self::UnknownName { what, name, .. } => {
                Message::new("catalog.unknown_name.says").with_message("what", what.message()).with("name", name)
            }
            Self::UnknownParam { name, .. } => Message::new("catalog.unknown_param.says").with("name", name),
            Self::Arguments { function, expected, found } => Message::new("catalog.arguments.says")
                .with("function", function)
                .with("expected", expected)
                .with("found", found),
            Self::Kind { expected, found } => Message::new("catalog.kind.says")
                .with_message("expected", kinds(expected))
                .with_message("found", Message::new(*found)),
            Self::Operands { operator, left, right } => Message::new("catalog.operands.says")
                .with("operator", operator)
                .with_message("left", Message::new(*left))
                .with_message("right", Message::new(*right)),
            Self::Cycle { path } => Message::new("catalog.cycle.says").with("path", path.join(" → ")),
            Self::Misplaced { key, why } => why.message().with("key", key),
            Self::Rule { rule, relation, needs } => needs.message().with("rule", rule).with("relation", relation),
            Self::OfAPeriod { rule } => Message::new("catalog.of_a_period.says").with("rule", rule),
            Self::NotAnchor { name } => Message::new("catalog.not_anchor.says").with("name", name),
            Self::Example { name, why } => why.message().with("name", name),
            Self::Header { line } => Message::new("catalog.header.says").with("line", line),
        }
    }

    /// What stands at the spot.
    #[must_use]
    pub fn label(&self) -> Message {
        Message::new(match self {
            Self::MissingKey { .. } => "catalog.missing_key.label",
            Self::UnknownKey { .. } | Self::UnknownName { .. } | Self::UnknownParam { .. } => "catalog.label.unknown",
            Self::Cycle { .. } => "catalog.cycle.label",
            Self::NameTaken { .. } | Self::DuplicateKey { .. } => "catalog.label.again",
            _ => "catalog.label.here",
        })
    }

    /// What to do about it: the nearest name, what is allowed, or the rule to follow.
    #[must_use]
    pub fn help(&self) -> Option<Message> {
        match self {
            Self::UnknownKey { key: name, expected: known }
            | Self::Choice { value: name, expected: known }
            | Self::UnknownName { name, known, .. }
            | Self::UnknownParam { name, known } => suggest(name, known),
            Self::Unreadable { .. } => Some(Message::new("catalog.unreadable.help")),
            Self::FileName { name, .. } => Some(Message::new("catalog.file_name.help").with("name", name)),
            Self::NameTaken { .. } => Some(Message::new("catalog.name_taken.help")),
            Self::Character { .. } | Self::Syntax { .. } => Some(Message::new("catalog.syntax.help")),
            Self::Arguments { .. } => Some(Message::new("catalog.arguments.help")),
            Self::Kind { found, .. } => kind_help(found),
            Self::Operands { .. } => Some(Message::new("catalog.operands.help")),
            Self::Cycle { .. } => Some(Message::new("catalog.cycle.help")),
            Self::Rule { needs, .. } => Some(needs.help()),
            Self::OfAPeriod { .. } => Some(Message::new("catalog.of_a_period.help")),
            Self::NotAnchor { .. } => Some(Message::new("catalog.not_anchor.help")),
            Self::Value { expected, .. } => expected.help(),
            Self::Header { .. } => Some(Message::new("catalog.header.help")),
            Self::MissingKey { .. } => Some(Message::new("catalog.missing_key.help")),
            _ => None,
        }
    }
}

/// "Did you mean …" when a known name is near, else the list of them.
fn suggest(name: &str, known: &[String]) -> Option<Message> {
    if let Some(near) = model::nearest(name, known.iter().map(String::as_str)) {
        return Some(Message::new("catalog.help.nearest").with("name", near));
    }
    if known.is_empty() || known.len() > MOST_LISTED {
        return None;
    }
    Some(Message::new("catalog.help.one_of").with("list", known.join(", ")))
}

/// One of several kinds of thing: "a set of customers or a number".
fn kinds(keys: &[&'static str]) -> Message {
    let either =
        |left: Message, right| Message::new("catalog.or").with_message("left", left).with_message("right", right);
    let kinds = keys.iter().map(|key| Message::new(*key));
    kinds.reduce(either).unwrap_or_else(|| Message::new("catalog.shape.nothing"))
}

fn kind_help(found: &str) -> Option<Message> {
    match found {
        "catalog.type.set" => Some(Message::new("catalog.kind.set_help")),
        "catalog.type.vector" | "catalog.type.time" => Some(Message::new("catalog.kind.vector_help")),
        "catalog.type.rows" => Some(Message::new("catalog.kind.rows_help")),
        _ => None,
    }
}

impl Shape {
    fn message(self) -> Message {
        Message::new(match self {
            Self::Nothing => "catalog.shape.nothing",
            Self::Text => "catalog.shape.text",
            Self::List => "catalog.shape.list",
            Self::Map => "catalog.shape.map",
        })
    }
}

impl Wanted {
    fn message(self) -> Message {
        Message::new(match self {
            Self::Number => "catalog.wanted.number",
            Self::PositiveWholeNumber => "catalog.wanted.positive",
            Self::Share => "catalog.wanted.share",
            Self::Month => "catalog.wanted.month",
            Self::TimeZone => "catalog.wanted.time_zone",
            Self::Currency => "catalog.wanted.currency",
            Self::Boolean => "catalog.wanted.boolean",
            Self::Name => "catalog.wanted.name",
            Self::Customers => "catalog.wanted.customers",
            Self::CustomerKey => "catalog.wanted.customer_key",
            Self::TimeRule => "catalog.wanted.time_rule",
            Self::Aggregate => "catalog.wanted.aggregate",
            Self::Duration => "catalog.wanted.duration",
            Self::Date => "catalog.wanted.date",
            Self::Time => "catalog.wanted.time",
            Self::Length => "catalog.wanted.length",
            Self::Hours => "catalog.wanted.hours",
            Self::Holiday => "catalog.wanted.holiday",
            Self::Pattern => "catalog.wanted.pattern",
            Self::Domain => "catalog.wanted.domain",
        })
    }

    fn help(self) -> Option<Message> {
        match self {
            Self::TimeRule => Some(Message::new("catalog.wanted.time_rule_help")),
            Self::Aggregate => Some(Message::new("catalog.wanted.aggregate_help")),
            _ => None,
        }
    }
}

impl Syntax {
    fn message(self) -> Message {
        Message::new(match self {
            Self::Value => "catalog.syntax.value",
            Self::Operator => "catalog.syntax.operator",
            Self::Open => "catalog.syntax.open",
            Self::Close => "catalog.syntax.close",
            Self::Days => "catalog.syntax.days",
            Self::Before => "catalog.syntax.before",
            Self::End => "catalog.syntax.end",
            Self::Months => "catalog.syntax.months",
        })
    }
}

impl Named {
    fn message(self) -> Message {
        Message::new(match self {
            Self::Measure => "catalog.named.measure",
            Self::Metric => "catalog.named.metric",
            Self::MeasureOrMetric => "catalog.named.measure_or_metric",
            Self::Function => "catalog.named.function",
            Self::Relation => "catalog.named.relation",
            Self::Table => "catalog.named.table",
            Self::Column => "catalog.named.column",
            Self::Sites => "catalog.named.sites",
            Self::BusinessHours => "catalog.named.business_hours",
            Self::Goal => "catalog.named.goal",
        })
    }
}

impl Misplaced {
    fn message(self) -> Message {
        Message::new(match self {
            Self::SetWithValue => "catalog.misplaced.set_with_value",
            Self::ValueMissing => "catalog.misplaced.value_missing",
            Self::ValuesOutsideRows => "catalog.misplaced.values_outside_rows",
        })
    }
}

impl Needs {
    fn message(self) -> Message {
        Message::new(match self {
            Self::Point => "catalog.rule.point",
            Self::Interval => "catalog.rule.interval",
            Self::Any => "catalog.rule.any",
        })
    }

    fn help(self) -> Message {
        Message::new(match self {
            Self::Point => "catalog.rule.interval_help",
            Self::Interval => "catalog.rule.point_help",
            Self::Any => "catalog.rule.any_help",
        })
    }
}

impl ExampleFault {
    fn message(self) -> Message {
        Message::new(match self {
            Self::Unused => "catalog.example.unused",
            Self::NotGiven => "catalog.example.not_given",
            Self::Kind => "catalog.example.kind",
            Self::Query => "catalog.example.query",
        })
    }
}
