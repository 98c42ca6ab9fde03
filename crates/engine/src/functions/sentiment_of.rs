//! `sentiment_of(text)`: whether English words sound glad, cross or neither, where nobody has said so.
//!
//! By the lexicon and rules of VADER, at the bounds its authors set. It knows English only: a text in another script has
//! no sentiment that it could tell.
//! Source: Hutto and Gilbert (2014), VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use vader_sentiment::SentimentIntensityAnalyzer;

/// From here a compound score is positive, and below its opposite negative.
const BOUND: f64 = 0.05;

/// The function: `positive`, `neutral` or `negative`; null for what is no English text.
#[must_use]
pub fn sentiment_of() -> ScalarUDF {
    let signature = Signature::exact(vec![DataType::Utf8], Volatility::Immutable);
    ScalarUDF::from(SentimentOf { signature })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct SentimentOf {
    signature: Signature,
}

impl ScalarUDFImpl for SentimentOf {
    fn name(&self) -> &'static str {
        "sentiment_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let texts = args.args[0].to_array(args.number_rows)?;
        let Some(texts) = texts.as_string_opt::<i32>() else {
            return exec_err!("sentiment_of takes a text");
        };
        let analyzer = SentimentIntensityAnalyzer::new();
        let told: StringArray = texts.iter().map(|text| told(&analyzer, text?)).collect();
        Ok(ColumnarValue::Array(Arc::new(told)))
    }
}

fn told(analyzer: &SentimentIntensityAnalyzer<'_>, text: &str) -> Option<&'static str> {
    if !is_latin(text) {
        return None;
    }
    let compound = *analyzer.polarity_scores(text).get("compound")?;
    Some(match compound {
        score if score >= BOUND => "positive",
        score if score <= -BOUND => "negative",
        _ => "neutral",
    })
}

/// Whether there are letters and all of them are of the script that English is written in.
fn is_latin(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| letter.is_alphabetic()).peekable();
    // The Latin blocks of Unicode end with U+024F.
    letters.peek().is_some() && letters.all(|letter| letter <= '\u{24f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_has_a_sentiment_and_what_is_none_has_none() {
        let analyzer = SentimentIntensityAnalyzer::new();
        for (text, expected) in [
            ("VADER is smart, handsome, and funny!", Some("positive")),
            ("The book was good.", Some("positive")),
            ("Today sux", Some("negative")),
            ("The parcel was not good at all.", Some("negative")),
            ("The parcel is blue.", Some("neutral")),
            ("太好了，非常满意", None),
            ("客服 terrible", None),
            ("+1 🙂", None),
            ("", None),
            ("12345", None),
        ] {
            assert_eq!(told(&analyzer, text), expected, "{text}");
        }
    }

    #[test]
    fn no_text_breaks_it() {
        let analyzer = SentimentIntensityAnalyzer::new();
        for text in
            ["!", "!!!!????", "a", "not", "so kind of", "é à la", "\u{0}x", "never so this without doubt at least but"]
        {
            for text in [text.to_owned(), text.repeat(40)] {
                let known = [None, Some("positive"), Some("neutral"), Some("negative")];
                assert!(known.contains(&told(&analyzer, &text)), "{text}");
            }
        }
    }
}
