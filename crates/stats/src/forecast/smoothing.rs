//! Exponential smoothing with additive errors: a level, perhaps a trend that may fade, perhaps a season.

use super::Point;
use super::simplex::lowest;
use crate::symmetric::Symmetric;

/// The longest season that gets states of its own: beyond, there are more states than a few years can tell.
const LONGEST_SEASON: usize = 24;

/// A model fitted by maximum likelihood.
///
/// `y = l + φ b + s + e`, then `l ← l + φ b + α e`, `b ← φ b + β e`, `s ← s + γ e` for the part of the season.
///
/// Source: Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing, chapters 2, 5 and 6.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothing {
    /// In the notation of the source, such as `ETS(A,Ad,N)`: additive error, trend damped, no season.
    pub name: &'static str,
    /// The weight of an error in the level.
    pub alpha: f64,
    /// The weight of an error in the trend, at most `alpha`; `None` without a trend.
    pub beta: Option<f64>,
    /// The weight of an error in the season, at most `1 - alpha`; `None` without one.
    pub gamma: Option<f64>,
    /// What is left of the trend after one period; `None` where it does not fade.
    pub phi: Option<f64>,
    /// Level before the first observation.
    pub level: f64,
    /// Trend before the first observation.
    pub trend: Option<f64>,
    /// What each part of the season adds, from the first observation's on; empty without a season.
    pub seasonal: Vec<f64>,
    /// Standard deviation of the errors of one period, on `n` less the estimated coefficients.
    pub deviation: f64,
    pub log_likelihood: f64,
    /// Akaike's criterion corrected for few observations; the smallest chooses among the forms.
    pub aicc: f64,
    /// The states after the last observation.
    end: State,
    season: usize,
}

/// The form of least AICc; `None` where there are too few observations for any.
pub fn best(values: &[f64], season: usize) -> Option<Smoothing> {
    let seasonal = (2..=LONGEST_SEASON).contains(&season) && values.len() >= 2 * season;
    let forms = FORMS.iter().filter(|form| seasonal || !form.seasonal);
    let fits = forms.filter_map(|form| form.fit(values, season));
    fits.reduce(|least, fit| if fit.aicc < least.aicc { fit } else { least })
}

impl Smoothing {
    /// What is expected of the periods after the last observation, `z` standard errors either way.
    ///
    /// Their variance is `σ² (1 + Σ c(j)²)` with `c(j) = α + β (φ + … + φ^j)`, and `γ` more where a season goes by; table 6.1
    /// of the source.
    pub fn points(&self, periods: usize, z: f64) -> Vec<Point> {
        let phi = self.phi.unwrap_or(1.0);
        let (mut sum, mut faded, mut rise) = (1.0_f64, 1.0, 0.0);
        let mut points = Vec::with_capacity(periods);
        for step in 1..=periods {
            let reach = z * self.deviation * sum.sqrt();
            faded *= phi;
            rise += faded;
            let season = self.end.seasonal.get((step - 1) % self.season).copied().unwrap_or(0.0);
            let value = self.end.level + rise * self.end.trend + season;
            points.push(Point { value, bounds: Some((value - reach, value + reach)) });
            let whole = if step % self.season == 0 { self.gamma.unwrap_or(0.0) } else { 0.0 };
            sum += (self.alpha + self.beta.unwrap_or(0.0) * rise + whole).powi(2);
        }
        points
    }
}

/// Which states a model has.
struct Form {
    name: &'static str,
    trend: bool,
    damped: bool,
    seasonal: bool,
}

const FORMS: [Form; 6] = [
    Form { name: "ETS(A,N,N)", trend: false, damped: false, seasonal: false },
    Form { name: "ETS(A,A,N)", trend: true, damped: false, seasonal: false },
    Form { name: "ETS(A,Ad,N)", trend: true, damped: true, seasonal: false },
    Form { name: "ETS(A,N,A)", trend: false, damped: false, seasonal: true },
    Form { name: "ETS(A,A,A)", trend: true, damped: false, seasonal: true },
    Form { name: "ETS(A,Ad,A)", trend: true, damped: true, seasonal: true },
];

#[derive(Clone, Copy)]
struct Weights {
    alpha: f64,
    beta: f64,
    gamma: f64,
    phi: f64,
}

/// `seasonal` holds the part of the season that comes next first; empty without a season.
#[derive(Clone, Debug, PartialEq)]
struct State {
    level: f64,
    trend: f64,
    seasonal: Vec<f64>,
}

impl Form {
    fn fit(&self, values: &[f64], season: usize) -> Option<Smoothing> {
        let season = if self.seasonal { season } else { 1 };
        let weights = 1 + usize::from(self.trend) + usize::from(self.seasonal) + usize::from(self.damped);
        let coefficients = weights + self.states(season);
        let n = values.len() as f64;
        // Akaike's correction needs one observation more than the coefficients, the errors' variance and the mean.
        let free = n - coefficients as f64 - 2.0;
        if free <= 0.0 {
            return None;
        }
        let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        // Errors below this are rounding, and no likelihood is won by making them smaller still.
        let floor = n * (1e-9 * largest).powi(2).max(f64::MIN_POSITIVE);
        let height = |at: &[f64]| {
            let squares = self.begin(self.weights(at), values, season).1.max(floor);
            // Far out the weights no longer change: a slight slope leads back.
            squares.ln() + at.iter().map(|a| (a.abs() - 12.0).max(0.0)).sum::<f64>()
        };
        let starts = [-2.0, 0.0, 2.0].map(|alpha| {
            let mut start = vec![-1.5; weights];
            start[0] = alpha;
            start
        });
        let found = starts.iter().map(|start| lowest(start, &height));
        let (at, _) = found.reduce(|least, one| if one.1 < least.1 { one } else { least })?;
        let chosen = self.weights(&at);
        let (begin, _) = self.begin(chosen, values, season);
        let (errors, end) = run(chosen, begin.clone(), values);
        let squares = errors.iter().map(|error| error * error).sum::<f64>().max(floor);
        let log_likelihood = -n / 2.0 * ((std::f64::consts::TAU * squares / n).ln() + 1.0);
        let parameters = coefficients as f64 + 1.0;
        let aicc = -2.0 * log_likelihood + 2.0 * parameters + 2.0 * parameters * (parameters + 1.0) / free;
        (aicc.is_finite() && end.level.is_finite()).then(|| Smoothing {
            name: self.name,
            alpha: chosen.alpha,
            beta: self.trend.then_some(chosen.beta),
            gamma: self.seasonal.then_some(chosen.gamma),
            phi: self.damped.then_some(chosen.phi),
            level: begin.level,
            trend: self.trend.then_some(begin.trend),
            seasonal: begin.seasonal,
            deviation: (squares / (n - coefficients as f64)).sqrt(),
            log_likelihood,
            aicc,
            end,
            season,
        })
    }

    /// How many first states are free: those of a season sum to zero.
    fn states(&self, season: usize) -> usize {
        1 + usize::from(self.trend) + if self.seasonal { season - 1 } else { 0 }
    }

    /// The usual region, each weight from a number of any size: `0 < β < α < 1`, `0 < γ < 1 - α`, `0.8 < φ < 0.98`.
    fn weights(&self, at: &[f64]) -> Weights {
        let mut rest = at.iter().map(|a| 1.0 / (1.0 + (-a).exp()));
        let mut next = |is: bool| if is { rest.next().unwrap_or(0.5) } else { 0.0 };
        let alpha = 1e-4 + (1.0 - 2e-4) * next(true);
        let beta = alpha * next(self.trend);
        let gamma = (1.0 - alpha) * next(self.seasonal);
        let phi = if self.damped { 0.8 + 0.18 * next(true) } else { 1.0 };
        Weights { alpha, beta, gamma, phi }
    }

    /// The first states of least squared errors under given weights, and the sum of the squares: errors are linear in
    /// the first states, so that these need no search.
    fn begin(&self, weights: Weights, values: &[f64], season: usize) -> (State, f64) {
        let zeros = vec![0.0; values.len()];
        let (errors, _) = run(weights, self.state(&vec![0.0; self.states(season)], season), values);
        let effects: Vec<Vec<f64>> = (0..self.states(season))
            .map(|index| {
                let mut unit = vec![0.0; self.states(season)];
                unit[index] = -1.0;
                run(weights, self.state(&unit, season), &zeros).0
            })
            .collect();
        let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
        let mut normal = Symmetric::zero(effects.len());
        for row in 0..effects.len() {
            for column in 0..=row {
                normal.set(row, column, dot(&effects[row], &effects[column]));
            }
            // States that the errors hardly depend on stay near zero instead of anywhere.
            normal.set(row, row, normal.get(row, row) * (1.0 + 1e-11));
        }
        let right: Vec<f64> = effects.iter().map(|effect| dot(effect, &errors)).collect();
        let Some(factor) = normal.cholesky() else {
            return (self.state(&vec![0.0; effects.len()], season), f64::MAX.sqrt());
        };
        let begin = self.state(&factor.solve(&right), season);
        let squares = run(weights, begin.clone(), values).0.iter().map(|error| error * error).sum();
        (begin, squares)
    }

    fn state(&self, free: &[f64], season: usize) -> State {
        let (trend, seasonal) = free[1..].split_at(usize::from(self.trend));
        let mut seasonal = seasonal.to_vec();
        if self.seasonal && season > 1 {
            seasonal.push(-seasonal.iter().sum::<f64>());
        }
        State { level: free[0], trend: trend.first().copied().unwrap_or(0.0), seasonal }
    }
}

/// The errors of one period ahead, and the states at the end.
fn run(weights: Weights, mut state: State, values: &[f64]) -> (Vec<f64>, State) {
    let Weights { alpha, beta, gamma, phi } = weights;
    let season = state.seasonal.len().max(1);
    let mut errors = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let drift = phi * state.trend;
        let error = value - state.level - drift - state.seasonal.get(at % season).copied().unwrap_or(0.0);
        state.level += drift + alpha * error;
        state.trend = drift + beta * error;
        if let Some(part) = state.seasonal.get_mut(at % season) {
            *part += gamma * error;
        }
        errors.push(error);
    }
    if !state.seasonal.is_empty() {
        state.seasonal.rotate_left(values.len() % season);
    }
    (errors, state)
}
