//! `GET /metrics`: the service's figures as Prometheus scrapes them, in the OpenMetrics text format. Nothing is computed for it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Micros;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::figures::seconds;
use super::process::Process;
use super::{Business, Figures};
use crate::Service;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds that a request or a question takes, as bounds of buckets.
const SECONDS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0, 60.0];

/// Labels with their values.
pub(super) type Labels<const N: usize> = [(&'static str, String); N];

type Counters<const N: usize> = Family<Labels<N>, Counter>;
type Histograms<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;

/// All figures of one service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Telemetry {
    /// The live door's.
    pub figures: Figures,
    /// Chosen metrics of the business.
    pub business: Business,
    requests: Counters<3>,
    request_seconds: Histograms<2>,
    in_flight: Gauge,
    questions: Counters<2>,
    question_seconds: Histograms<1>,
    registry: Arc<Registry>,
}

impl Telemetry {
    /// Figures that begin at nothing, of a service that began at `started_us`.
    #[must_use]
    pub fn new(started_us: Micros) -> Self {
        let (figures, business) = (Figures::default(), Business::default());
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Process));
        let started = ConstGauge::new(seconds(started_us));
        registry.register("process_start_time_seconds", "When the process began, in seconds since 1970", started);
        let tenure = registry.sub_registry_with_prefix("tenure");
        let timed: fn() -> Histogram = || Histogram::new(SECONDS);
        let (requests, questions) = (Counters::<3>::default(), Counters::<2>::default());
        let request_seconds = Histograms::<2>::new_with_constructor(timed);
        let question_seconds = Histograms::<1>::new_with_constructor(timed);
        let in_flight = Gauge::default();
        tenure.register("http_requests", "Requests answered", requests.clone());
        let help = "How long requests took until the answer's head was made";
        tenure.register("http_request_seconds", help, request_seconds.clone());
        tenure.register("http_requests_in_flight", "Requests that are being answered", in_flight.clone());
        tenure.register("questions", "Questions asked, by name and how they ended", questions.clone());
        tenure.register("question_seconds", "How long questions took, by name", question_seconds.clone());
        figures.register(tenure);
        business.register(tenure);
        Self {
            figures,
            business,
            requests,
            request_seconds,
            in_flight,
            questions,
            question_seconds,
            registry: Arc::new(registry),
        }
    }

    /// A question by its name, whether it was answered, and how long that took.
    pub fn asked(&self, question: &str, answered: bool, took: Duration) {
        let outcome = if answered { "answered" } else { "refused" };
        let labels = [("question", question.to_owned()), ("outcome", outcome.to_owned())];
        self.questions.get_or_create(&labels).inc();
        self.question_seconds.get_or_create(&[("question", question.to_owned())]).observe(took.as_secs_f64());
    }

    /// A request was begun; it is over when what is returned is dropped.
    pub(super) fn begun(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// A request by its route's template and method, the status of its answer, and how long that took.
    pub(super) fn answered(&self, route: &str, method: &str, (status, took): (StatusCode, Duration)) {
        let (route, method) = (("route", route.to_owned()), ("method", method.to_owned()));
        self.request_seconds.get_or_create(&[route.clone(), method.clone()]).observe(took.as_secs_f64());
        self.requests.get_or_create(&[route, method, ("status", status.as_str().to_owned())]).inc();
    }

    /// Everything as text.
    pub(super) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Everything that is counted, as text.
pub(super) async fn scraped(State(service): State<Service>) -> Response {
    if let Some(door) = &service.door {
        let tail = door.journal().tail();
        service.telemetry.figures.journal(tail.bytes, tail.calls());
    }
    match service.telemetry.text() {
        Ok(text) => ([(header::CONTENT_TYPE, HeaderValue::from_static(OPEN_METRICS))], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
