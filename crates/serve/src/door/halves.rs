//! Taking a range of calls although some of them cannot be imported: in halves, down to the one that cannot.

use std::sync::Arc;

use ingest::LiveCall;
use model::Message;

use crate::ServeError;

/// Why a range was not imported.
#[derive(Debug)]
pub(super) enum Failed {
    /// The workspace cannot be read or written now.
    Storage(ServeError),
    /// Something in the range cannot be imported.
    Range(Message),
}

impl Failed {
    /// The failure of what cannot be cut any further.
    pub(super) fn error(self) -> ServeError {
        match self {
            Self::Storage(error) => error,
            Self::Range(why) => ServeError::Flush { why },
        }
    }
}

/// Takes calls out of the journal.
pub(super) trait Takes: Sync {
    /// Imports all calls of a range or none; those below `below` are taken with it.
    fn import(&self, calls: Arc<[LiveCall]>, below: u64) -> impl Future<Output = Result<(), Failed>> + Send;

    /// Puts a call into the quarantine as it is.
    fn refuse(&self, call: &LiveCall, why: Message) -> impl Future<Output = Result<(), Failed>> + Send;

    /// Is told that so many calls, up to the one below a position, were taken.
    ///
    /// # Errors
    /// [`ServeError`] when it cannot be noted.
    fn taken(&self, calls: u64, below: u64) -> Result<(), ServeError>;
}

/// Takes a range, in the order of its calls. A call that cannot be imported even alone is refused.
///
/// # Errors
/// [`ServeError`] when the workspace cannot be written: what was taken until then stays taken, and the rest is for later.
pub(super) async fn take(by: &impl Takes, range: Arc<[LiveCall]>) -> Result<(), ServeError> {
    let mut waiting = vec![range];
    while let Some(range) = waiting.pop() {
        let Some(below) = range.last().map(|call| call.position + 1) else { continue };
        match by.import(Arc::clone(&range), below).await {
            Ok(()) => {}
            Err(Failed::Range(why)) if range.len() == 1 => {
                by.refuse(&range[0], why).await.map_err(Failed::error)?;
            }
            Err(Failed::Range(_)) => {
                let (first, second) = range.split_at(range.len() / 2);
                waiting.push(second.into());
                waiting.push(first.into());
                continue;
            }
            Err(failed @ Failed::Storage(_)) => return Err(failed.error()),
        }
        by.taken(range.len() as u64, below)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Fails for some positions; notes what was done with the others.
    #[derive(Default)]
    struct Fake {
        bad: Vec<u64>,
        /// From this position on nothing can be written.
        full: Option<u64>,
        done: Mutex<Vec<(u64, bool)>>,
        below: Mutex<u64>,
    }

    impl Takes for Fake {
        async fn import(&self, calls: Arc<[LiveCall]>, _: u64) -> Result<(), Failed> {
            if self.full.is_some_and(|full| calls.iter().any(|call| call.position >= full)) && calls.len() < 4 {
                return Err(Failed::Storage(ServeError::Server(std::io::Error::other("full"))));
            }
            if calls.iter().any(|call| self.bad.contains(&call.position)) || self.full.is_some() {
                return Err(Failed::Range(Message::new("serve.door.fault")));
            }
            self.done.lock().unwrap().extend(calls.iter().map(|call| (call.position, true)));
            Ok(())
        }

        async fn refuse(&self, call: &LiveCall, _: Message) -> Result<(), Failed> {
            self.done.lock().unwrap().push((call.position, false));
            Ok(())
        }

        fn taken(&self, calls: u64, below: u64) -> Result<(), ServeError> {
            let mut known = self.below.lock().unwrap();
            assert_eq!(*known + calls, below, "in order, and none left out");
            *known = below;
            Ok(())
        }
    }

    fn range(calls: u64) -> Arc<[LiveCall]> {
        let call = |position| LiveCall { position, namespace: "web".to_owned(), payload: String::new() };
        (0..calls).map(call).collect()
    }

    #[tokio::test]
    async fn calls_that_cannot_be_imported_stand_in_nobodys_way() {
        for bad in [vec![], vec![0], vec![6], vec![0, 1, 2, 3, 4, 5, 6], vec![2, 5]] {
            let fake = Fake { bad: bad.clone(), ..Fake::default() };
            take(&fake, range(7)).await.unwrap();
            let expected: Vec<_> = (0..7).map(|position| (position, !bad.contains(&position))).collect();
            assert_eq!(*fake.done.lock().unwrap(), expected, "{bad:?}");
            assert_eq!(*fake.below.lock().unwrap(), 7);
        }
    }

    #[tokio::test]
    async fn nothing_is_refused_because_the_workspace_cannot_be_written() {
        let fake = Fake { full: Some(0), ..Fake::default() };
        take(&fake, range(16)).await.unwrap_err();
        assert!(fake.done.lock().unwrap().is_empty());
        assert_eq!(*fake.below.lock().unwrap(), 0);
    }
}
