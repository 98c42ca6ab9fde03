//! Where the trend of a series broke: the straight lines, end to end but not joined, that fit it best.

/// The most breaks that are sought.
const MOST: usize = 5;

/// The fewest observations between breaks.
const SHORTEST: usize = 5;

/// A new trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// The first observation of the new trend.
    pub at: usize,
    /// How far the new trend begins above where the old one would have been.
    pub jump: f64,
    /// By how much the old trend rose from one observation to the next.
    pub slope_before: f64,
    pub slope_after: f64,
}

/// The first observation of each segment, beginning with 0.
///
/// For each number of breaks the least sum of squares over all partitions, by dynamic programming; the number by the
/// criterion `ln(S / (n - p)) + 0.299 p (ln n)^2.1 / n`, where `p` counts two coefficients a line and one place a break.
///
/// Source: Bai and Perron (2003), Computation and analysis of multiple structural change models, Journal of Applied
/// Econometrics 18:1; Liu, Wu and Zidek (1997), On segmented multivariate regression, Statistica Sinica 7:497.
pub fn starts(values: &[f64]) -> Vec<usize> {
    let n = values.len();
    let shortest = SHORTEST.max(n.div_ceil(10));
    let sums = Sums::of(values);
    let floor = sums.rounding() * n as f64;
    // `best[k][end]`: the least sum of squares of the first `end` observations in `k + 1` lines, and where the last begins.
    let mut best: Vec<Vec<(f64, usize)>> =
        vec![(0..=n).map(|end| if end < shortest { (f64::INFINITY, 0) } else { (sums.squares(0, end), 0) }).collect()];
    for k in 1..=MOST {
        let row = (0..=n).map(|end| {
            let from = shortest * k;
            let to = (end + 1).saturating_sub(shortest);
            let over = (from..to.max(from)).map(|start| (best[k - 1][start].0 + sums.squares(start, end), start));
            over.fold((f64::INFINITY, 0), |least, one| if one.0 < least.0 { one } else { least })
        });
        let row = row.collect();
        best.push(row);
    }
    let criterion = |k: usize| {
        let size = n as f64;
        let parameters = (2 * (k + 1) + k) as f64;
        let penalty = 0.299 * parameters * size.ln().powf(2.1) / size;
        if parameters + 1.0 > size {
            f64::INFINITY
        } else {
            (best[k][n].0.max(floor) / (size - parameters)).ln() + penalty
        }
    };
    let breaks = (0..=MOST).fold(0, |least, k| if criterion(k) < criterion(least) { k } else { least });
    let mut starts = vec![0];
    let mut end = n;
    for k in (1..=breaks).rev() {
        end = best[k][end].1;
        starts.insert(1, end);
    }
    starts
}

/// The breaks between segments.
pub fn told(values: &[f64], starts: &[usize]) -> Vec<Break> {
    let sums = Sums::of(values);
    let end = |index: usize| starts.get(index + 1).copied().unwrap_or(values.len());
    let lines: Vec<(f64, f64)> = starts.iter().enumerate().map(|(i, start)| sums.line(*start, end(i))).collect();
    let pairs = lines.windows(2).zip(&starts[1..]);
    pairs
        .map(|(pair, at)| {
            let value = |(level, slope): (f64, f64)| level + slope * *at as f64;
            Break { at: *at, jump: value(pair[1]) - value(pair[0]), slope_before: pair[0].1, slope_after: pair[1].1 }
        })
        .collect()
}

/// Running sums, from which the line through any stretch follows at once.
struct Sums {
    /// Of `y`, `t y` and `y²` before each observation.
    sums: Vec<[f64; 3]>,
    centre: f64,
}

impl Sums {
    fn of(values: &[f64]) -> Self {
        let centre = values.iter().sum::<f64>() / values.len() as f64;
        let mut sums = vec![[0.0; 3]];
        for (t, value) in values.iter().enumerate() {
            let (y, [a, b, c]) = (value - centre, sums[t]);
            sums.push([a + y, b + t as f64 * y, c + y * y]);
        }
        Self { sums, centre }
    }

    /// Squares smaller than this are rounding.
    fn rounding(&self) -> f64 {
        let whole = self.sums[self.sums.len() - 1][2];
        (whole * 1e-12).max(1e-18 * self.centre * self.centre).max(f64::MIN_POSITIVE)
    }

    fn moments(&self, start: usize, end: usize) -> (f64, f64, [f64; 3]) {
        let n = (end - start) as f64;
        let middle = (start + end - 1) as f64 / 2.0;
        let [y, ty, yy] = std::array::from_fn(|i| self.sums[end][i] - self.sums[start][i]);
        (n, middle, [y, ty - middle * y, yy - y * y / n])
    }

    /// Level at observation 0 and slope of the line of least squares through `start..end`.
    fn line(&self, start: usize, end: usize) -> (f64, f64) {
        let (n, middle, [y, ty, _]) = self.moments(start, end);
        let slope = ty / (n * (n * n - 1.0) / 12.0);
        (self.centre + y / n - slope * middle, slope)
    }

    /// The sum of squares around that line.
    fn squares(&self, start: usize, end: usize) -> f64 {
        let (n, _, [_, ty, yy]) = self.moments(start, end);
        (yy - ty * ty / (n * (n * n - 1.0) / 12.0)).max(0.0)
    }
}
