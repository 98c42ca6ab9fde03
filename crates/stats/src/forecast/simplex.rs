//! The lowest point of a function of a few variables whose gradient is not known.

/// Walks from a start downhill until the simplex is flat and small, and gives where it ended and how low that is.
///
/// Source: Nelder and Mead (1965), A simplex method for function minimization, Computer Journal 7:308.
pub fn lowest(start: &[f64], height: &dyn Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    const MOST_STEPS: usize = 400;
    const WIDTH: f64 = 1.0;
    let mut corners: Vec<(Vec<f64>, f64)> = (0..=start.len())
        .map(|corner| {
            let mut at = start.to_vec();
            if corner > 0 {
                at[corner - 1] += WIDTH;
            }
            let value = height(&at);
            (at, value)
        })
        .collect();
    for _ in 0..MOST_STEPS {
        corners.sort_by(|one, other| one.1.total_cmp(&other.1));
        let last = corners.len() - 1;
        let flat = corners[last].1 - corners[0].1 <= 1e-10 * corners[0].1.abs().max(1.0);
        if flat && spread(&corners) < 1e-4 {
            break;
        }
        let middle: Vec<f64> = (0..start.len())
            .map(|axis| corners[..last].iter().map(|(at, _)| at[axis]).sum::<f64>() / last as f64)
            .collect();
        let along = |by: f64| {
            let at: Vec<f64> = middle.iter().zip(&corners[last].0).map(|(m, worst)| m + by * (worst - m)).collect();
            let value = height(&at);
            (at, value)
        };
        let mirrored = along(-1.0);
        let next = if mirrored.1 < corners[0].1 {
            let further = along(-2.0);
            if further.1 < mirrored.1 { further } else { mirrored }
        } else if mirrored.1 < corners[last - 1].1 {
            mirrored
        } else {
            along(if mirrored.1 < corners[last].1 { -0.5 } else { 0.5 })
        };
        if next.1 < corners[last].1 {
            corners[last] = next;
            continue;
        }
        let best = corners[0].0.clone();
        for (at, value) in &mut corners[1..] {
            at.iter_mut().zip(&best).for_each(|(a, b)| *a = (*a + b) / 2.0);
            *value = height(at);
        }
    }
    corners.sort_by(|one, other| one.1.total_cmp(&other.1));
    corners.swap_remove(0)
}

fn spread(corners: &[(Vec<f64>, f64)]) -> f64 {
    let best = &corners[0].0;
    let apart = |(at, _): &(Vec<f64>, f64)| at.iter().zip(best).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    corners.iter().map(apart).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley ends at (1, 1).
    #[test]
    fn a_curved_valley_is_followed_to_its_end() {
        let (at, value) = lowest(&[-1.2, 1.0], &|p| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]) * (1.0 - p[0]));
        assert!(value < 1e-8 && (at[0] - 1.0).abs() < 1e-3 && (at[1] - 1.0).abs() < 1e-3, "{at:?} {value}");
    }
}
