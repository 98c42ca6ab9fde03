//! The end of the service: whoever has work without an end is told of it, and what must not be left half done is ended.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

type Ending = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Whether the service is about to end, and what it does before. Cheap to clone.
#[derive(Clone)]
pub struct Stopping {
    begun: watch::Sender<bool>,
    endings: Arc<Mutex<Vec<Ending>>>,
}

impl Default for Stopping {
    fn default() -> Self {
        Self { begun: watch::channel(false).0, endings: Arc::default() }
    }
}

impl Stopping {
    /// Waits until the service is told to end.
    pub async fn begun(&self) {
        // The sender lives in self: it is there for as long as somebody waits.
        let _ = self.begun.subscribe().wait_for(|begun| *begun).await;
    }

    /// Has something done once no request is answered any more, and waited for: a journal drained. What was named last is done
    /// first.
    pub fn before_end(&self, ending: impl Future<Output = ()> + Send + 'static) {
        self.endings.lock().unwrap_or_else(PoisonError::into_inner).push(Box::pin(ending));
    }

    /// Tells everybody.
    pub(crate) fn begin(&self) {
        self.begun.send_replace(true);
    }

    /// Does what is to be done before the end.
    pub(crate) async fn end(&self) {
        self.begin();
        loop {
            let next = self.endings.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(ending) = next else { return };
            ending.await;
        }
    }
}

impl fmt::Debug for Stopping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stopping").field("begun", &*self.begun.borrow()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_is_told_and_endings_are_waited_for() {
        let stopping = Stopping::default();
        let done: Arc<Mutex<Vec<u8>>> = Arc::default();
        for number in [1, 2] {
            let done = Arc::clone(&done);
            stopping.before_end(async move {
                tokio::task::yield_now().await;
                done.lock().unwrap().push(number);
            });
        }
        let waiting = tokio::spawn({
            let stopping = stopping.clone();
            async move { stopping.begun().await }
        });
        assert!(!waiting.is_finished());
        stopping.end().await;
        waiting.await.unwrap();
        stopping.begun().await;
        assert_eq!(*done.lock().unwrap(), [2, 1]);
    }
}
