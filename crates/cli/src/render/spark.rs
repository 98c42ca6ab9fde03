//! A series as one line of blocks, so that its course is seen beside its numbers.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One block a value, scaled from the smallest to the largest; a gap where there is no value.
///
/// A flat series sits in the middle. `None` when fewer than three values leave no course to see.
pub fn line(values: &[Option<f64>]) -> Option<String> {
    let known: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    if known.len() < 3 {
        return None;
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(values.iter().map(|value| value.filter(|v| v.is_finite()).map_or(' ', |v| block(v, low, high))).collect())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the level is 0 to 7 by construction")]
fn block(value: f64, low: f64, high: f64) -> char {
    let level = if high > low { ((value - low) / (high - low) * 7.0).round() as usize } else { 3 };
    BLOCKS[level.min(7)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_runs_from_its_lowest_to_its_highest() {
        let values = [Some(0.0), Some(3.5), None, Some(7.0)];
        assert_eq!(line(&values).as_deref(), Some("▁▅ █"));
    }

    #[test]
    fn a_flat_series_sits_in_the_middle_and_a_short_one_has_no_course() {
        assert_eq!(line(&[Some(2.0); 3]).as_deref(), Some("▄▄▄"));
        assert_eq!(line(&[Some(1.0), Some(2.0)]), None);
    }
}
