//! The number in a path.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::error::Error;

/// An issue's number as it stood in the path; what is no number is the number of no issue.
pub(in crate::classic) struct Number(Option<i64>);

impl Number {
    /// The number.
    pub fn get(&self) -> Result<i64, Error> {
        self.0.ok_or(Error::NotFound("issue"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Number {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Number, Infallible> {
        let segment = Path::<String>::from_request_parts(parts, state).await;
        Ok(Number(segment.ok().and_then(|Path(text)| parse(&text))))
    }
}

fn parse(text: &str) -> Option<i64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_digits_are_a_number() {
        assert_eq!(parse("142"), Some(142));
        for text in ["", "+1", "-1", "1.0", "1e3", "x", "٣", "99999999999999999999", "1 "] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
