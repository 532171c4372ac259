//! What a page answers with: itself, parts of it, or the way to the next.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::Refusal;
use super::ask::Ask;
use super::flash::Flash;

/// The page, or the parts of one that changed.
///
/// # Errors
/// If it cannot be written.
pub fn show(page: &impl Template) -> Result<Response, Refusal> {
    with_status(StatusCode::OK, page)
}

/// The form again, with what was typed and what is wrong with it.
///
/// # Errors
/// If it cannot be written.
pub fn again(page: &impl Template) -> Result<Response, Refusal> {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// The page with this status.
///
/// # Errors
/// If it cannot be written.
pub fn with_status(status: StatusCode, page: &impl Template) -> Result<Response, Refusal> {
    let html = page.render()?;
    Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

/// It was done: look there.
pub fn go(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

/// It was done: look there, where this is said.
pub fn go_saying(ask: &Ask, path: &str, flash: &Flash) -> Response {
    let mut answer = match ask.is_swap {
        // A script goes there itself; what a redirect answers with would be put into the page.
        true => (StatusCode::OK, [(HeaderName::from_static("hx-redirect"), path)]).into_response(),
        false => go(path),
    };
    answer.headers_mut().extend(flash.keep(ask.is_https).map(|cookie| (header::SET_COOKIE, cookie)));
    answer
}

/// Sets a cookie along with it.
pub(in crate::web) fn setting(mut answer: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}
