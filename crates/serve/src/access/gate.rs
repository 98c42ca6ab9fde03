//! What finding out who asks needs, made once and shared by all requests.

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use lake::{Access, Actor, Outcome, Session, Standing, Token, Used};
use model::{Language, Message, Micros};
use tokio::sync::Semaphore;

use super::attempts::Attempts;
use super::caller::all_of;
use super::rates::Rates;
use super::{Caller, CallerKind, Hosts, cookie, refusal};
use crate::{Clock, Problem};

/// Requests of one caller: so many at once, then one in every so much time.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(299);
const PERIOD: Duration = Duration::from_millis(20);

/// Passwords that are hashed at a time: each takes 19 MiB.
const HASHING: usize = 2;

/// What a gate is made of.
#[derive(Clone, Debug)]
pub struct GateOptions {
    /// Who may do what.
    pub access: Access,
    pub clock: Arc<dyn Clock>,
    /// Whether callers come over TLS.
    pub secure: bool,
    pub hosts: Hosts,
    /// Columns with personal data, as `table.column`.
    pub personal: BTreeSet<String>,
}

/// Finds out who asks. Cheap to clone.
#[derive(Clone)]
pub struct Gate(Arc<Made>);

struct Made {
    options: GateOptions,
    attempts: Attempts,
    callers: Rates<String>,
    hashing: Arc<Semaphore>,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

/// Who has shown who they are, and the secret of their session where they did it by one.
pub(crate) struct Shown {
    pub caller: Caller,
    pub session: Option<String>,
}

impl Gate {
    /// A gate in front of a service.
    #[must_use]
    pub fn new(options: GateOptions) -> Self {
        let attempts = Attempts::new(Arc::clone(&options.clock));
        let callers = Rates::new(BURST, PERIOD, Arc::clone(&options.clock));
        Self(Arc::new(Made { options, attempts, callers, hashing: Arc::new(Semaphore::new(HASHING)) }))
    }

    /// Who may do what.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.0.options.access
    }

    /// What time it is.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.0.options.clock)
    }

    /// Whether callers come over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.options.secure
    }

    /// Columns with personal data, as `table.column`.
    #[must_use]
    pub fn personal(&self) -> &BTreeSet<String> {
        &self.0.options.personal
    }

    pub(super) fn hosts(&self) -> &Hosts {
        &self.0.options.hosts
    }

    pub(super) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    pub(super) fn hashing(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.hashing)
    }

    pub(super) fn now_us(&self) -> Micros {
        self.0.options.clock.now_us()
    }

    /// Counts a request of a caller.
    pub(super) fn count(&self, caller: &Caller) -> Result<(), u32> {
        self.0.callers.take(&caller.name)
    }

    /// Who a request comes from; nobody where it shows nothing.
    ///
    /// # Errors
    /// [`Problem`] 401 where it shows something that is not, or no longer, taken.
    pub(crate) fn shown(&self, headers: &HeaderMap, language: Language) -> Result<Option<Shown>, Problem> {
        let mut sent = headers.get_all(header::AUTHORIZATION).iter();
        match (sent.next(), sent.next()) {
            (Some(_), Some(_)) => Err(refusal::unauthorized(&Message::new("serve.access.twice"), language)),
            (Some(value), None) => self.bearer(value.to_str().unwrap_or_default(), language).map(Some),
            _ => match cookie::secret(headers, self.is_secure()) {
                Some(secret) => self.session(secret, language),
                None => Ok(None),
            },
        }
    }

    fn bearer(&self, sent: &str, language: Language) -> Result<Shown, Problem> {
        let refused = |key: &'static str| refusal::unauthorized(&Message::new(key), language);
        let secret = sent
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, secret)| secret.trim())
            .ok_or_else(|| refused("serve.access.scheme"))?;
        let found = self.access().token_of(secret).map_err(|error| refusal::of_lake(&error, language))?;
        let token = found.ok_or_else(|| refused("serve.access.token"))?;
        match token.standing(self.now_us()) {
            Standing::Good => {}
            Standing::Expired => return Err(refused("serve.access.expired")),
            Standing::Revoked => return Err(refused("serve.access.revoked")),
            Standing::Disabled => return Err(refused("serve.access.disabled")),
        }
        self.note_use(token.number);
        Ok(Shown { caller: by_token(&token), session: None })
    }

    /// A session that is over is as good as none: the browser goes on sending the cookie.
    fn session(&self, secret: String, language: Language) -> Result<Option<Shown>, Problem> {
        let found = self.access().session_of(&secret, self.now_us());
        let session = found.map_err(|error| refusal::of_lake(&error, language))?;
        Ok(session.map(|session| Shown { caller: by_session(&session), session: Some(secret) }))
    }

    /// A help for people, which no request waits for.
    fn note_use(&self, number: i64) {
        let (access, now_us) = (self.access().clone(), self.now_us());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = access.note_use(Used::Token(number), now_us) {
                tracing::warn!("the use of a token could not be noted: {error}");
            }
        });
    }

    /// Writes down what somebody did, or was not let do. Where that fails, the log of the process says so.
    pub(super) async fn record(&self, who: String, address: String, action: String, outcome: Outcome) {
        let (access, at_us) = (self.access().clone(), self.now_us());
        let written = tokio::task::spawn_blocking(move || {
            let actor = Actor { at_us, who: &who, address: Some(&address) };
            access.record(&actor, &action, None, outcome)
        });
        match written.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!("the audit log could not be written: {error}"),
            Err(error) => tracing::error!("the audit log could not be written: {error}"),
        }
    }
}

fn by_token(token: &Token) -> Caller {
    Caller {
        name: format!("token:{}", token.number),
        role: token.effective_role(),
        rule: all_of(token.rules()),
        kind: CallerKind::Token(token.number),
        language: token.owner.as_ref().and_then(|owner| owner.language.as_deref()).and_then(|tag| tag.parse().ok()),
    }
}

fn by_session(session: &Session) -> Caller {
    let user = &session.user;
    Caller {
        name: format!("user:{}", user.name),
        role: user.role,
        rule: user.rule.clone(),
        kind: CallerKind::Session(user.number),
        language: user.language.as_deref().and_then(|tag| tag.parse().ok()),
    }
}
