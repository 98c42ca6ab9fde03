//! How often somebody may do something: so many at once, then one in every so much time.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::Clock;

/// How many are kept in mind before those who have been quiet are let go of.
const MOST: usize = 10_000;

/// A limit for each of many.
pub(super) struct Rates<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Ticks, NoOpMiddleware<Duration>>,
    ticks: Ticks,
}

impl<K: Hash + Eq + Clone> Rates<K> {
    /// So many at once, then one in every `period`.
    pub(super) fn new(burst: NonZeroU32, period: Duration, clock: Arc<dyn Clock>) -> Self {
        let ticks = Ticks(clock);
        let quota = Quota::with_period(period).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        Self { limiter: RateLimiter::hashmap_with_clock(quota, ticks.clone()), ticks }
    }

    /// Counts one more; when it is one too many, after how many seconds it would not be.
    pub(super) fn take(&self, key: &K) -> Result<(), u32> {
        if self.limiter.len() > MOST {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|early| {
            let wait = early.wait_time_from(self.ticks.now());
            u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1)
        })
    }
}

/// The service's clock as the limiter reads it.
#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(self.0.now_us().unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Hand;
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_one_in_every_period_for_each() {
        let hand = Arc::new(Hand::default());
        let rates = Rates::new(NonZeroU32::new(3).unwrap(), Duration::from_secs(10), hand.clone());
        for _ in 0..3 {
            rates.take(&"ann").unwrap();
        }
        assert_eq!(rates.take(&"ann"), Err(10));
        rates.take(&"bob").unwrap();
        hand.move_on(9_000_000);
        assert_eq!(rates.take(&"ann"), Err(1));
        hand.move_on(1_000_000);
        rates.take(&"ann").unwrap();
        assert_eq!(rates.take(&"ann"), Err(10));
    }

    #[test]
    fn who_has_been_quiet_is_let_go_of() {
        let hand = Arc::new(Hand::default());
        let rates = Rates::new(NonZeroU32::MIN, Duration::from_secs(1), hand.clone());
        for number in 0..=MOST {
            rates.take(&number).unwrap();
        }
        hand.move_on(60_000_000);
        rates.take(&(MOST + 1)).unwrap();
        assert!(rates.limiter.len() < 10, "{}", rates.limiter.len());
    }
}
