//! Several comparisons at once: the more there are, the likelier one of them is chance.

use crate::Undefined;

/// The p values that may each be compared with the level asked for, although there are several: Holm's step-down method, in the order
/// given. The chance that any true null hypothesis is rejected stays below the level, whatever depends on what.
///
/// Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6:65.
///
/// # Errors
/// [`Undefined::Parameter`] where a value lies outside 0 to 1.
///
/// # Example
/// ```
/// // The smallest times three, the next times two, never less than one before.
/// let found = stats::experiment::holm(&[0.03, 0.01, 0.04]).unwrap();
/// assert!(found.iter().zip([0.06, 0.03, 0.06]).all(|(found, expected)| (found - expected).abs() < 1e-12));
/// ```
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    if !p.iter().all(|p| (0.0..=1.0).contains(p)) {
        return Err(Undefined::Parameter);
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut least = 0.0_f64;
    for (rank, place) in order.into_iter().enumerate() {
        least = least.max(p[place] * (p.len() - rank) as f64).min(1.0);
        adjusted[place] = least;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges() {
        assert_eq!(holm(&[]), Ok(vec![]));
        assert_eq!(holm(&[0.2]), Ok(vec![0.2]));
        assert_eq!(holm(&[0.9, 0.8]), Ok(vec![1.0, 1.0]));
        assert_eq!(holm(&[f64::NAN]), Err(Undefined::Parameter));
        assert_eq!(holm(&[1.1]), Err(Undefined::Parameter));
    }
}
