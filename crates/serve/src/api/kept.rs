//! Answers that were given already, for as long as what they were given from is the present.
//!
//! The present of a question moves on in steps, and when something new is known: within a step the same question to the same state
//! is one question, however often it is asked, and is answered once. An answer says itself of which moment it is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::Micros;
use tokio::sync::OnceCell;

use crate::Told;

/// Bytes of answers that are kept at most.
const MOST_BYTES: usize = 64 << 20;
/// A quarter of an hour: the days of every time zone begin at one.
const STEP_US: Micros = 15 * 60 * 1_000_000;

/// Answers by question, all of one moment. A question of a later moment takes the place of them all.
#[derive(Debug, Default)]
pub struct KeptAnswers(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    moment: Moment,
    bytes: usize,
    answers: HashMap<String, Slot>,
}

/// Filled by the first who asks; the others wait for that.
type Slot = Arc<OnceCell<Arc<Told>>>;

/// A state, and the instant it is asked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    pub state: String,
    /// When the state was first asked, or a step since then.
    pub now_us: Micros,
}

impl KeptAnswers {
    /// The moment that a question to this state is about now.
    #[must_use]
    pub fn moment(&self, state: &str, now_us: Micros) -> Moment {
        let mut kept = self.lock();
        let known = kept.moment.state == state;
        let step = now_us.div_euclid(STEP_US) * STEP_US;
        // The instant of the first question lies behind everything the state knows; a step's beginning may not.
        let present = if known { kept.moment.now_us.max(step) } else { now_us };
        if !known || present != kept.moment.now_us {
            *kept = Kept { moment: Moment { state: state.to_owned(), now_us: present }, ..Kept::default() };
        }
        kept.moment.clone()
    }

    /// The answer to a question at a moment: the one that is kept, or is being made for somebody else; else what
    /// `ask` gives, which is not begun before.
    ///
    /// # Errors
    /// Those of `ask`. They are not kept.
    pub async fn answer<E>(
        &self,
        moment: &Moment,
        question: String,
        ask: impl Future<Output = Result<Told, E>>,
    ) -> Result<Arc<Told>, E> {
        let Some(slot) = self.slot(moment, &question) else { return ask.await.map(Arc::new) };
        let mut made = 0;
        let told = slot.get_or_try_init(async || {
            let told = ask.await?;
            made = told.body.len() + question.len();
            Ok(Arc::new(told))
        });
        let told = told.await.cloned();
        self.settle(moment, &question, &slot, made);
        told
    }

    /// The place of an answer; none for a moment that has passed.
    fn slot(&self, moment: &Moment, question: &str) -> Option<Slot> {
        let mut kept = self.lock();
        (kept.moment == *moment).then(|| Arc::clone(kept.answers.entry(question.to_owned()).or_default()))
    }

    /// Counts what was made, and gives up the place of an answer that there is none of, or no room for.
    fn settle(&self, moment: &Moment, question: &str, slot: &Slot, made: usize) {
        let mut kept = self.lock();
        let held = kept.answers.get(question).is_some_and(|known| Arc::ptr_eq(known, slot));
        if kept.moment != *moment || !held {
            return;
        }
        if !slot.initialized() || kept.bytes + made > MOST_BYTES {
            kept.answers.remove(question);
        } else {
            kept.bytes += made;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn told(bytes: usize) -> Told {
        Told { body: vec![0; bytes], notes: Vec::new() }
    }

    async fn asks(kept: &KeptAnswers, moment: &Moment, question: &str, bytes: usize) -> bool {
        let mut asked = false;
        let answer = kept.answer(moment, question.to_owned(), async {
            asked = true;
            Ok::<_, ()>(told(bytes))
        });
        answer.await.unwrap();
        asked
    }

    #[test]
    fn the_present_moves_on_by_steps_and_with_the_state() {
        let kept = KeptAnswers::default();
        let at = |state, now_us| kept.moment(state, now_us).now_us;
        assert_eq!(at("1", 7), 7);
        assert_eq!(at("1", STEP_US - 1), 7);
        assert_eq!(at("1", STEP_US + 3), STEP_US);
        assert_eq!(at("1", 2 * STEP_US - 1), STEP_US);
        // What came in within a step lies before the moment it is asked at.
        assert_eq!(at("2", STEP_US + 9), STEP_US + 9);
        assert_eq!(at("2", STEP_US + 20), STEP_US + 9);
    }

    #[tokio::test]
    async fn an_answer_is_that_of_its_moment() {
        let kept = KeptAnswers::default();
        let first = kept.moment("1", 0);
        assert!(asks(&kept, &first, "mrr", 1).await);
        assert!(!asks(&kept, &first, "mrr", 1).await);
        assert!(asks(&kept, &first, "nps", 1).await);
        let second = kept.moment("2", 0);
        assert!(asks(&kept, &second, "mrr", 1).await);
        // Who began before the state changed is answered from theirs, and leaves no trace.
        assert!(asks(&kept, &first, "nps", 1).await);
        assert!(asks(&kept, &second, "nps", 1).await);
        assert!(!asks(&kept, &kept.moment("2", 5), "nps", 1).await);
    }

    #[tokio::test]
    async fn memory_is_bounded() {
        let kept = KeptAnswers::default();
        let moment = kept.moment("1", 0);
        for number in 0..10 {
            asks(&kept, &moment, &number.to_string(), 10 << 20).await;
        }
        let mut again = 0;
        for number in 0..6 {
            again += usize::from(asks(&kept, &moment, &number.to_string(), 10 << 20).await);
        }
        assert_eq!(again, 0);
        assert!(asks(&kept, &moment, "7", 10 << 20).await);
    }

    #[tokio::test]
    async fn one_question_is_answered_once_and_a_failure_is_not_kept() {
        let (kept, asked) = (KeptAnswers::default(), AtomicUsize::new(0));
        let moment = kept.moment("1", 0);
        let ask = async || {
            asked.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok::<_, ()>(told(1))
        };
        let (left, right) =
            tokio::join!(kept.answer(&moment, "mrr".to_owned(), ask()), kept.answer(&moment, "mrr".to_owned(), ask()));
        assert_eq!((left.is_ok(), right.is_ok(), asked.load(Ordering::SeqCst)), (true, true, 1));
        let failed = kept.answer(&moment, "nps".to_owned(), async { Err::<Told, _>("no") }).await;
        assert_eq!(failed.unwrap_err(), "no");
        assert!(asks(&kept, &moment, "nps", 1).await);
    }
}
