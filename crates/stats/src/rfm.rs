//! Recency, frequency and monetary value: how lately, how often and for how much customers buy, scored 1 to 5.

use crate::{Quintiles, quintiles_by_rank, quintiles_by_threshold};

/// What one customer has bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buyer {
    /// Whole days since the last purchase.
    pub recency_days: i64,
    /// Purchases, those of one day being one.
    pub frequency: i64,
    /// What they brought, in ten-thousandths of a currency.
    pub monetary: i64,
}

/// How values become scores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RfmScoring {
    /// By the percentiles of the values: equal values score equally.
    #[default]
    Threshold,
    /// By place: five parts of equal size, equal values in the order given.
    Rank,
}

/// 1 to 5 of each; 5 is best: bought lately, often, for much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RfmScores {
    pub recency: u8,
    pub frequency: u8,
    pub monetary: u8,
}

/// The class of a customer by the scores of recency and frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RfmClass {
    /// Both are 4 or more.
    Champions,
    /// Both are 3 or more.
    Loyal,
    /// Recency 3 or more, frequency 2 or less.
    NeedsAttention,
    /// Recency 2 or less, frequency 3 or more.
    AtRisk,
    /// Both are 2 or less.
    Hibernating,
}

/// The scores of all buyers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rfm {
    /// In the order of the buyers.
    pub scores: Vec<RfmScores>,
    /// The four bounds of recency in fifths of a day, of frequency in fifths of a purchase, and of money in fifths of a
    /// ten-thousandth; empty by rank.
    pub bounds_in_fifths: [Vec<i128>; 3],
}

/// Scores every buyer among all of them. By rank the order given decides between equals.
///
/// Source: Hughes (2005), Strategic Database Marketing, third edition, chapter 5; the classes are this catalog's, over the
/// grid of recency and frequency that the field uses.
#[must_use]
pub fn rfm(buyers: &[Buyer], scoring: RfmScoring) -> Rfm {
    let score = |value: fn(&Buyer) -> i64| -> Quintiles {
        let values: Vec<i64> = buyers.iter().map(value).collect();
        match scoring {
            RfmScoring::Threshold => quintiles_by_threshold(&values),
            RfmScoring::Rank => quintiles_by_rank(&values),
        }
    };
    // Few days since the last purchase are good. By rank those with the most days come first, so that among equals the
    // order is that of the other two; by threshold the fifth of the fewest days scores 5.
    let recency = match scoring {
        RfmScoring::Rank => score(|buyer| -buyer.recency_days),
        RfmScoring::Threshold => {
            let mut found = score(|buyer| buyer.recency_days);
            found.scores.iter_mut().for_each(|score| *score = 6 - *score);
            found
        }
    };
    let (frequency, monetary) = (score(|buyer| buyer.frequency), score(|buyer| buyer.monetary));
    let both = recency.scores.iter().zip(&frequency.scores).zip(&monetary.scores);
    let scores = both.map(|((recency, frequency), monetary)| RfmScores {
        recency: *recency,
        frequency: *frequency,
        monetary: *monetary,
    });
    Rfm {
        scores: scores.collect(),
        bounds_in_fifths: [recency.bounds_in_fifths, frequency.bounds_in_fifths, monetary.bounds_in_fifths],
    }
}

impl RfmScores {
    #[must_use]
    pub fn class(self) -> RfmClass {
        match (self.recency, self.frequency) {
            (4.., 4..) => RfmClass::Champions,
            (3.., 3..) => RfmClass::Loyal,
            (3.., _) => RfmClass::NeedsAttention,
            (_, 3..) => RfmClass::AtRisk,
            _ => RfmClass::Hibernating,
        }
    }
}

impl RfmClass {
    /// Every class, from the best to the one that is nearly gone.
    pub const ALL: [Self; 5] = [Self::Champions, Self::Loyal, Self::NeedsAttention, Self::AtRisk, Self::Hibernating];

    /// The stable name that questions and answers carry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Champions => "champions",
            Self::Loyal => "loyal",
            Self::NeedsAttention => "needs_attention",
            Self::AtRisk => "at_risk",
            Self::Hibernating => "hibernating",
        }
    }
}

impl RfmScoring {
    pub const ALL: [Self; 2] = [Self::Threshold, Self::Rank];

    /// The stable name that questions carry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Threshold => "threshold",
            Self::Rank => "rank",
        }
    }

    /// The scoring of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scoring| scoring.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five customers: days since the last purchase, purchases, money.
    const FIVE: [(i64, i64, i64); 5] = [(1, 9, 50), (40, 1, 10), (10, 1, 20), (90, 6, 40), (20, 3, 30)];

    fn five() -> Vec<Buyer> {
        let buyer = |(recency_days, frequency, monetary)| Buyer { recency_days, frequency, monetary };
        FIVE.into_iter().map(buyer).collect()
    }

    #[test]
    fn five_customers_by_hand() {
        let written = |scoring| -> Vec<(String, &str)> {
            let scores = rfm(&five(), scoring).scores.into_iter();
            scores.map(|s| (format!("{}{}{}", s.recency, s.frequency, s.monetary), s.class().name())).collect()
        };
        // Days 1, 10, 20, 40, 90: percentiles 8.2, 16, 28, 50. Purchases 1, 1, 3, 6, 9: 1, 2.2, 4.2, 6.6.
        let found = written(RfmScoring::Threshold);
        let found: Vec<(&str, &str)> = found.iter().map(|(scores, class)| (scores.as_str(), *class)).collect();
        assert_eq!(
            found,
            [
                ("555", "champions"),
                ("211", "hibernating"),
                ("412", "needs_attention"),
                ("144", "at_risk"),
                ("333", "loyal")
            ]
        );
        // The two with one purchase keep their order: the first of them scores 1, the second 2.
        let found = written(RfmScoring::Rank);
        let found: Vec<&str> = found.iter().map(|(scores, _)| scores.as_str()).collect();
        assert_eq!(found, ["555", "211", "422", "144", "333"]);
    }

    #[test]
    fn nobody_is_scored_among_nobody() {
        assert!(rfm(&[], RfmScoring::Rank).scores.is_empty());
        assert!(rfm(&[], RfmScoring::Threshold).scores.is_empty());
    }

    #[test]
    fn every_pair_of_scores_has_one_class() {
        let mut cells = [0; 5];
        for (recency, frequency) in (1..=5).flat_map(|r| (1..=5).map(move |f| (r, f))) {
            let class = RfmScores { recency, frequency, monetary: 1 }.class();
            cells[RfmClass::ALL.iter().position(|known| *known == class).unwrap()] += 1;
        }
        assert_eq!(cells, [4, 5, 6, 6, 4]);
    }
}
