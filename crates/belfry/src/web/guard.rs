//! Around every page: nothing is changed for another site, what was refused is put into words, and every answer has the
//! headers of a page. In one place, so that no page can forget it.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::ask::Ask;
use super::flash::Flash;
use super::refusal::Unworded;
use super::typed::Kept;
use super::{Refusal, asset, refused, text, way};
use crate::app::App;
use crate::auth::Bar;
use crate::error::Error;
use crate::http::origin;
use crate::issue::IssueKey;

/// What a page may load and where its forms may lead: here, and nothing inline.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// Other sites learn nothing of where somebody came from. Ours do: without it, a browser that comes over plain http says of a
/// form that it comes from nowhere.
const REFERRER: &str = "same-origin";

/// Wraps the answering of a request for a page.
pub(super) async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if is_of_old_client(&request) {
        return next.run(request).await;
    }
    if is_no_page(&request) {
        return refused::no_such_page(State(app), request).await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let ask = Ask::of(path, request.headers(), &app);
    let asked = refused::Asked::of(&request);
    let kept = Kept::default();
    request.extensions_mut().insert(kept.clone());
    let mut answer = if origin::is_foreign(request.method(), request.headers(), &app.rules.base_url) {
        Refusal::from(Error::Barred(Bar::CrossSite)).into_response()
    } else {
        text::reading(ask.reader.language, next.run(request)).await
    };
    if let Some(Unworded(refusal)) = answer.extensions_mut().remove() {
        answer = in_words(&ask, &asked, &refusal, &kept);
    }
    dress(&mut answer, &ask);
    answer
}

/// `/register` as the classic API has it, with a slash and without: told apart by what is sent. A method that it does not know
/// is refused in its words, too.
fn is_of_old_client(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let is_form = request.method() == Method::POST && super::register::is_of_page(request.headers());
    route.trim_end_matches('/') == "/register" && !request.method().is_safe() && !is_form
}

/// A word at the top that is the key of no issue.
fn is_no_page(request: &Request) -> bool {
    let is_key = request.extensions().get::<MatchedPath>().is_some_and(|route| route.as_str().starts_with("/{key}"));
    let first = request.uri().path().trim_start_matches('/').split('/').next().unwrap_or_default();
    is_key && IssueKey::parse(first).is_none()
}

fn in_words(ask: &Ask, asked: &refused::Asked, refusal: &Refusal, kept: &Kept) -> Response {
    // Whoever typed something gets it back, and can send it again once they are signed in.
    let has_typed = !asked.is_look && kept.0.get().is_some_and(|typed| !typed.fields().is_empty());
    if !matches!(refusal.error, Error::Unauthenticated(_)) || (has_typed && !ask.is_swap) {
        return refused::page(ask, asked, refusal, kept);
    }
    let back = if asked.is_look { ask.path.as_str() } else { "/" };
    let there = match back {
        "/" => "/sign-in".to_owned(),
        back => format!("/sign-in?next={}", way::escaped(back)),
    };
    if ask.is_swap {
        // A script would put the page for signing in into the one that is there.
        return (StatusCode::UNAUTHORIZED, [(HeaderName::from_static("hx-redirect"), there)]).into_response();
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, there)]).into_response()
}

/// The headers of a page.
pub(super) fn dress(answer: &mut Response, ask: &Ask) {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_page = kind.starts_with("text/html");
    let headers = answer.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(REFERRER));
    // What has rules of its own is no page of ours, but a mail that is looked at.
    let own = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    if !is_page || own.is_some_and(|policy| !policy.starts_with(POLICY)) {
        return;
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(header::VARY, HeaderValue::from_static("hx-request, accept-language, cookie"));
    if let (false, Ok(link)) =
        (ask.is_swap, HeaderValue::try_from(format!("<{}>; rel=preload; as=style", asset::url("belfry.css"))))
    {
        headers.insert(header::LINK, link);
    }
    if ask.flash.is_some() {
        headers.extend(Flash::forget(ask.is_https).map(|cookie| (header::SET_COOKIE, cookie)));
    }
}
