//! The dense integer that stands for a customer.

use std::fmt;

/// A customer's place in every set and vector: dense, assigned once, never reused.
///
/// Keys carry no meaning of their own; the outside ids behind one are rows of `identities`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerKey(pub u32);

impl fmt::Display for CustomerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
