//! Taking a body in: whole, within its size and its time.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::lines::{Line, Patience};

/// The largest body of a call by somebody we know.
pub const MOST: usize = 1024 * 1024;
/// The largest body of a call by anybody: a thousand of them at once must fit into memory.
pub const MOST_OF_STRANGERS: usize = 64 * 1024;
/// How much of a body that is too large is read all the same, and for how long: a client that is still sending would
/// otherwise see its connection break instead of our answer.
const DRAINED_BYTES: usize = 8 * 1024 * 1024;
const DRAINED_WITHIN: Duration = Duration::from_secs(3);

/// Why a body was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is larger than so many bytes.
    TooLarge(usize),
    /// It was not whole within this time.
    TooSlow(Duration),
    /// The connection broke, or the chunks do not add up.
    Broken,
}

impl Refused {
    /// The status that says so.
    pub fn status(self) -> StatusCode {
        match self {
            Refused::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Refused::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Refused::Broken => StatusCode::BAD_REQUEST,
        }
    }

    /// What to do about it.
    pub fn message(self) -> String {
        match self {
            Refused::TooLarge(most) => format!("The body is larger than {} KiB, which is the most.", most / 1024),
            Refused::TooSlow(within) => format!("The body was not whole within {} s. Send it again.", within.as_secs()),
            Refused::Broken => "The body broke off. Send it again.".to_owned(),
        }
    }
}

/// The whole body, of `most` bytes at the most. From then on the client is not waited for any more.
///
/// # Errors
/// As the body is too large, too slow or broken.
pub async fn take_in(body: Body, headers: &HeaderMap, most: usize, line: Option<&Arc<Line>>) -> Result<Bytes, Refused> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > most as u64) {
        if !headers.contains_key(header::EXPECT) {
            drain(body).await;
        }
        return Err(Refused::TooLarge(most));
    }
    let within = line.map_or_else(Patience::default, |line| line.patience()).body;
    let mut body = body;
    let collected = tokio::time::timeout(within, Limited::new(&mut body, most).collect()).await;
    let bytes = match collected {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            drain(body).await;
            return Err(Refused::TooLarge(most));
        }
        Ok(Err(_)) => return Err(Refused::Broken),
        Err(_) => return Err(Refused::TooSlow(within)),
    };
    if let Some(line) = line {
        line.works();
    }
    Ok(bytes)
}

async fn drain(mut body: Body) {
    let mut left = DRAINED_BYTES;
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            let read = frame.data_ref().map_or(0, Bytes::len);
            if read > left {
                break;
            }
            left -= read;
        }
    };
    // Whether it ended in time or not, the answer is the same.
    let _ = tokio::time::timeout(DRAINED_WITHIN, reading).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn take(text: &'static str, most: usize) -> Result<Bytes, Refused> {
        take_in(Body::from(text), &HeaderMap::new(), most, None).await
    }

    #[tokio::test]
    async fn a_body_of_the_largest_size_is_taken_in_and_a_larger_one_is_not() {
        assert_eq!(take("12345", 5).await.unwrap(), "12345");
        assert_eq!(take("123456", 5).await, Err(Refused::TooLarge(5)));
    }

    #[tokio::test]
    async fn an_announced_size_is_believed_when_it_is_too_large() {
        let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, "6".parse().unwrap())]);
        assert_eq!(take_in(Body::empty(), &headers, 5, None).await, Err(Refused::TooLarge(5)));
    }
}
