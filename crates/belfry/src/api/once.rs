//! `Idempotency-Key`: what is asked for twice under one key is done once, and answered with the same words.
//!
//! In front of every `POST`. The key is taken in the transaction of the change ([`Caller::change`]); handlers that answer out
//! of that transaction ([`Caller::answer`]) have the answer kept in it, of others it is kept right after it. A key means
//! something only for somebody who is known: of strangers it is ignored, and so it is on what
//! strangers may call.

use axum::body::Body;
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use ring::digest::{Context, SHA256};

use super::Need;
use super::problem::Problem;
use crate::app::App;
use crate::error::Error;
use crate::http::body::{self, MOST};
use crate::http::caller::Caller;
use crate::http::kept;
use crate::idempotency::{self, Claim, Found, Key};
use crate::user::UserId;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Answers a request that has a key.
pub(super) async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(HEADER) || is_for_anybody(&request) {
        return next.run(request).await;
    }
    match under_key(&app, request, next).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    }
}

/// What anybody may call holds passwords and links, of which no trace is kept.
fn is_for_anybody(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>();
    route.is_some_and(|route| Need::of(request.method(), route.as_str()) == Need::Nothing)
}

async fn under_key(app: &App, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let key = parts.headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let key = Key::parse(key).map_err(Problem::unreadable)?;
    let Ok(caller) = Caller::from_request_parts(&mut parts, app).await;
    let Ok(user) = caller.read(app, |_, actor| Ok::<_, Error>(actor.user_id)).await else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let line = parts.extensions.get().cloned();
    let bytes = body::take_in(body, &parts.headers, MOST, line.as_ref()).await?;
    let claim = Claim::new(key, fingerprint(&parts, &bytes));
    if let Some(answer) = known(app, user, &claim).await? {
        return Ok(answer);
    }
    parts.extensions.insert(claim.clone());
    let answer = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if claim.is_lost()
        && let Some(theirs) = known(app, user, &claim).await?
    {
        return Ok(theirs);
    }
    if claim.is_kept() || !answer.status().is_success() {
        return Ok(answer);
    }
    keep(app, user, claim, answer).await
}

/// What stands for what is asked for.
fn fingerprint(parts: &Parts, body: &[u8]) -> String {
    let mut context = Context::new(&SHA256);
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    for part in [parts.method.as_str().as_bytes(), path.as_bytes(), body] {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is answered to a key that was used before.
async fn known(app: &App, user: UserId, claim: &Claim) -> Result<Option<Response>, Problem> {
    let asked = claim.clone();
    let found = app.store.read_short(move |db| idempotency::look(db, user, &asked)).await?;
    match found {
        None => Ok(None),
        Some(Found::Another) => Err(Problem::key_reused()),
        Some(Found::Unanswered) => Err(Problem::conflict(
            "What was first asked for under this key is being done, or was done without its answer being kept. Look \
             before you ask for it under another.",
        )),
        Some(Found::Answered(answer)) => match kept::again(answer) {
            Some(answer) => Ok(Some(answer)),
            None => Err(Problem::conflict("It was done, and its answer held a secret that is not told twice.")),
        },
    }
}

/// Keeps an answer whose change is made already.
async fn keep(app: &App, user: UserId, claim: Claim, answer: Response) -> Result<Response, Problem> {
    let Some((answer, kept)) = kept::of(answer) else {
        return Err(Error::Broken(anyhow::anyhow!("an answer to a key was not at hand")).into());
    };
    let keeping = app.store.write(move |tx| idempotency::keep(tx, user, &claim, &kept)).await;
    if let Err(error) = keeping {
        tracing::warn!(%error, "an answer was not kept for whoever asks again");
    }
    Ok(answer)
}
