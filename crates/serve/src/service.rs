//! The running service: what every request may use, and the life of the listener from its first connection to its last.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use lake::Lake;
use model::Language;
use tokio::sync::{Semaphore, oneshot};

use crate::api::KeptAnswers;
use crate::live::{self, Live};
use crate::ops::{Readiness, Rhythm, Telemetry, keep_up};
use crate::{Clock, Door, Gate, Listening, Question, Questions, ServeError, Stopping, import, router};

/// How long the last events may take into the tables once the service is to stop.
const LAST_FLUSH: Duration = Duration::from_secs(60);

/// What every request may use. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub lake: Lake,
    pub questions: Arc<dyn Questions>,
    pub clock: Arc<dyn Clock>,
    /// Finds out who asks.
    pub gate: Gate,
    pub limits: Limits,
    /// Where events come in; none where the service only answers.
    pub door: Option<Door>,
    /// What is counted and timed.
    pub telemetry: Telemetry,
    /// What must be well for the service to be of use.
    pub readiness: Readiness,
    /// Whether it is about to end.
    pub stopping: Stopping,
    pub(crate) live: Live,
    pub(crate) kept: Arc<KeptAnswers>,
    /// One for each question that waits or is at work.
    pub(crate) waiting: Arc<Semaphore>,
    /// One for each question at work.
    pub(crate) at_work: Arc<Semaphore>,
    /// Everything that can be asked, in English.
    described: Arc<[Question]>,
}

/// How much the service takes on.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Questions at work at once.
    pub at_work: usize,
    /// Questions that may wait beside them; more are told to come again.
    pub waiting: usize,
    /// How long a question may take before it is given up.
    pub question: Duration,
    /// Bytes an answer may have.
    pub answer_bytes: usize,
    /// Bytes an uploaded file may have, as it is sent.
    pub upload_bytes: u64,
    /// Seconds that requests have to end once the service is told to.
    pub farewell_s: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_work: 4,
            waiting: 64,
            question: Duration::from_secs(300),
            answer_bytes: 256 << 20,
            upload_bytes: 4 << 30,
            farewell_s: 30,
        }
    }
}

impl Service {
    /// A service over a workspace, behind a gate whose clock is its own.
    #[must_use]
    pub fn new(lake: Lake, questions: Arc<dyn Questions>, gate: Gate, limits: Limits) -> Self {
        let described = questions.all(Language::English).into();
        let readiness = Readiness::default();
        let (state, disk) = (lake.clone(), lake.clone());
        readiness.require("state", move || state.is_readable().map_err(|error| error.message()));
        readiness.require("disk", move || disk.is_writable().map_err(|error| error.message()));
        let telemetry = Telemetry::new(gate.clock().now_us());
        Self {
            lake,
            questions,
            clock: gate.clock(),
            gate,
            limits,
            door: None,
            telemetry,
            readiness,
            stopping: Stopping::default(),
            live: Live::default(),
            kept: Arc::default(),
            waiting: Arc::new(Semaphore::new(limits.at_work + limits.waiting)),
            at_work: Arc::new(Semaphore::new(limits.at_work)),
            described,
        }
    }

    /// The same, with a door for events.
    #[must_use]
    pub fn with_door(mut self, door: Door) -> Self {
        door.flusher().count_in(self.telemetry.figures.clone());
        self.door = Some(door);
        self
    }

    /// Moves events that have arrived into the tables, so that the next answer counts them.
    pub(crate) async fn flush_before_question(&self) {
        if let Some(door) = &self.door {
            door.flusher().flush_before_question().await;
        }
    }

    /// The question of this name, described in English.
    #[must_use]
    pub fn question(&self, name: &str) -> Option<Question> {
        self.described.iter().find(|question| question.name == name).cloned()
    }

    /// Everything that can be asked, described in English.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.described
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("lake", &self.lake).finish_non_exhaustive()
    }
}

/// Listens until `stop` is over, then answers what it has begun to answer, for as long as [`Limits::farewell_s`] at most, and has
/// ended what [`Stopping::before_end`] named. `ready` is told the address once connections are taken: port 0 is any free one.
///
/// # Errors
/// [`ServeError::Insecure`] for an address beyond this machine without TLS and without leave, [`ServeError::Listen`] when the
/// address is taken or not ours, [`ServeError::Tls`] when the certificate is of no use, [`ServeError::Server`] when the
/// listener fails.
pub async fn serve(
    service: Service,
    listening: Listening,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    import::clear(&service.lake);
    let handle = Handle::new();
    let (begun, asked) = (service.stopping.clone(), handle.clone());
    let farewell = Duration::from_secs(service.limits.farewell_s);
    let stopped = tokio::spawn(async move {
        stop.await;
        begun.begin();
        asked.graceful_shutdown(Some(farewell));
    });
    let stopping = service.stopping.clone();
    let (told, over) = oneshot::channel::<()>();
    let door = service.door.clone();
    let flushing = tokio::spawn(async move {
        if let Some(door) = door {
            door.flusher().run(async { over.await.unwrap_or_default() }).await;
        }
    });
    let upkeep = tokio::spawn(keep_up(service.lake.clone(), service.clock.clone(), Rhythm::default()));
    let watching = tokio::spawn(live::follow(service.clone()));
    let served = listening.run(router::router(service), handle, ready).await;
    stopped.abort();
    upkeep.abort();
    watching.abort();
    drop(told);
    // What is not moved by then is in the journal still, for the next start.
    let _ = tokio::time::timeout(LAST_FLUSH, flushing).await;
    stopping.end().await;
    served
}
