//! Bodies that are lent to whoever answers, and come back if they were not read to their end.
//!
//! A connection can be kept only if every body on it was read. Hanging up instead would be told to the client too late: the
//! next request, on its way already, would meet a closed connection. So what is left of a short body is read and thrown
//! away, and where that takes too long the answer says that the connection ends.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};

/// How much is read and thrown away, and for how long, before the connection is given up instead.
const MOST: usize = 64 * 1024;
const WITHIN: Duration = Duration::from_secs(1);

/// Where a body comes back to.
#[derive(Clone, Default)]
pub(super) struct Returned(Arc<Mutex<Option<Body>>>);

struct Lent {
    body: Option<Body>,
    returned: Returned,
}

/// The body to hand on, and where it comes back to.
pub(super) fn lend(body: Body) -> (Body, Returned) {
    let returned = Returned::default();
    (Body::new(Lent { body: Some(body), returned: returned.clone() }), returned)
}

impl Returned {
    /// Reads what is left of the body; or lets the answer say that its connection ends. `is_coming` is whether the client
    /// sends it unasked; one that was late already is not waited for any more.
    pub async fn settle(self, answer: &mut Response, is_coming: bool) {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let is_worth_it = is_coming && answer.status() != StatusCode::REQUEST_TIMEOUT;
        let is_read = match body {
            Some(_) if !is_worth_it => false,
            Some(body) => tokio::time::timeout(WITHIN, read_out(body)).await.unwrap_or(false),
            None => true,
        };
        if !is_read {
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
}

/// Whether the body came to its end within [`MOST`] bytes.
async fn read_out(mut body: Body) -> bool {
    let mut left = MOST;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return false };
        match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take()
            && !body.is_end_stream()
        {
            *self.returned.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn header_after(body: Body, is_read: bool) -> Option<String> {
        let (lent, returned) = lend(body);
        if is_read {
            lent.collect().await.unwrap();
        } else {
            drop(lent);
        }
        let mut answer = Response::new(Body::empty());
        returned.settle(&mut answer, true).await;
        answer.headers().get(header::CONNECTION).map(|value| value.to_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn a_connection_is_kept_if_its_body_was_read_or_is_short() {
        assert_eq!(header_after(Body::from("read"), true).await, None);
        assert_eq!(header_after(Body::from("left alone"), false).await, None);
        assert_eq!(header_after(Body::empty(), false).await, None);
    }

    #[tokio::test]
    async fn an_answer_says_so_where_the_rest_is_too_long_to_read() {
        assert_eq!(header_after(Body::from(vec![0; MOST + 1]), false).await.as_deref(), Some("close"));
    }
}
