//! Which observations are out of the ordinary: far from the trend of their own stretch, as the others scatter around theirs.

/// How many robust standard deviations from its trend an observation is out of the ordinary. At the usual 3.5 one series of pure
/// chance in ten, of three dozen observations, has an outlier; at 4.5 one in thirty.
const FAR: f64 = 4.5;

/// Makes the median absolute deviation of normal observations their standard deviation: `1 / Φ⁻¹(3/4)`.
const NORMAL: f64 = 1.482_602_218_505_602;

/// An observation out of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odd {
    pub at: usize,
    pub value: f64,
    /// What the trend, and the season, make of it.
    pub expected: f64,
    /// Its distance from `expected` in robust standard deviations, with its sign; `None` where most observations lie on
    /// their trends exactly.
    pub score: Option<f64>,
}

/// The trend of each segment is the line of the median slope and the median level, which a few observations do not move.
///
/// Source: Sen (1968), Estimates of the regression coefficient based on Kendall's tau, Journal of the American Statistical
/// Association 63:1379; Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers, for
/// the score.
pub fn odd(values: &[f64], starts: &[usize]) -> Vec<Odd> {
    let mut expected = Vec::with_capacity(values.len());
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(values.len());
        expected.extend(line(&values[*start..end]));
    }
    let rests: Vec<f64> = values.iter().zip(&expected).map(|(value, expected)| value - expected).collect();
    let deviation = median(rests.iter().map(|rest| rest.abs()).collect()) * NORMAL;
    let rounding = 1e-9 * values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let found = rests.iter().enumerate().filter(|(_, rest)| rest.abs() > (FAR * deviation).max(rounding));
    let found = found.map(|(at, rest)| Odd {
        at,
        value: values[at],
        expected: expected[at],
        score: (deviation > rounding).then(|| rest / deviation),
    });
    found.collect()
}

fn line(values: &[f64]) -> Vec<f64> {
    let pairs = (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| (i, j)));
    let slopes: Vec<f64> = pairs.map(|(i, j)| (values[j] - values[i]) / (j - i) as f64).collect();
    let slope = if slopes.is_empty() { 0.0 } else { median(slopes) };
    let level = median(values.iter().enumerate().map(|(t, value)| value - slope * t as f64).collect());
    (0..values.len()).map(|t| level + slope * t as f64).collect()
}

/// Of at least one value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 }
}
