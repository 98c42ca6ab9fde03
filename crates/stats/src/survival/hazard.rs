//! How likely those who have lasted are to end: the hazard, and its sum over time.

use super::{KaplanMeier, Step};

impl Step {
    /// The share of those at risk who ended at this duration, 0 to 1.
    #[must_use]
    pub fn hazard(&self) -> f64 {
        self.ended as f64 / self.at_risk as f64
    }
}

impl KaplanMeier {
    /// The hazards of all durations up to `t` together, `Σ d/n`: the number of endings that someone would have met who was put
    /// back each time.
    ///
    /// Source: Nelson (1972), Technometrics 14:945; Aalen (1978), Annals of Statistics 6:701.
    ///
    /// # Example
    /// ```
    /// let curve = stats::KaplanMeier::fit(&[(1, true), (2, false), (3, true), (4, true)]).unwrap();
    /// assert_eq!(curve.cumulative_hazard(3), 0.25 + 0.5);
    /// ```
    #[must_use]
    pub fn cumulative_hazard(&self, t: i64) -> f64 {
        self.steps().iter().take_while(|step| step.t <= t).map(Step::hazard).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hazard_is_what_the_curve_loses() {
        let curve = KaplanMeier::fit(&[(1, true), (1, true), (2, false), (3, true)]).unwrap();
        let hazards: Vec<f64> = curve.steps().iter().map(Step::hazard).collect();
        assert_eq!(hazards, [0.5, 0.0, 1.0]);
        assert_eq!(curve.cumulative_hazard(0), 0.0);
        assert_eq!(curve.cumulative_hazard(9), 1.5);
    }
}
