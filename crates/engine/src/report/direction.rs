//! Where a number goes, in one word.

use catalog::Better;
use model::Message;
use serde::Serialize;

use crate::Number;

/// How a number stands to that of the period before; of metrics that have a good side, whether that is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Improved,
    Worsened,
    Up,
    Down,
    Unchanged,
}

impl Direction {
    #[must_use]
    pub fn of(change: Number, better: Better) -> Self {
        let change = change.to_f64();
        if change == 0.0 {
            return Self::Unchanged;
        }
        match (better, change > 0.0) {
            (Better::Higher, true) | (Better::Lower, false) => Self::Improved,
            (Better::Higher, false) | (Better::Lower, true) => Self::Worsened,
            (Better::Neither, true) => Self::Up,
            (Better::Neither, false) => Self::Down,
        }
    }

    /// The stable word that reports carry.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::Worsened => "worsened",
            Self::Up => "up",
            Self::Down => "down",
            Self::Unchanged => "unchanged",
        }
    }

    /// The same for a person.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Improved => "engine.direction.improved",
            Self::Worsened => "engine.direction.worsened",
            Self::Up => "engine.direction.up",
            Self::Down => "engine.direction.down",
            Self::Unchanged => "engine.direction.unchanged",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_better_is_the_metrics_word() {
        for (change, better, direction) in [
            (1, Better::Higher, Direction::Improved),
            (-1, Better::Higher, Direction::Worsened),
            (1, Better::Lower, Direction::Worsened),
            (-1, Better::Lower, Direction::Improved),
            (1, Better::Neither, Direction::Up),
            (-1, Better::Neither, Direction::Down),
            (0, Better::Higher, Direction::Unchanged),
        ] {
            assert_eq!(Direction::of(Number::Whole(change), better), direction, "{change} {better:?}");
        }
    }
}
