//! Rate limits (draft-ietf-httpapi-ratelimit-headers-10): who calls too often is told when to come back.
//!
//! Whoever shows a credential is counted by it; everybody else, and whoever shows one that is not good, by their address. So
//! a whole office behind one address gets by, and nobody guesses tokens. Each node counts for itself.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::problem::Problem;
use crate::app::App;
use crate::error::Error;
use crate::http::client::Client;
use crate::http::quota::Standing;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counts a call, and answers in its place where there were too many.
pub(super) async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let quota = app.quota();
    let now = app.store.clock().now();
    let address = quota.address(Client::of_request(&request, &app.rules.proxies).address);
    let shown = [header::AUTHORIZATION, header::COOKIE].iter().find_map(|name| request.headers().get(name));
    let is_known = shown.is_some();
    let who = shown.map_or(address, |shown| quota.credential(shown.as_bytes()));
    let counted =
        if is_known { quota.look(address, now).and_then(|_| quota.take(who, now)) } else { quota.take(who, now) };
    let standing = match counted {
        Ok(standing) => standing,
        Err(standing) => {
            let mut refused = Problem::from(Error::TooMany { retry_after: standing.reset }).into_response();
            told(&mut refused, standing);
            return refused;
        }
    };
    let mut answer = next.run(request).await;
    if is_known && answer.status() == StatusCode::UNAUTHORIZED {
        // One call more or less makes no difference: this one was answered.
        let _ = quota.take(address, now);
    }
    if let Some(standing) = standing {
        told(&mut answer, standing);
    }
    answer
}

/// Says how they stand.
fn told(answer: &mut Response, standing: Standing) {
    let seconds = |span: std::time::Duration| span.as_millis().div_ceil(1000);
    let policy = format!("\"default\";q={};w={}", standing.rate.most, seconds(standing.rate.per));
    let limit = format!("\"default\";r={};t={}", standing.left, seconds(standing.reset));
    for (name, text) in [(POLICY, policy), (LIMIT, limit)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            answer.headers_mut().insert(name, value);
        }
    }
}
