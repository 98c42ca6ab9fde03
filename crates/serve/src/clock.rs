//! What time it is: the one place where the present enters.

use std::fmt;

use jiff::Timestamp;
use model::Micros;

/// Tells the present time, so that a test can choose it.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Microseconds since 1970 in UTC.
    fn now_us(&self) -> Micros;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_us(&self) -> Micros {
        Timestamp::now().as_microsecond()
    }
}
