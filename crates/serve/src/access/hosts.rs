//! By which names the service may be asked.
//!
//! A page of another site can have its own name point to this machine, and the browser then takes us for that site. The
//! `Host` header tells: it still holds the site's name.

use std::collections::BTreeSet;
use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::Message;

use crate::{Problem, Service, api};

/// The names taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    /// Whether only names of this machine and those told are taken; else any.
    pub only: bool,
    /// Names told, in lower case.
    pub told: BTreeSet<String>,
}

impl Hosts {
    /// Whether a request by this name is answered, where not all are.
    fn takes(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        name == "localhost"
            || name.ends_with(".localhost")
            || address.is_ok_and(|address| address.is_loopback())
            || self.told.contains(&name)
    }
}

/// Refuses requests by a name that is not ours.
pub(crate) async fn known_host(State(service): State<Service>, request: Request, next: Next) -> Response {
    let hosts = service.gate.hosts();
    if !hosts.only || asked(request.uri(), request.headers()).is_some_and(|name| hosts.takes(&name)) {
        return next.run(request).await;
    }
    let speaks = api::language(request.headers());
    let help = Message::new("serve.access.host_help");
    let problem = Problem::new(StatusCode::MISDIRECTED_REQUEST, &Message::new("serve.access.host"), speaks);
    problem.with_help(&help, speaks).into_response()
}

/// The name a request goes by, without its port; none where there is none, or several.
fn asked(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next()?;
    if hosts.next().is_some() {
        return None;
    }
    let host: Authority = host.to_str().ok()?.parse().ok()?;
    let name = host.host();
    let agrees = uri.host().is_none_or(|uri| uri.eq_ignore_ascii_case(name));
    (agrees && !name.is_empty() && !host.as_str().contains('@')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_names_of_this_machine_and_those_told_are_taken() {
        let hosts = Hosts { only: true, told: ["metrics.example.com".to_owned()].into() };
        for name in
            ["localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "Metrics.example.com"]
        {
            assert!(hosts.takes(name), "{name}");
        }
        for name in
            ["evil.example", "localhost.evil.example", "notlocalhost", "192.0.2.1", "127.0.0.1.evil.example", ""]
        {
            assert!(!hosts.takes(name), "{name}");
        }
    }

    #[test]
    fn a_request_goes_by_one_name() {
        let asked_by = |hosts: &[&str], uri: &'static str| {
            let mut headers = HeaderMap::new();
            hosts.iter().for_each(|host| {
                headers.append(header::HOST, HeaderValue::from_str(host).unwrap());
            });
            asked(&Uri::from_static(uri), &headers)
        };
        assert_eq!(asked_by(&["localhost:8080"], "/"), Some("localhost".to_owned()));
        assert_eq!(asked_by(&["[::1]:8080"], "/"), Some("[::1]".to_owned()));
        assert_eq!(asked_by(&["localhost"], "http://evil.example/"), None);
        for hosts in [&[][..], &["localhost", "evil.example"], &["a@localhost"], &["local host"], &[""], &[":80"]] {
            assert_eq!(asked_by(hosts, "/"), None, "{hosts:?}");
        }
    }
}
