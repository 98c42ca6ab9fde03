//! Answers that were given already, for as long as the state they were given from is the present one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Told;

/// Bytes of answers that are kept at most.
const MOST_BYTES: usize = 64 << 20;

/// Answers by question, all of one state. An answer of another state takes the place of them all.
#[derive(Debug, Default)]
pub struct KeptAnswers(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    state: String,
    bytes: usize,
    answers: HashMap<String, Arc<Told>>,
}

impl KeptAnswers {
    /// The answer that was given to this question from this state.
    #[must_use]
    pub fn find(&self, state: &str, question: &str) -> Option<Arc<Told>> {
        let kept = self.lock();
        if kept.state == state { kept.answers.get(question).cloned() } else { None }
    }

    /// Keeps an answer, unless there are too many already.
    pub fn keep(&self, state: &str, question: String, told: &Arc<Told>) {
        let mut kept = self.lock();
        if kept.state != state {
            *kept = Kept { state: state.to_owned(), ..Kept::default() };
        }
        let bytes = told.body.len() + question.len();
        if kept.bytes + bytes <= MOST_BYTES && !kept.answers.contains_key(&question) {
            kept.bytes += bytes;
            kept.answers.insert(question, Arc::clone(told));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: usize) -> Arc<Told> {
        Arc::new(Told { body: vec![0; bytes], notes: Vec::new() })
    }

    #[test]
    fn an_answer_is_that_of_its_state() {
        let kept = KeptAnswers::default();
        kept.keep("1", "mrr".to_owned(), &told(1));
        assert!(kept.find("1", "mrr").is_some());
        assert!(kept.find("2", "mrr").is_none());
        kept.keep("2", "nps".to_owned(), &told(1));
        assert!(kept.find("1", "mrr").is_none());
        assert!(kept.find("2", "nps").is_some());
    }

    #[test]
    fn memory_is_bounded() {
        let kept = KeptAnswers::default();
        for number in 0..10 {
            kept.keep("1", number.to_string(), &told(10 << 20));
        }
        let held = (0..10).filter(|number| kept.find("1", &number.to_string()).is_some()).count();
        assert_eq!(held, 6);
    }
}
