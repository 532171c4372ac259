//! Answers as they are kept for whoever asks again, and given again.

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt as _;

use crate::idempotency::Answer;

/// Says that an answer was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// What is kept of the headers; the rest is of the request, not of the change.
const KEPT: [HeaderName; 4] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG, header::LINK];

/// Put into the extensions of an answer that holds a secret: its body is not kept.
#[derive(Clone, Copy, Debug)]
pub struct Secret;

/// The answer, and what is to be kept of it. `None` if its body is not at hand.
pub fn of(answer: Response) -> Option<(Response, Answer)> {
    let (parts, body) = answer.into_parts();
    let bytes = at_hand(body)?;
    let is_secret = parts.extensions.get::<Secret>().is_some();
    let text = |name: &HeaderName| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.to_owned()));
    let kept = Answer {
        status: parts.status.as_u16(),
        headers: KEPT.iter().filter_map(text).collect(),
        body: (!is_secret).then(|| bytes.to_vec()),
    };
    Some((Response::from_parts(parts, Body::from(bytes)), kept))
}

/// The whole of a body that was written already: nothing is waited for.
fn at_hand(body: Body) -> Option<Bytes> {
    let mut collecting = pin!(body.collect());
    match collecting.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(collected)) => Some(collected.to_bytes()),
        Poll::Ready(Err(_)) | Poll::Pending => None,
    }
}

/// The answer once more. `None` if its body is not told twice.
pub fn again(kept: Answer) -> Option<Response> {
    let mut answer = Response::new(Body::from(kept.body?));
    *answer.status_mut() = StatusCode::from_u16(kept.status).ok()?;
    let headers = answer.headers_mut();
    for (name, value) in kept.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Some(answer)
}
