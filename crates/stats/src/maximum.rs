//! The highest point of a log-likelihood whose gradient is known: Newton's method, held back where it would overshoot.

use crate::symmetric::Symmetric;

/// A log-likelihood and its gradient at a point.
pub type Slope = (f64, Vec<f64>);

/// Where the search ended.
pub struct Maximum {
    /// The point.
    pub at: Vec<f64>,
    /// The log-likelihood there.
    pub value: f64,
    /// Minus the second derivative there.
    pub curvature: Symmetric,
    /// The gradient promises no more than [`PROMISE`] and the last step changed the value by less than its rounding.
    pub converged: bool,
}

/// Coordinates are logarithms of parameters in units of order one: what is beyond `e^±11`, 60,000, is beyond what data can tell.
pub const BOUND: f64 = 11.0;

/// The gain in log-likelihood that another step promises, `gᵀ H⁻¹ g / 2`, below which the search ends. It does not
/// depend on units: it means that the point lies within 0.0001 standard errors of the maximum.
const PROMISE: f64 = 1e-9;

const MOST_STEPS: usize = 200;
const FEW_STEPS: usize = 30;
const LONGEST_STEP: f64 = 1.5;

/// Climbs from `start` within `±BOUND` in each coordinate.
///
/// The second derivative is the central difference of the gradient; where it is not negative definite, a ridge is
/// added until it is.
///
/// Source: Nocedal and Wright (2006), Numerical Optimization, second edition, sections 3.4 and 3.5.
pub fn maximum(start: &[f64], slope: &dyn Fn(&[f64]) -> Slope) -> Maximum {
    climb(start, slope, None)
}

/// The same from a point close by, where minus the second derivative is nearly `curvature`: it is not taken anew at each step but
/// corrected by what the step shows, so that a search over much data needs few evaluations.
pub fn maximum_near(start: &[f64], curvature: &Symmetric, slope: &dyn Fn(&[f64]) -> Slope) -> Maximum {
    let found = climb(start, slope, Some(curvature));
    if found.converged { found } else { climb(start, slope, None) }
}

fn climb(start: &[f64], slope: &dyn Fn(&[f64]) -> Slope, known: Option<&Symmetric>) -> Maximum {
    let most = if known.is_some() { FEW_STEPS } else { MOST_STEPS };
    let mut at = start.to_vec();
    let (mut value, mut gradient) = slope(&at);
    let mut still = false;
    let mut known = known.cloned();
    for _ in 0..most {
        let step = match &known {
            Some(known) => ascent(&at, &gradient, known),
            None => ascent(&at, &gradient, &curvature(&at, slope)),
        };
        if step.promise < PROMISE && still {
            break;
        }
        let Some((next, next_value, next_gradient)) = walk(&at, value, &step.direction, slope) else {
            // Not even a tiny step in a direction of ascent climbs: only rounding is left.
            still = true;
            break;
        };
        still = (next_value - value).abs() <= 1e-10 * value.abs().max(1.0) || step.promise < PROMISE;
        if let Some(known) = &mut known {
            let moved: Vec<f64> = next.iter().zip(&at).map(|(after, before)| after - before).collect();
            let bent: Vec<f64> = gradient.iter().zip(&next_gradient).map(|(before, after)| before - after).collect();
            learn(known, &moved, &bent);
        }
        (at, value, gradient) = (next, next_value, next_gradient);
    }
    let curvature = curvature(&at, slope);
    let promise = ascent(&at, &gradient, &curvature).promise;
    Maximum { converged: still && promise < 1e3 * PROMISE && value.is_finite(), at, value, curvature }
}

/// Corrects a curvature by how much the gradient fell along a step.
///
/// Source: Nocedal and Wright (2006), equation 6.19, the BFGS formula.
fn learn(curvature: &mut Symmetric, moved: &[f64], bent: &[f64]) {
    let along: f64 = moved.iter().zip(bent).map(|(m, b)| m * b).sum();
    let known = curvature.form(moved);
    // Where the gradient did not fall, or the step is within rounding, nothing is learnt.
    if along > 1e-10 * known && known > 0.0 {
        let times = |row: usize| -> f64 { moved.iter().enumerate().map(|(k, m)| curvature.get(row, k) * m).sum() };
        let image: Vec<f64> = (0..moved.len()).map(times).collect();
        curvature.add_outer(&image, -1.0 / known);
        curvature.add_outer(bent, 1.0 / along);
    }
}

struct Ascent {
    direction: Vec<f64>,
    promise: f64,
}

/// A coordinate that stands at its bound and is pushed outward, by the gradient or along with others, stays where it is.
fn ascent(at: &[f64], gradient: &[f64], curvature: &Symmetric) -> Ascent {
    let mut held = vec![false; at.len()];
    loop {
        let mut step = newton(&held, gradient, curvature);
        let outward = |i: usize| at[i].abs() >= BOUND && at[i] * step.direction[i] > 0.0;
        let Some(next) = (0..at.len()).find(|i| outward(*i)) else {
            let longest = step.direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
            let mut share = (LONGEST_STEP / longest).min(1.0);
            // The whole step is shortened to end where it first meets a bound.
            for (a, d) in at.iter().zip(&step.direction) {
                if (a + share * d).abs() > BOUND {
                    share = (BOUND.copysign(*d) - a) / d;
                }
            }
            step.direction.iter_mut().for_each(|d| *d *= share);
            return step;
        };
        held[next] = true;
    }
}

/// Newton's step in the coordinates that are not held, on a curvature made positive definite.
fn newton(held: &[bool], gradient: &[f64], curvature: &Symmetric) -> Ascent {
    let size = held.len();
    let pull: Vec<f64> = gradient.iter().zip(held).map(|(g, held)| if *held { 0.0 } else { *g }).collect();
    let mut matrix = curvature.clone();
    for i in (0..size).filter(|i| held[*i]) {
        for j in 0..size {
            matrix.set(i, j, if i == j { 1.0 } else { 0.0 });
        }
    }
    let scale = (0..size).map(|i| matrix.get(i, i).abs()).fold(1e-12, f64::max);
    let mut ridge = 0.0;
    loop {
        let mut raised = matrix.clone();
        (0..size).for_each(|i| raised.set(i, i, matrix.get(i, i) + ridge));
        if let Some(factor) = raised.cholesky() {
            let direction = factor.solve(&pull);
            let promise = direction.iter().zip(&pull).map(|(d, g)| d * g).sum::<f64>() / 2.0;
            return Ascent { direction, promise };
        }
        ridge = if ridge == 0.0 { scale * 1e-8 } else { ridge * 10.0 };
        if ridge >= 1e30 {
            return Ascent { direction: vec![0.0; size], promise: f64::INFINITY };
        }
    }
}

fn walk(
    at: &[f64],
    value: f64,
    direction: &[f64],
    slope: &dyn Fn(&[f64]) -> Slope,
) -> Option<(Vec<f64>, f64, Vec<f64>)> {
    let mut length = 1.0;
    for _ in 0..40 {
        let next: Vec<f64> = at.iter().zip(direction).map(|(a, d)| (a + length * d).clamp(-BOUND, BOUND)).collect();
        let (next_value, gradient) = slope(&next);
        // Near the top the gain is smaller than the rounding of the value.
        let climbs = next_value >= value - 1e-14 * value.abs();
        if climbs && gradient.iter().all(|g| g.is_finite()) {
            return Some((next, next_value, gradient));
        }
        length /= 2.0;
    }
    None
}

fn curvature(at: &[f64], slope: &dyn Fn(&[f64]) -> Slope) -> Symmetric {
    const WIDTH: f64 = 1e-4;
    let sides: Vec<(Vec<f64>, Vec<f64>)> = (0..at.len())
        .map(|i| {
            let moved = |by: f64| {
                let mut point = at.to_vec();
                point[i] += by;
                slope(&point).1
            };
            (moved(-WIDTH), moved(WIDTH))
        })
        .collect();
    let mut matrix = Symmetric::zero(at.len());
    for i in 0..at.len() {
        for j in 0..=i {
            let there = (sides[i].0[j] - sides[i].1[j]) / (2.0 * WIDTH);
            let back = (sides[j].0[i] - sides[j].1[i]) / (2.0 * WIDTH);
            matrix.set(i, j, (there + back) / 2.0);
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `-(x-1)² - 10 (y - x²)²`, a curved ridge with its top at (1, 1).
    #[test]
    fn the_top_of_a_curved_ridge_is_found() {
        let found = maximum(&[-1.5, 2.0], &|p| {
            let (x, y) = (p[0], p[1]);
            let off = y - x * x;
            (-(x - 1.0).powi(2) - 10.0 * off * off, vec![-2.0 * (x - 1.0) + 40.0 * off * x, -20.0 * off])
        });
        assert!(found.converged);
        assert!((found.at[0] - 1.0).abs() < 1e-5 && (found.at[1] - 1.0).abs() < 1e-5, "{:?}", found.at);
        assert!((found.curvature.get(1, 1) - 20.0).abs() < 1e-6);
    }

    #[test]
    fn a_start_close_by_ends_at_the_same_top() {
        let bowl = |p: &[f64]| {
            (-(p[0] - 1.0).powi(2) - (p[0] - 1.0).powi(4), vec![-2.0 * (p[0] - 1.0) - 4.0 * (p[0] - 1.0).powi(3)])
        };
        let mut rough = Symmetric::zero(1);
        rough.set(0, 0, 2.2);
        let found = maximum_near(&[1.1], &rough, &bowl);
        assert!(found.converged && (found.at[0] - 1.0).abs() < 1e-4);
        assert!((found.curvature.get(0, 0) - 2.0).abs() < 1e-5);
    }

    /// `-e^-x` rises for ever: the search ends all the same.
    #[test]
    fn a_maximum_at_infinity_ends() {
        let found = maximum(&[0.0], &|p| (-(-p[0]).exp(), vec![(-p[0]).exp()]));
        assert!(found.at[0] > 5.0 && found.value > -1e-3);
    }
}
