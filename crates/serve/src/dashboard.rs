//! The dashboard: the files that the build found in `web/dist`, out of the binary itself.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};
use axum::response::IntoResponse as _;
use model::Message;

use crate::{Problem, api};

/// A file as it is, and packed where the build packed it.
struct File {
    /// Below the root: `assets/app-4f2a.js`.
    name: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/dashboard.rs"));

/// The page that all others begin with.
const INDEX: &str = "index.html";
/// The page of reports, for the command line to fill.
const REPORT: &str = "report.html";
/// Files whose names change with what is in them.
const NAMED_BY_CONTENT: &str = "assets/";

/// The page that a report is written into, as the build made it; none where there are no pages.
#[must_use]
pub fn report_page() -> Option<&'static str> {
    FILES.iter().find(|file| file.name == REPORT).and_then(|file| std::str::from_utf8(file.plain).ok())
}

/// What a browser gets at an address that no route has: a file of the dashboard, or its first page, which reads the address
/// itself. Anything else that asks is told that there is nothing.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let name = uri.path().trim_start_matches('/');
    if method != Method::GET && method != Method::HEAD {
        return nowhere(&headers);
    }
    if let Some(file) = FILES.iter().find(|file| file.name == name) {
        return sent(file, &headers);
    }
    let is_page = !name.contains('.') && !["api/", "v1/"].iter().any(|area| name.starts_with(area));
    match FILES.iter().find(|file| file.name == INDEX) {
        Some(index) if is_page && wants_page(&headers) => sent(index, &headers),
        None if name.is_empty() => {
            let language = api::language(&headers);
            Problem::new(StatusCode::NOT_FOUND, &Message::new("serve.error.no_dashboard"), language)
                .with_help(&Message::new("serve.remedy.no_dashboard"), language)
                .into_response()
        }
        _ => nowhere(&headers),
    }
}

fn nowhere(headers: &HeaderMap) -> Response<Body> {
    let language = api::language(headers);
    Problem::new(StatusCode::NOT_FOUND, &Message::new("serve.error.no_route"), language)
        .with_help(&Message::new("serve.remedy.no_route"), language)
        .into_response()
}

/// Programs that ask for an address by mistake are better told so than given a page.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn sent(file: &File, headers: &HeaderMap) -> Response<Body> {
    let (bytes, packing) = file.for_whom(headers);
    let mut response = Response::new(Body::from(bytes));
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file.name)));
    told.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(packing) = packing {
        told.insert(header::CONTENT_ENCODING, HeaderValue::from_static(packing));
    }
    let kept = if file.name.starts_with(NAMED_BY_CONTENT) { "public, max-age=31536000, immutable" } else { "no-cache" };
    told.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

impl File {
    /// The fewest bytes that whoever asks can unpack, and how they are packed.
    fn for_whom(&self, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
        let takes = headers.get(header::ACCEPT_ENCODING).and_then(|text| text.to_str().ok()).unwrap_or_default();
        let takes = |packing: &str| {
            takes.split(',').any(|part| {
                let (name, weight) = part.split_once(';').unwrap_or((part, ""));
                name.trim() == packing && !matches!(weight.trim(), "q=0" | "q=0.0")
            })
        };
        [("br", self.brotli), ("gzip", self.gzip)]
            .into_iter()
            .find_map(|(packing, bytes)| bytes.filter(|_| takes(packing)).map(|bytes| (bytes, Some(packing))))
            .unwrap_or((self.plain, None))
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: File = File { name: "a.js", plain: b"plain", brotli: Some(b"br"), gzip: Some(b"gz") };

    fn taking(packings: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(packings))])
    }

    #[test]
    fn whoever_can_unpack_it_gets_fewer_bytes() {
        assert_eq!(FILE.for_whom(&taking("gzip, deflate, br")), (b"br".as_slice(), Some("br")));
        assert_eq!(FILE.for_whom(&taking("gzip;q=1.0, br;q=0")), (b"gz".as_slice(), Some("gzip")));
        assert_eq!(FILE.for_whom(&HeaderMap::new()), (b"plain".as_slice(), None));
        let bare = File { brotli: None, gzip: None, ..FILE };
        assert_eq!(bare.for_whom(&taking("br")), (b"plain".as_slice(), None));
    }

    #[tokio::test]
    async fn a_program_at_a_wrong_address_is_told_so() {
        for address in ["/api/nothing", "/nothing", "/v1/nothing", "/assets/nothing.js"] {
            let response = page(Method::GET, address.parse().unwrap(), HeaderMap::new()).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{address}");
        }
        let browser = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html"))]);
        for (method, address) in [(Method::GET, "/api/nothing"), (Method::POST, "/"), (Method::GET, "/assets/no.js")] {
            let response = page(method, address.parse().unwrap(), browser.clone()).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{address}");
        }
    }
}
