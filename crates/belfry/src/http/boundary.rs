//! Around every request: an id, a span, a metric, headers, and one line of log for each 5xx.
//!
//! The id is ours, taken from nobody, and stands in the answer (`x-request-id`) and in every line of log about the request.
//! A panic in a handler becomes a 500. What is logged and measured is the route as written in the code, never the path: a
//! path can hold a secret (`/stop/{token}`).

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::metrics;
use crate::app::App;

/// What went wrong, for the log: put into the extensions of an answer with a 5xx status. Never shown to the client.
#[derive(Clone, Debug)]
pub struct Fault(pub String);

/// Wraps the answering of one request.
pub async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = app.next_request_id();
    let method = word(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
    let span = tracing::info_span!("request", id, method, route);
    let answering = async {
        let mut answer = unpanicked(next.run(request)).await.unwrap_or_else(broke);
        note(&answer, began);
        dress(&mut answer, &id);
        answer
    };
    let answer = answering.instrument(span).await;
    metrics::answered(route, method, answer.status(), began.elapsed());
    answer
}

fn note(answer: &Response, began: Instant) {
    let (status, ms) = (answer.status().as_u16(), began.elapsed().as_millis());
    if answer.status().is_server_error() {
        let fault = answer.extensions().get::<Fault>().map_or("", |fault| fault.0.as_str());
        tracing::error!(status, ms, fault, "a request failed");
    } else {
        tracing::debug!(status, ms, "answered");
    }
}

/// The headers that every answer has.
fn dress(answer: &mut Response, id: &str) {
    let headers = answer.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

fn broke(_: Box<dyn Any + Send>) -> Response {
    // What it said went to the panic hook; it may hold anything, so it is not repeated.
    super::reply::failed(StatusCode::INTERNAL_SERVER_ERROR, "a handler panicked".to_owned())
}

/// What a future answers with, or what it panicked with.
async fn unpanicked<F: Future>(future: F) -> Result<F::Output, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    std::future::poll_fn(move |cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        match polled {
            Ok(poll) => poll.map(Ok),
            Err(panic) => std::task::Poll::Ready(Err(panic)),
        }
    })
    .await
}

/// The method, of a known few: anything else would let a stranger fill the metrics.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_caught_and_an_answer_is_passed_on() {
        assert_eq!(unpanicked(async { 7 }).await.ok(), Some(7));
        let panicked = unpanicked(async {
            tokio::task::yield_now().await;
            assert!(std::hint::black_box(false), "on purpose");
        });
        assert!(panicked.await.is_err());
    }
}
