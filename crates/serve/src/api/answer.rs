//! From a request to an answer: its parameters, the state it is answered from, and the form it goes out in.

use std::time::Instant;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use model::{Language, Message};
use serde_json::Value;

use super::negotiate::{self, media_type};
use super::page::Page;
use super::params::{self, Params};
use super::routes::{Method, ROUTES, Route};
use crate::access::is_late;
use crate::{Ask, Caller, Format, Problem, Question, Service, Told, mask, may_ask};

/// Bytes of a question's body at most.
const MOST_BODY_BYTES: usize = 1 << 20;
/// Questions whose answers hold personal data.
const MASKED: [&str; 3] = ["customer", "customers", "accounts"];
/// What a person is told beside an answer: a JSON list of sentences, in ASCII.
const NOTES: &str = "tenure-notes";

/// Every route of [`ROUTES`].
pub fn routes() -> Router<Service> {
    ROUTES.iter().fold(Router::new(), |router, route| {
        let filter = match route.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Delete => MethodFilter::DELETE,
        };
        let handler = move |State(service): State<Service>, path: RawPathParams, request: Request| async move {
            let asked = Asked::read(&service, route, &path, request).await;
            match asked {
                Ok(asked) => asked.answer(&service).await.unwrap_or_else(Problem::into_response),
                Err(problem) => problem.into_response(),
            }
        };
        router.route(route.path, on(filter, handler))
    })
}

/// A question as it was read off a request.
struct Asked {
    route: &'static Route,
    question: Question,
    params: Params,
    format: Format,
    language: Language,
    rule: Option<String>,
    /// Whether personal data is masked.
    masked: bool,
    headers: HeaderMap,
}

impl Asked {
    async fn read(
        service: &Service,
        route: &'static Route,
        path: &RawPathParams,
        request: Request,
    ) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let language = negotiate::language(&parts.headers);
        let refuse = |status, key| Problem::new(status, &Message::new(key), language);
        let Some(question) = service.question(route.question) else {
            return Err(refuse(StatusCode::NOT_FOUND, "serve.error.no_route"));
        };
        let Some(caller) = parts.extensions.get::<Caller>() else {
            return Err(refuse(StatusCode::UNAUTHORIZED, "serve.access.nobody"));
        };
        let language = caller.language.unwrap_or(language);
        let refuse = |status, key| Problem::new(status, &Message::new(key), language);
        caller.require(question.least, language)?;
        let rule = caller.rule.clone().filter(|_| !question.impersonal);
        if rule.is_some() && !question.restrictable {
            return Err(refuse(StatusCode::FORBIDDEN, "serve.error.restricted"));
        }
        let Some(format) = negotiate::wanted(&parts.headers) else {
            return Err(refuse(StatusCode::NOT_ACCEPTABLE, "serve.error.not_acceptable"));
        };
        let mut params: Params = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        params.extend(params::of_address(&parts.uri, language)?);
        if route.method == Method::Post {
            let bytes = body::to_bytes(body, MOST_BODY_BYTES).await;
            let bytes = bytes.map_err(|error| match is_late(&error) {
                true => refuse(StatusCode::REQUEST_TIMEOUT, "serve.given.slow"),
                false => refuse(StatusCode::PAYLOAD_TOO_LARGE, "serve.error.body_size"),
            })?;
            params.extend(params::of_body(&bytes, language)?);
        }
        may_ask(caller, &params, service.gate.personal(), language)?;
        let masked = caller.is_masked() && MASKED.contains(&question.name.as_str());
        if masked && format != Format::Json {
            return Err(refuse(StatusCode::FORBIDDEN, "serve.access.masked_json"));
        }
        Ok(Self { route, question, params, format, language, rule, masked, headers: parts.headers })
    }

    async fn answer(mut self, service: &Service) -> Result<Response, Problem> {
        service.flush_before_question().await;
        if self.question.changes {
            let told = self.ask(service, service.clock.now_us()).await?;
            return Ok(self.response(&told.body, &told.notes));
        }
        let state = service.questions.state().await.map_err(Problem::of)?;
        let moment = service.kept.moment(&state, service.clock.now_us());
        let page = self.page(&state)?;
        let key =
            format!("{:?} {:?} {:?} {:?} {:?}", self.question.name, self.params, self.format, self.language, self.rule);
        let tag = etag(&[&state, &moment.now_us.to_string(), &key, &format!("{page:?} {}", self.masked)]);
        let fresh = self.headers.get(header::IF_NONE_MATCH).is_some_and(|known| is_among(known, &tag));
        if fresh && self.route.method == Method::Get {
            return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &tag));
        }
        let told = service.kept.answer(&moment, key, self.ask(service, moment.now_us)).await?;
        let mut body = match (&page, self.route.pages) {
            (Some(page), Some(list)) => self.cut(page, list, &state, &told)?,
            _ => told.body.clone(),
        };
        if self.masked {
            let mut answer = self.read_back(&body)?;
            mask(&mut answer);
            body = answer.to_string().into_bytes();
        }
        Ok(tagged(self.response(&body, &told.notes), &tag))
    }

    /// Has the question answered, within the limits on how many at once and how long.
    async fn ask(&self, service: &Service, now_us: i64) -> Result<Told, Problem> {
        let refuse = |status, key| Problem::new(status, &Message::new(key), self.language);
        let limits = &service.limits;
        let busy = || refuse(StatusCode::TOO_MANY_REQUESTS, "serve.error.busy").retry_after(1);
        let Ok(waiting) = service.waiting.try_acquire() else { return Err(busy()) };
        let ask = Ask {
            question: self.question.name.clone(),
            params: self.params.clone(),
            format: self.format,
            language: self.language,
            now_us,
            rule: self.rule.clone(),
        };
        let answered = async {
            let _at_work = service.at_work.acquire().await;
            let began = Instant::now();
            let told = service.questions.ask(ask).await;
            service.telemetry.asked(&self.question.name, told.is_ok(), began.elapsed());
            told
        };
        let told = match self.question.changes {
            true => Ok(answered.await),
            false => tokio::time::timeout(limits.question, answered).await,
        };
        drop(waiting);
        let told = told.map_err(|_| refuse(StatusCode::SERVICE_UNAVAILABLE, "serve.error.slow"))?;
        let told = told.map_err(|refusal| Problem::of(refusal).at(self.route))?;
        if told.body.len() > limits.answer_bytes {
            return Err(refuse(StatusCode::UNPROCESSABLE_ENTITY, "serve.error.answer_size"));
        }
        Ok(told)
    }

    fn page(&mut self, state: &str) -> Result<Option<Page>, Problem> {
        match self.route.pages {
            Some(_) if self.format == Format::Json => Page::take(&mut self.params, state, self.language),
            _ => Ok(None),
        }
    }

    fn cut(&self, page: &Page, list: &str, state: &str, told: &Told) -> Result<Vec<u8>, Problem> {
        Ok(page.cut(self.read_back(&told.body)?, list, state).to_string().into_bytes())
    }

    fn read_back(&self, body: &[u8]) -> Result<Value, Problem> {
        let unreadable =
            |_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, &Message::new("serve.error.fault"), self.language);
        serde_json::from_slice(body).map_err(unreadable)
    }

    fn response(&self, body: &[u8], notes: &[String]) -> Response {
        let mut response = Response::new(Body::from(body.to_vec()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(self.format)));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.language.tag()));
        headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language, authorization, cookie"));
        tell(&mut response, notes);
        response
    }
}

/// Puts what a person is told beside an answer into its headers.
pub fn tell(response: &mut Response, notes: &[String]) {
    if !notes.is_empty()
        && let Ok(notes) = HeaderValue::try_from(ascii(notes))
    {
        response.headers_mut().insert(NOTES, notes);
    }
}

/// A weak tag: the same question has the same answer, if perhaps in other bytes.
fn etag(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    format!("W/\"{}\"", &hasher.finalize().to_hex()[..32])
}

fn is_among(known: &HeaderValue, tag: &str) -> bool {
    known.to_str().is_ok_and(|known| known.split(',').any(|one| one.trim() == tag || one.trim() == "*"))
}

fn tagged(mut response: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// A JSON list of texts in ASCII, as a header can hold it.
fn ascii(texts: &[String]) -> String {
    let json = serde_json::to_string(texts).unwrap_or_default();
    let mut escaped = String::with_capacity(json.len());
    for unit in json.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_graphic() || byte == b' ' => escaped.push(char::from(byte)),
            _ => escaped.push_str(&format!("\\u{unit:04x}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_in_chinese_go_through_a_header() {
        let notes = ["留存：\"1\"".to_owned(), "a\n😀".to_owned()];
        let sent = ascii(&notes);
        assert!(HeaderValue::from_str(&sent).is_ok(), "{sent}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&sent).unwrap(), notes);
    }

    #[test]
    fn a_tag_is_found_among_several() {
        let tag = etag(&["a", "b"]);
        assert_ne!(tag, etag(&["ab", ""]));
        let known = HeaderValue::from_str(&format!("W/\"x\", {tag}")).unwrap();
        assert!(is_among(&known, &tag));
        assert!(!is_among(&known, &etag(&["other"])));
    }
}
