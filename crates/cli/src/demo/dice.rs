//! Chance, by seed: the same seed gives the same company.
//!
//! Every concern throws its own dice (a stream of the one seed), so a change in how tickets are made does not
//! move a single order.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Who throws. The number is the stream of the generator; events use one stream a file, from [`Concern::Events`] up.
#[derive(Clone, Copy, Debug)]
pub enum Concern {
    People = 1,
    Subscriptions = 2,
    Visits = 3,
    Usage = 4,
    Shop = 5,
    Support = 6,
    Surveys = 7,
    Spend = 8,
    Faces = 9,
    Events = 16,
    Accounts = 101,
    Payments = 102,
    Invitations = 103,
    Social = 104,
    Leads = 105,
    Experiment = 106,
}

/// A stream of random numbers.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of one concern.
    #[must_use]
    pub fn new(seed: u64, concern: Concern) -> Self {
        Self::numbered(seed, concern, 0)
    }

    /// The dice of one of several parts of a concern that are made side by side.
    #[must_use]
    pub fn numbered(seed: u64, concern: Concern, part: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(concern as u64 + part);
        Self(rng)
    }

    /// Even in `[0, 1)`.
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.share() < p
    }

    /// Even in `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // 32 bits times n, shifted back: no remainder bias worth the name for the small n used here.
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// Even in `low..high`; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.share() * (high - low).max(0) as f64) as i64
    }

    /// One of the options, each as likely as the other. `None` only where there are none.
    pub fn pick<'a, T>(&mut self, options: &'a [T]) -> Option<&'a T> {
        options.get(self.below(options.len()))
    }

    /// One of the words, each as likely as the other; empty where there are none.
    pub fn word(&mut self, options: &[&'static str]) -> &'static str {
        self.pick(options).copied().unwrap_or_default()
    }

    /// The index of a weight, with a probability in proportion to it.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.share() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            last = index;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// Normal with mean 0 and standard deviation 1. Source: Box and Muller (1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }

    /// Exponential with this mean.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).ln()
    }

    /// Log-normal with this median; `spread` is the standard deviation of the logarithm.
    pub fn around(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }
}
