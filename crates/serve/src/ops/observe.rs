//! Around every request: its id, its line in the log, and its part in the figures. The log has the route's template and never the
//! address itself, no header and no body: what somebody asks about may be personal data.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::Service;

/// The header of a request's id, in and out.
const ID: HeaderName = HeaderName::from_static("x-request-id");

/// What stands for the status where nobody waited for it: as reverse proxies have it.
const GONE: StatusCode = match StatusCode::from_u16(499) {
    Ok(gone) => gone,
    Err(_) => StatusCode::REQUEST_TIMEOUT,
};

/// Longer ids are not taken over.
const LONGEST: usize = 128;

/// What stands for the route where none was found.
const NO_ROUTE: &str = "-";

/// Who sent a request, as its log line names them: whoever finds that out says it here. Lies among the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct Whose(Arc<OnceLock<String>>);

impl Whose {
    /// Says who it is, as in the audit log: `user:ann`, `token:3`.
    pub fn say(&self, name: &str) {
        let _ = self.0.set(name.to_owned());
    }

    fn name(&self) -> &str {
        self.0.get().map_or("-", String::as_str)
    }
}

/// Gives a request its id, and counts and logs it once its answer's head is made.
pub(crate) async fn observe(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = given(&request).unwrap_or_else(drawn);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| NO_ROUTE.to_owned());
    let method = known(request.method().as_str());
    let whose = Whose::default();
    request.extensions_mut().insert(whose.clone());
    let line = Line { service: service.clone(), began, id: id.clone(), route, method, whose, status: GONE };
    let in_flight = service.telemetry.begun();
    let mut response = next.run(request).await;
    drop(in_flight);
    line.ended(response.status());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(ID, id);
    }
    response
}

/// The line of a request, written when it is over: by its answer, or because whoever asked went away before it.
struct Line {
    service: Service,
    began: Instant,
    id: String,
    route: String,
    method: &'static str,
    whose: Whose,
    status: StatusCode,
}

impl Line {
    fn ended(mut self, status: StatusCode) {
        self.status = status;
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        self.service.telemetry.answered(&self.route, self.method, (self.status, took));
        tracing::info!(
            target: "tenure::request",
            id = self.id.as_str(),
            method = self.method,
            route = self.route.as_str(),
            status = self.status.as_u16(),
            duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            caller = self.whose.name(),
            "request"
        );
    }
}

/// The id that a request came with, if it is one: what stands in logs must not be able to look like more than one word.
fn given(request: &Request) -> Option<String> {
    let id = request.headers().get(ID)?.to_str().ok()?;
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    (plain && !id.is_empty() && id.len() <= LONGEST).then(|| id.to_owned())
}

#[expect(clippy::disallowed_methods, reason = "two requests must not have one id, whichever process takes them")]
fn drawn() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// The methods that are counted by name: anybody can make up others.
fn known(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method).unwrap_or("other")
}
