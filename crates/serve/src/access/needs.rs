//! What each route takes: the one table. A route that neither stands here nor asks a question is refused to everybody; a
//! question takes the role that whoever answers it says.

use axum::http::Method;
use model::Role;

use crate::{Service, api};

/// What a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing: whether the service is there, and the way in.
    Nothing,
    /// A role, or a greater one.
    Role(Role),
    /// A role, or a greater one, of whom no rule keeps to some customers: what it tells or does is about all of them.
    Whole(Role),
    /// A write key, which the live door itself looks at: it comes in ways of its own.
    WriteKey,
}

use Need::{Nothing, WriteKey};

const VIEWER: Need = Need::Role(Role::Viewer);
const ANALYST: Need = Need::Role(Role::Analyst);
const ADMIN: Need = Need::Role(Role::Admin);

/// Method, path as the router has it, and what it takes. `GET` speaks for `HEAD`.
pub(super) const NEEDS: &[(&str, &str, Need)] = &[
    ("GET", "/healthz", Nothing),
    ("GET", "/readyz", Nothing),
    ("GET", "/openapi.json", Nothing),
    ("GET", "/metrics", Need::Whole(Role::Viewer)),
    ("POST", "/v1/{call}", WriteKey),
    ("OPTIONS", "/v1/{call}", Nothing),
    ("POST", "/api/import/{table}", Need::Whole(Role::Analyst)),
    ("POST", "/api/rejects/replay", Need::Whole(Role::Analyst)),
    ("GET", "/api/live", VIEWER),
    ("POST", "/api/session", Nothing),
    ("GET", "/api/session", VIEWER),
    ("DELETE", "/api/session", VIEWER),
    ("GET", "/api/annotations", VIEWER),
    ("POST", "/api/annotations", ANALYST),
    ("DELETE", "/api/annotations/{number}", ANALYST),
    ("GET", "/api/views", VIEWER),
    ("POST", "/api/views", ANALYST),
    ("DELETE", "/api/views/{number}", ANALYST),
    ("GET", "/api/users", ADMIN),
    ("POST", "/api/users", ADMIN),
    ("PATCH", "/api/users/{name}", ADMIN),
    ("GET", "/api/tokens", ADMIN),
    ("POST", "/api/tokens", ADMIN),
    ("DELETE", "/api/tokens/{number}", ADMIN),
    ("GET", "/api/write-keys", ADMIN),
    ("POST", "/api/write-keys", ADMIN),
    ("DELETE", "/api/write-keys/{number}", ADMIN),
    ("GET", "/api/audit", ADMIN),
];

/// What a route takes; none for a route that is not in the table and asks nothing.
pub(super) fn need(service: &Service, method: &Method, path: &str) -> Option<Need> {
    let method = if *method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
    let listed = NEEDS.iter().find(|(m, p, _)| *m == method && *p == path).map(|(.., need)| *need);
    listed.or_else(|| {
        let mut routes = api::ROUTES.iter();
        let route = routes.find(|route| route.path == path && route.method.name() == method)?;
        service.question(route.question).map(|question| Need::Role(question.least))
    })
}
