//! Pages: a list a piece at a time, and where it goes on.
//!
//! A cursor says after which element the next page begins, so that nothing is skipped or told twice when something comes in
//! between. Clients follow `next` (or the header `Link`, RFC 8288) as it is.

use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::error::FieldErrors;
use crate::http::Json;

/// How much of a list is asked for, and from where on.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// How many at the most: 1 to 100; otherwise 50.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
}

/// How many there are on a page where nobody says.
const USUAL: u32 = 50;
/// How many there are at the most.
const MOST: u32 = 100;

impl Wanted {
    /// How many are asked for.
    pub fn limit(&self) -> Result<usize, Problem> {
        match self.limit.unwrap_or(USUAL) {
            limit @ 1..=MOST => Ok(limit as usize),
            _ => Err(FieldErrors::one("limit", format!("A page has 1 to {MOST}.")).into()),
        }
    }

    /// After which numbers the page begins, if it is not the first.
    pub fn after<const N: usize>(&self) -> Result<Option<[i64; N]>, Problem> {
        let Some(cursor) = &self.after else { return Ok(None) };
        let read = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| {
            let numbers: Option<Vec<i64>> =
                bytes.chunks(8).map(|chunk| Some(i64::from_be_bytes(chunk.try_into().ok()?))).collect();
            numbers?.try_into().ok()
        });
        read.map(Some)
            .ok_or_else(|| FieldErrors::one("after", "This is no cursor of this list: follow next as it is.").into())
    }
}

/// What a list shows: its cursors are good for no other.
pub(super) struct Bound(i64);

impl Bound {
    /// The list of what this says.
    pub fn to(what: &str) -> Bound {
        let digest = ring::digest::digest(&ring::digest::SHA256, what.trim().as_bytes());
        let first = digest.as_ref().iter().take(8).fold(0, |number, byte| (number << 8) | i64::from(*byte));
        Bound(first)
    }

    /// A place in it, for a cursor.
    pub fn place(&self, [first, last]: &[i64; 2]) -> Vec<i64> {
        vec![self.0, *first, *last]
    }
}

impl Wanted {
    /// After which place of this list the page begins, if it is not the first.
    pub fn after_in(&self, list: &Bound) -> Result<Option<[i64; 2]>, Problem> {
        match self.after::<3>()? {
            None => Ok(None),
            Some([bound, first, last]) if bound == list.0 => Ok(Some([first, last])),
            Some(_) => {
                let text = "This cursor is of another list: follow next as it is, with the same query.";
                Err(FieldErrors::one("after", text).into())
            }
        }
    }
}

/// Where a page ends, as a cursor.
pub(super) fn cursor(numbers: &[i64]) -> String {
    URL_SAFE_NO_PAD.encode(numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>())
}

/// A piece of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// What is on it.
    items: Vec<T>,
    /// The cursor of the next page (`?after=`); null on the last.
    next: Option<String>,
}

/// A page with the header that says where the next one is.
pub(super) struct Paged<T> {
    page: Page<T>,
    uri: Uri,
}

impl<T> Paged<T> {
    /// The first `limit` of `found`, which holds one more where there is more. `place` says where an element stands.
    pub fn new(mut found: Vec<T>, limit: usize, uri: Uri, place: impl Fn(&T) -> Vec<i64>) -> Paged<T> {
        let is_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| is_more).map(|last| cursor(&place(last)));
        Paged { page: Page { items: found, next }, uri }
    }

    /// The same page of something else made from each element.
    pub fn map<U>(self, view: impl FnMut(T) -> U) -> Paged<U> {
        let Page { items, next } = self.page;
        Paged { page: Page { items: items.into_iter().map(view).collect(), next }, uri: self.uri }
    }

    /// The page, to be answered with more beside it, and the header that says where the next one is.
    pub fn split(self) -> (Page<T>, Option<[(HeaderName, HeaderValue); 1]>) {
        let link = self.page.next.as_ref().and_then(|next| link(&self.uri, next));
        (self.page, link.map(|link| [link]))
    }
}

impl<T: Serialize> IntoResponse for Paged<T> {
    fn into_response(self) -> Response {
        let (page, link) = self.split();
        (link, Json(page)).into_response()
    }
}

/// The same list from there on.
fn link(uri: &Uri, next: &str) -> Option<(HeaderName, HeaderValue)> {
    let kept =
        uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("after="));
    let after = format!("after={next}");
    let query: Vec<&str> = kept.chain([after.as_str()]).collect();
    let value = format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"));
    Some((header::LINK, HeaderValue::try_from(value).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_another_is_refused() {
        let after = |text: &str| Wanted { limit: None, after: Some(text.to_owned()) };
        assert_eq!(after(&cursor(&[1, -2])).after::<2>().unwrap(), Some([1, -2]));
        assert_eq!(Wanted::default().after::<2>().unwrap(), None);
        for text in ["", "x", "====", &cursor(&[1]), &cursor(&[1, 2, 3])] {
            assert!(after(text).after::<2>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_page_has_a_hundred_at_the_most() {
        for (limit, is_fine) in [(None, true), (Some(1), true), (Some(100), true), (Some(0), false), (Some(101), false)]
        {
            assert_eq!(Wanted { limit, after: None }.limit().is_ok(), is_fine, "{limit:?}");
        }
    }

    #[test]
    fn the_next_page_keeps_the_rest_of_the_query() {
        let uri: Uri = "/api/v1/issues?q=is%3Aopen&after=old&limit=2".parse().unwrap();
        let (_, value) = link(&uri, "new").unwrap();
        assert_eq!(value, "</api/v1/issues?q=is%3Aopen&limit=2&after=new>; rel=\"next\"");
    }
}
