//! `/preview/mail/{kind}`: the mails as they are read, with made-up issues.
//!
//! Mail has inline styles, which no page of ours may have: its HTML is a document of its own under rules of its own, in
//! which nothing runs, nothing loads and nothing leads anywhere.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::error::{Error, Result as Verbs};
use crate::mail::sample::{self, Shown};
use crate::web::{Page, Refusal, Section, Visitor, answer, guard};

/// What a mail may do: be looked at, in a frame of ours.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

const KINDS: [&str; 3] = ["assigned", "updated", "digest"];

#[derive(Template)]
#[template(path = "web/admin/preview/page.html")]
struct Preview {
    page: Page,
    kind: String,
    shown: Shown,
}

impl Preview {
    fn kinds(&self) -> [(&'static str, String, bool); 3] {
        KINDS.map(|kind| (kind, self.page.say(&format!("preview-{kind}")), kind == self.kind))
    }
}

fn shown(kind: &str) -> Verbs<Shown> {
    sample::shown(kind).ok_or(Error::NotFound("preview"))?.map_err(Error::Broken)
}

/// The mail in its frame, and its text.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(kind): Path<String>,
) -> Result<Response, Refusal> {
    let (page, ()) = visitor.read(&app, |_, actor| super::check(actor)).await?;
    let shown = shown(&kind)?;
    let mut answer = answer::show(&Preview { page: page.at(Section::Settings), kind, shown })?;
    let policy = HeaderValue::try_from(format!("{}; frame-src 'self'", guard::POLICY)).map_err(anyhow::Error::from);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy.map_err(Error::Broken)?);
    Ok(answer)
}

/// The HTML of the mail alone.
pub(in crate::web) async fn body(
    State(app): State<App>,
    visitor: Visitor,
    Path(kind): Path<String>,
) -> Result<Response, Refusal> {
    visitor.read(&app, |_, actor| super::check(actor)).await?;
    let mut answer = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], shown(&kind)?.html).into_response();
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    answer.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    Ok(answer)
}
