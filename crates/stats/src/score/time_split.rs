//! Training on the past and testing on what came after, as a score is used.

use crate::Undefined;

/// The places of observations on both sides of a moment, each in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSplit {
    pub train: Vec<usize>,
    pub test: Vec<usize>,
    /// The first time of the test.
    pub from: i64,
}

/// Splits by time so that about the share `train` lies before: every training time is before every test time, and what happened at
/// one time stays together. A random split would let a model learn from the future.
///
/// Source: Tashman (2000), Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16:437.
///
/// # Errors
/// [`Undefined::NoObservations`]; [`Undefined::NoSpread`] where all times are the same; [`Undefined::Parameter`] unless the share lies
/// between 0 and 1.
///
/// # Example
/// ```
/// let split = stats::score::time_split(&[30, 10, 20, 20], 0.5).unwrap();
/// assert_eq!((split.train, split.test, split.from), (vec![1], vec![2, 3, 0], 20));
/// ```
pub fn time_split(times: &[i64], train: f64) -> Result<TimeSplit, Undefined> {
    if times.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if !(train > 0.0 && train < 1.0) {
        return Err(Undefined::Parameter);
    }
    let mut order: Vec<usize> = (0..times.len()).collect();
    order.sort_by_key(|place| times[*place]);
    let (first, last) = (times[order[0]], times[order[order.len() - 1]]);
    if first == last {
        return Err(Undefined::NoSpread);
    }
    let meant = (times.len() as f64 * train) as usize;
    // The time at the cut goes to the test as a whole, unless nothing would be left to train on.
    let from = match times[order[meant.min(order.len() - 1)]] {
        at if at > first => at,
        _ => order.iter().map(|place| times[*place]).find(|time| *time > first).unwrap_or(last),
    };
    let cut = order.partition_point(|place| times[*place] < from);
    let test = order.split_off(cut);
    Ok(TimeSplit { train: order, test, from })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_side_is_empty() {
        for share in [1e-9, 0.5, 1.0 - 1e-9] {
            let split = time_split(&[1, 1, 1, 2], share).unwrap();
            assert_eq!((split.train.len(), split.test.len()), (3, 1), "{share}");
        }
    }

    #[test]
    fn what_has_no_answer_says_why() {
        assert_eq!(time_split(&[], 0.5), Err(Undefined::NoObservations));
        assert_eq!(time_split(&[4, 4], 0.5), Err(Undefined::NoSpread));
        assert_eq!(time_split(&[4, 5], 1.0), Err(Undefined::Parameter));
    }
}
