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

use super::{host, metrics, reply};
use crate::app::App;

/// The id of a request, in its extensions.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What went wrong, for the log: put into the extensions of an answer with a 5xx status. Never shown to the client.
#[derive(Clone, Debug)]
pub struct Fault(pub String);

/// Put into the extensions of an answer with a 5xx status that the log knows of already: it gets no line of its own.
#[derive(Clone, Debug)]
pub struct Logged;

/// Wraps the answering of one request.
pub async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = app.next_request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = word(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unknown", |route| named(route.as_str()));
    let span = tracing::info_span!("request", id, method, route);
    let answering = async {
        let mut answer = match host::fault(&request) {
            None => unpanicked(next.run(request)).await.unwrap_or_else(broke),
            Some(said) => reply::message(StatusCode::BAD_REQUEST, said.to_owned()),
        };
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
    if answer.status().is_server_error() && answer.extensions().get::<Logged>().is_none() {
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
    reply::failed(StatusCode::INTERNAL_SERVER_ERROR, "a handler panicked".to_owned())
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

/// A route's name: with the trailing slash and without it is the same.
fn named(route: &str) -> &str {
    if route == "/" { route } else { route.trim_end_matches('/') }
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
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;
    use crate::app::{Parts, Rules};
    use crate::auth::password::{Effort, Hasher};
    use crate::auth::token::Keys;
    use crate::user::UserId;
    use crate::world::World;

    #[test]
    fn a_panic_in_a_handler_is_a_500_that_says_nothing_of_it_and_the_next_request_works() {
        let world = World::new();
        let app = app(&world);
        let router = Router::new()
            .route("/breaks/", get(breaks))
            .route("/works", get(async || "fine"))
            .layer(from_fn_with_state(app, around));
        let ask = |path: &str| {
            let request = Request::builder().uri(path).header("host", "belfry.example").body(Body::empty()).unwrap();
            world.block_on(router.clone().oneshot(request)).unwrap()
        };
        let answer = ask("/breaks/");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.headers().contains_key("x-request-id"));
        let body = world.block_on(answer.into_body().collect()).unwrap().to_bytes();
        let body = std::str::from_utf8(&body).unwrap();
        assert!(body.starts_with("{\"message\":") && !body.contains("hush"), "{body}");
        assert_eq!(ask("/works").status(), StatusCode::OK);
    }

    async fn breaks() {
        tokio::task::yield_now().await;
        assert!(std::hint::black_box(false), "hush");
    }

    fn app(world: &World) -> App {
        let rules = Rules {
            delays: World::act(UserId(1)).delays,
            digest_every: None,
            token_ttl: Duration::from_secs(60),
            registration: crate::config::Registration::Open,
            proxies: Vec::new(),
            auth_rate: None,
            api_rate: None,
            cors_origins: Vec::new(),
            metrics_token: None,
            base_url: "https://belfry.example".to_owned(),
            password_min: 8,
        };
        let effort = Effort { memory_kib: 64, passes: 1, at_once: 1, waiting_max: 1 };
        let (keys, hasher) = (Keys::open(&world.path("token.keys")).unwrap(), Hasher::new(&effort).unwrap());
        App::new(Parts { store: world.store.clone(), keys, hasher, rules }).unwrap()
    }

    #[test]
    fn a_route_has_one_name_with_and_without_its_slash() {
        assert_eq!((named("/"), named("/issue/"), named("/issue/{id}")), ("/", "/issue", "/issue/{id}"));
    }
}
