//! What must be well for the service to be of use.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use model::Message;

/// Tells whether something is well, or why it is not. It may block.
type Check = Arc<dyn Fn() -> Result<(), Message> + Send + Sync>;

/// Everything that is looked at, by name. Cheap to clone.
#[derive(Clone, Default)]
pub struct Readiness(Arc<Mutex<Vec<(&'static str, Check)>>>);

/// One thing that is not well.
#[derive(Clone, Debug)]
pub(super) struct Unwell {
    pub what: &'static str,
    pub why: Message,
}

impl Readiness {
    /// Has something looked at from now on.
    pub fn require(&self, what: &'static str, check: impl Fn() -> Result<(), Message> + Send + Sync + 'static) {
        self.checks().push((what, Arc::new(check)));
    }

    /// What is not well. Blocks.
    pub(super) fn unwell(&self) -> Vec<Unwell> {
        let checks = self.checks().clone();
        checks.into_iter().filter_map(|(what, check)| check().err().map(|why| Unwell { what, why })).collect()
    }

    fn checks(&self) -> std::sync::MutexGuard<'_, Vec<(&'static str, Check)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.checks().iter().map(|(what, _)| what)).finish()
    }
}
