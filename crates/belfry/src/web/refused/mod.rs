//! Pages about what is not shown and not done: 403, 404, 405, 409, 422, 429, 500, 503. What was typed is given back.
//!
//! Scripts, which do not ask for a page, are told the same in JSON.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::ask::Ask;
use super::part::{self, Html};
use super::refusal::Refusal;
use super::text::Language;
use super::typed::{Kept, Typed};
use super::{answer, guard};
use crate::app::App;
use crate::auth::Bar;
use crate::error::{Conflict, Error};
use crate::http::boundary::{Fault, RequestId};
use crate::http::reply;
use crate::issue::IssueKey;

/// What is remembered of a request while it is answered.
pub(super) struct Asked {
    /// Whether it only looked.
    pub is_look: bool,
    wants_page: bool,
    path: String,
    id: String,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Asked {
        Asked {
            is_look: request.method().is_safe(),
            wants_page: wants_page(request.headers()),
            path: request.uri().path().to_owned(),
            id: request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()).unwrap_or_default(),
        }
    }
}

/// Whether whoever asks can show a page.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html") || headers.contains_key("hx-request")
}

#[derive(Template)]
#[template(path = "web/refused/page.html")]
struct Page<'a> {
    page: &'a Ask,
    picture: Html,
    status: u16,
    title: String,
    lead: String,
    /// What was typed, and where it was sent to.
    given_back: Vec<(String, String)>,
    path: String,
    /// The id of the request, where the log says more.
    id: String,
}

/// What is said, by the keys of its title and its lead.
struct Words {
    key: &'static str,
    /// What is put in: the key of an issue, or what somebody has to put right.
    about: String,
}

/// The page about a refusal.
pub(super) fn page(ask: &Ask, asked: &Asked, refusal: &Refusal, Kept(kept): &Kept) -> Response {
    let status = refusal.status();
    let (words, fault) = (words(asked, &refusal.error, ask.reader.language), fault(&refusal.error));
    let is_ours = status.is_server_error();
    let typed = kept.get().cloned().unwrap_or_default();
    let page = Page {
        page: ask,
        picture: if is_ours { part::mark(true) } else { part::asleep() },
        status: status.as_u16(),
        title: ask.tell(&format!("refused-{}", words.key)).text("about", &words.about).plain(),
        lead: ask.tell(&format!("refused-{}-lead", words.key)).text("about", &words.about).plain(),
        given_back: if asked.is_look { Vec::new() } else { given_back(&typed) },
        path: asked.path.clone(),
        id: if is_ours { asked.id.clone() } else { String::new() },
    };
    let mut answer = if ask.is_swap {
        swapped(status, &page)
    } else if asked.wants_page {
        answer::with_status(status, &page).unwrap_or_else(|_| status.into_response())
    } else {
        reply::message(status, format!("{}. {}", page.title, page.lead))
    };
    if let Some(fault) = fault {
        answer.extensions_mut().insert(Fault(fault));
    }
    if let Error::TooMany { retry_after } | Error::LockedOut { retry_after } = &refusal.error {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)));
    }
    answer
}

/// Said in the page that is there.
fn swapped(status: StatusCode, page: &Page<'_>) -> Response {
    let said = part::Html::escaped(&format!("{}. {}", page.title, page.lead));
    let flash = format!("<div class=\"flash\" role=\"alert\">{said}</div>");
    let html = format!("<hx-partial hx-target=\"body\" hx-swap=\"beforeend\">{flash}</hx-partial>");
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

fn words(asked: &Asked, error: &Error, language: Language) -> Words {
    let first = asked.path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let key = IssueKey::parse(first);
    let (words, about) = match error {
        Error::NotFound(_) => match key {
            Some(key) => ("no-issue", key.to_string()),
            None => ("nothing", String::new()),
        },
        Error::Forbidden => ("forbidden", String::new()),
        Error::Unauthenticated(_) => ("signed-out", String::new()),
        Error::Barred(Bar::CrossSite) => ("foreign", String::new()),
        Error::Barred(bar) => ("invalid", bar.to_string()),
        Error::Invalid(errors) => {
            let told: Vec<String> = errors.iter().map(|(_, english)| language.fault(english)).collect();
            ("invalid", told.join(" "))
        }
        Error::Conflict(Conflict::Stale { .. }) => ("stale", String::new()),
        Error::Conflict(conflict) => ("invalid", language.fault(&conflict.to_string())),
        Error::TooMany { retry_after } | Error::LockedOut { retry_after } => {
            ("too-often", retry_after.as_secs().max(1).to_string())
        }
        Error::Unavailable(_) => ("unavailable", String::new()),
        Error::Unknown(_) => ("unknown", String::new()),
        Error::Broken(_) => ("broken", String::new()),
    };
    Words { key: words, about }
}

/// For the log.
fn fault(error: &Error) -> Option<String> {
    match error {
        Error::Unavailable(fault) | Error::Unknown(fault) => Some(fault.clone()),
        Error::Broken(fault) => Some(format!("{fault:#}")),
        Error::Invalid(_)
        | Error::NotFound(_)
        | Error::Forbidden
        | Error::Unauthenticated(_)
        | Error::Barred(_)
        | Error::Conflict(_)
        | Error::TooMany { .. }
        | Error::LockedOut { .. } => None,
    }
}

/// What was typed, but for what is secret.
fn given_back(typed: &Typed) -> Vec<(String, String)> {
    let is_secret = |name: &str| name.contains("password") || name == "code" || name == "invite";
    typed.fields().iter().filter(|(name, value)| !is_secret(name) && !value.is_empty()).cloned().collect()
}

/// There is nothing at this path.
pub async fn no_such_page(State(app): State<App>, request: Request) -> Response {
    if !wants_page(request.headers()) {
        return reply::no_such_path().await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let (ask, asked) = (Ask::of(path, request.headers(), &app), Asked::of(&request));
    let mut answer = page(&ask, &asked, &Error::NotFound("page").into(), &Kept::default());
    guard::dress(&mut answer, &ask);
    answer
}

/// There is something at this path, but not by this method.
pub(super) async fn wrong_method(request: Request) -> Response {
    if request.method() == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    let said = format!("{} is not possible here; the header Allow says what is.", request.method());
    reply::message(StatusCode::METHOD_NOT_ALLOWED, said)
}
