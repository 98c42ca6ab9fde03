//! The cookie of a browser's session.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

/// With TLS the name binds the cookie to this host, to `/` and to TLS; browsers refuse that name without TLS.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-tenure" } else { "tenure" }
}

/// The header that gives a browser its session, for so many seconds; zero takes it away.
pub(super) fn header(secret: &str, lasts_s: i64, secure: bool) -> Option<HeaderValue> {
    let cookie = Cookie::build((name(secure), secret))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(Duration::seconds(lasts_s));
    HeaderValue::from_str(&cookie.to_string()).ok()
}

/// The session's secret that a request carries. None where it carries two: one of them is somebody else's.
pub(super) fn secret(headers: &HeaderMap, secure: bool) -> Option<String> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut secrets = texts
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .filter(|cookie| cookie.name() == name(secure))
        .map(|cookie| cookie.value().to_owned());
    let first = secrets.next();
    first.filter(|_| secrets.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_out_of_reach_for_scripts_and_bound_to_the_host_under_tls() {
        let shown = |secure| header("tns_x", 60, secure).unwrap().to_str().unwrap().to_owned();
        assert_eq!(shown(true), "__Host-tenure=tns_x; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60");
        assert_eq!(shown(false), "tenure=tns_x; HttpOnly; SameSite=Lax; Path=/; Max-Age=60");
        assert!(header("a\r\nSet-Cookie: b=c", 60, true).is_none());
    }

    #[test]
    fn one_session_is_read_and_two_are_none() {
        let sent = |cookies: &[&str], secure| {
            let mut headers = HeaderMap::new();
            cookies.iter().for_each(|text| {
                headers.append(header::COOKIE, HeaderValue::from_str(text).unwrap());
            });
            secret(&headers, secure)
        };
        assert_eq!(sent(&["a=b; tenure=x; c=d"], false), Some("x".to_owned()));
        assert_eq!(sent(&["tenure=x"], true), None);
        assert_eq!(sent(&["__Host-tenure=x", "tenure=y"], true), Some("x".to_owned()));
        assert_eq!(sent(&["tenure=x; tenure=y"], false), None);
        assert_eq!(sent(&["tenure=x", "tenure=y"], false), None);
        assert_eq!(sent(&[], false), None);
    }
}
