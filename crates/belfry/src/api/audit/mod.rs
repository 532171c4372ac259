//! `/audit`: what happened to accounts and rights.
//!
//! For admins, the newest first. Nothing changes it: there is no other call here.

use axum::extract::{OriginalUri, State};
use serde::Serialize;
use store::Timestamp;
use utoipa::ToSchema;

use super::page::{Page, Paged, Wanted};
use super::problem::{Body, Problem};
use super::query::Query;
use super::time;
use crate::app::App;
use crate::audit::{self, Line};
use crate::http::caller::Caller;

/// Something that happened to an account or a right.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditLine)]
pub(super) struct View {
    /// Its number; later lines have higher ones.
    id: i64,
    /// When.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What: `signed_in`, `sign_in_failed`, `locked_out`, `session_ended`, `token_made`, `token_revoked`,
    /// `password_changed`, `reset_asked`, `password_reset`, `link_asked`, `email_confirmed`, `email_changed`,
    /// `user_disabled`, `user_enabled`, `admin_made`, `admin_unmade`, `role_changed`, `visibility_changed`.
    #[schema(example = "signed_in")]
    kind: &'static str,
    /// The username of who did it; null: nobody knows, or whoever has the machine.
    actor: Option<String>,
    /// The username of whom it happened to; null: nobody in particular, or nobody who is known.
    subject: Option<String>,
    /// The key of the project that it happened in.
    project: Option<String>,
    /// A few words: the name of a token, a role, that it was done by a link in a mail.
    detail: String,
    /// The address that it came from.
    address: Option<String>,
}

impl From<Line> for View {
    fn from(line: Line) -> View {
        let Line { id, at, kind, actor, subject, project, detail, address } = line;
        View { id, at, kind: kind.as_str(), actor, subject, project, detail, address }
    }
}

#[utoipa::path(get, path = "/audit", tag = "people", operation_id = "list_audit", params(Wanted),
    responses((status = 200, body = Page<View>), (status = 401, body = Body), (status = 403, body = Body),
        (status = 422, body = Body)))]
/// Who signed in and from where, what failed, whose tokens, sessions, passwords, roles and rights changed; the newest first.
/// For admins.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Query(wanted): Query<Wanted>,
) -> Result<Paged<View>, Problem> {
    caller.check(&app).await?;
    let limit = wanted.limit()?;
    let before = wanted.after::<1>()?.map_or(i64::MAX, |[id]| id);
    let found =
        caller.read::<_, Problem, _>(&app, move |db, actor| Ok(audit::list(db, actor, before, limit + 1)?)).await?;
    Ok(Paged::new(found, limit, uri, |line| vec![line.id]).map(View::from))
}
