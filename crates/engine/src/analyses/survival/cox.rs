//! What shortens lifetimes, several attributes taken together.

use std::collections::BTreeMap;

use model::{Message, nearest};
use serde::Serialize;
use stats::Undefined;
use stats::survival::{Cox, Lifetime};

use super::super::study::Study;
use super::lives::Life;
use crate::EngineError;
use crate::interval::LEVEL;

/// An attribute that may explain how long customers last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covariate {
    pub name: String,
    /// The value that others are compared with; `None` for the most frequent, and for numbers.
    pub reference: Option<String>,
}

/// Cox's proportional-hazards model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoxModel {
    /// Lifetimes of customers of whom every covariate is known, and those of them that have ended.
    pub n: u64,
    pub events: u64,
    /// Lifetimes left out, because a covariate is not known.
    pub left_out: u64,
    /// `None`, with `reason`, where the model cannot be fitted.
    pub log_likelihood: Option<f64>,
    /// The same without covariates.
    pub null_log_likelihood: Option<f64>,
    /// Share of pairs of which the one with the higher hazard left first, 0 to 1; 0.5 is chance.
    pub concordance: Option<f64>,
    #[serde(serialize_with = "crate::analyses::undefined", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Undefined>,
    /// By covariate, then by value.
    pub coefficients: Vec<CoxCoefficient>,
}

/// What one covariate, or one value of it, does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoxCoefficient {
    pub covariate: String,
    /// `None` where the covariate is a number, and the effect that of one more.
    pub value: Option<String>,
    /// What the value is compared with; `None` likewise.
    pub reference: Option<String>,
    /// The logarithm of the hazard ratio.
    pub coefficient: f64,
    /// How many times as fast they leave.
    pub hazard_ratio: f64,
    /// 95 % interval of the hazard ratio; `None` where it runs beyond all numbers.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Of the coefficient.
    pub standard_error: f64,
    /// How often chance alone gives as much (Wald's test), 0 to 1.
    pub p: f64,
}

/// The most values that a covariate may have.
const MOST_VALUES: usize = 30;

/// One column of the model's matrix.
struct Feature {
    covariate: String,
    value: Option<String>,
    reference: Option<String>,
    by_customer: BTreeMap<u32, f64>,
}

/// Fits the model to lifetimes.
///
/// # Errors
/// [`EngineError::Question`] for an attribute that nobody has, or that has too many values.
pub(super) async fn fit(
    study: &mut Study<'_>,
    covariates: &[Covariate],
    lives: &[Life],
) -> Result<CoxModel, EngineError> {
    let mut features = Vec::new();
    for covariate in covariates {
        let values = study.attribute(&covariate.name).await?;
        let own: BTreeMap<u32, String> =
            lives.iter().filter_map(|life| Some((life.customer, values.get(&life.customer)?.clone()))).collect();
        features.extend(features_of(covariate, &own)?);
    }
    let row = |life: &Life| -> Option<Vec<f64>> {
        features.iter().map(|feature| feature.by_customer.get(&life.customer).copied()).collect()
    };
    let rows: Vec<(&Life, Vec<f64>)> = lives.iter().filter_map(|life| Some((life, row(life)?))).collect();
    let lifetimes: Vec<Lifetime<'_>> =
        rows.iter().map(|(life, features)| Lifetime { duration: life.duration, ended: life.ended, features }).collect();
    let events = lifetimes.iter().filter(|life| life.ended).count() as u64;
    let model = CoxModel {
        n: lifetimes.len() as u64,
        events,
        left_out: (lives.len() - lifetimes.len()) as u64,
        log_likelihood: None,
        null_log_likelihood: None,
        concordance: None,
        reason: None,
        coefficients: Vec::new(),
    };
    Ok(match Cox::fit(&lifetimes) {
        Ok(cox) => CoxModel {
            log_likelihood: Some(cox.log_likelihood),
            null_log_likelihood: Some(cox.null_log_likelihood),
            concordance: Some(cox.concordance),
            coefficients: features.iter().zip(&cox.coefficients).map(told).collect(),
            ..model
        },
        Err(reason) => CoxModel { reason: Some(reason), ..model },
    })
}

fn told((feature, found): (&Feature, &stats::survival::Coefficient)) -> CoxCoefficient {
    let ratio = found.hazard_ratio(LEVEL).ok();
    CoxCoefficient {
        covariate: feature.covariate.clone(),
        value: feature.value.clone(),
        reference: feature.reference.clone(),
        coefficient: found.value,
        hazard_ratio: found.value.exp(),
        low: ratio.map(|(_, interval)| interval.low),
        high: ratio.map(|(_, interval)| interval.high),
        standard_error: found.standard_error,
        p: found.p(),
    }
}

/// A number as itself, where every value is one; otherwise one column a value, compared with the reference. What nobody has,
/// and what is the same for all, is a column too, so that the model says that it cannot be fitted with it.
fn features_of(covariate: &Covariate, values: &BTreeMap<u32, String>) -> Result<Vec<Feature>, EngineError> {
    let numbers: Option<BTreeMap<u32, f64>> =
        values.iter().map(|(customer, text)| Some((*customer, number(text)?))).collect();
    if let (Some(by_customer), None) = (numbers.filter(|numbers| !numbers.is_empty()), &covariate.reference) {
        let covariate = covariate.name.clone();
        return Ok(vec![Feature { covariate, value: None, reference: None, by_customer }]);
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values.values() {
        *counts.entry(value).or_default() += 1;
    }
    if counts.len() > MOST_VALUES {
        let message = Message::new("engine.survival_values").with("name", &covariate.name).with("count", counts.len());
        return Err(EngineError::Question(message.with("most", MOST_VALUES)));
    }
    // Of equally frequent values the first in order.
    let frequent = counts.iter().max_by_key(|(value, count)| (**count, std::cmp::Reverse(**value)));
    let reference = match (&covariate.reference, frequent) {
        (Some(asked), _) if counts.contains_key(asked.as_str()) => asked.clone(),
        (Some(asked), _) => return Err(unknown_reference(covariate, asked, &counts)),
        (None, Some((value, _))) => (*value).to_owned(),
        (None, None) => {
            let (covariate, by_customer) = (covariate.name.clone(), BTreeMap::new());
            return Ok(vec![Feature { covariate, value: None, reference: None, by_customer }]);
        }
    };
    let others = counts.keys().filter(|value| **value != reference || counts.len() == 1);
    let feature = |value: &&str| Feature {
        covariate: covariate.name.clone(),
        value: Some((*value).to_owned()),
        reference: Some(reference.clone()),
        by_customer: values.iter().map(|(key, own)| (*key, f64::from(u8::from(own == value)))).collect(),
    };
    Ok(others.map(feature).collect())
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

fn unknown_reference(covariate: &Covariate, asked: &str, counts: &BTreeMap<&str, usize>) -> EngineError {
    let message = match nearest(asked, counts.keys().copied()) {
        Some(near) => Message::new("engine.survival_reference_near").with("nearest", near),
        None => Message::new("engine.survival_reference"),
    };
    EngineError::Question(message.with("name", &covariate.name).with("value", asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(texts: &[&str]) -> BTreeMap<u32, String> {
        (0..).zip(texts.iter().map(|text| (*text).to_owned())).collect()
    }

    fn asked(reference: Option<&str>) -> Covariate {
        Covariate { name: "plan".to_owned(), reference: reference.map(str::to_owned) }
    }

    #[test]
    fn numbers_are_one_feature_and_words_one_for_each_but_the_reference() {
        let numbers = features_of(&asked(None), &values(&["1.5", "0", "7"])).unwrap();
        assert_eq!((numbers.len(), numbers[0].by_customer[&0]), (1, 1.5));
        let words = features_of(&asked(None), &values(&["pro", "basic", "pro", "team"])).unwrap();
        let told: Vec<_> =
            words.iter().map(|f| (f.value.as_deref().unwrap(), f.reference.as_deref().unwrap())).collect();
        assert_eq!(told, [("basic", "pro"), ("team", "pro")]);
        assert_eq!(words[0].by_customer.values().copied().collect::<Vec<_>>(), [0.0, 1.0, 0.0, 0.0]);
        // A reference makes words of numbers.
        let named = features_of(&asked(Some("0")), &values(&["1", "0", "1"])).unwrap();
        assert_eq!(named[0].value.as_deref(), Some("1"));
    }

    #[test]
    fn what_nobody_has_and_what_all_have_alike_stay_in_the_model() {
        let nobody = features_of(&asked(None), &values(&[])).unwrap();
        assert_eq!((nobody.len(), nobody[0].by_customer.len()), (1, 0));
        for reference in [None, Some("pro")] {
            let alike = features_of(&asked(reference), &values(&["pro", "pro"])).unwrap();
            assert_eq!((alike.len(), alike[0].by_customer[&0], alike[0].by_customer[&1]), (1, 1.0, 1.0));
        }
    }

    #[test]
    fn a_reference_that_nobody_has_is_refused() {
        assert!(features_of(&asked(Some("prro")), &values(&["pro", "basic"])).is_err());
        let many: Vec<String> = (0..40).map(|n| format!("v{n}")).collect();
        assert!(features_of(&asked(None), &values(&many.iter().map(String::as_str).collect::<Vec<_>>())).is_err());
    }
}
