//! How events are written on the wire (the HTML standard, "Server-sent events").

use axum::body::Bytes;
use outbox::Changed;
use serde::Serialize;
use store::{Db, Timestamp};
use utoipa::ToSchema;

use crate::api::time;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::event;
use crate::issue::{self, IssueId, IssueKey};
use crate::live::{Follow, Notice};
use crate::user::{self, UserId};

/// What is told of an event: the `data` of each.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct LiveEvent {
    /// Its number, also its `id`.
    id: i64,
    /// What happened, also its `event`: `issue_opened`, `issue_changed`, `comment_added`, …
    kind: String,
    /// The key of the issue it happened to.
    issue: String,
    /// The key of its project.
    project: String,
    /// The username of who did it.
    actor: Option<String>,
    /// When.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// What this event looks like to the actor, if they may see it now.
pub(super) fn of(db: &Db<'_>, actor: &Actor, notice: &Notice) -> Result<Option<LiveEvent>> {
    if !permission::is_seen_by(db, actor.user_id, notice.issue)? {
        return Ok(None);
    }
    let (Some(trace), Some(recorded)) = (issue::trace_row(db, notice.issue)?, event::find(db, notice.event)?) else {
        return Ok(None);
    };
    let actor = match recorded.actor_id {
        Some(id) => user::find(db, id)?.map(|user| user.username),
        None => None,
    };
    Ok(Some(LiveEvent {
        id: recorded.id.raw(),
        kind: recorded.event.kind().to_owned(),
        issue: trace.key.to_string(),
        project: trace.key.project,
        actor,
        at: recorded.at,
    }))
}

/// What is told where something became of a mail about an issue.
#[derive(Serialize)]
pub(super) struct MailChanged {
    kind: &'static str,
    issue: String,
    project: String,
}

/// What it looks like to the actor, if they may see the mail and follow what it is about.
pub(super) fn of_mail(db: &Db<'_>, actor: &Actor, (what, mail): (Follow, Changed)) -> Result<Option<MailChanged>> {
    let issue = match issue::find(db, actor, IssueId(mail.topic_id)) {
        Err(Error::NotFound(_)) => return Ok(None),
        found => found?,
    };
    // In which project a mail is was not known where it was heard of.
    let is_elsewhere = matches!(what, Follow::Project(project) if project != issue.project_id);
    let is_told = !is_elsewhere && permission::may_see_mail(actor, &issue, UserId(mail.recipient_id));
    let IssueKey { project, .. } = &issue.key;
    let changed = MailChanged { kind: "mail_changed", issue: issue.key.to_string(), project: project.clone() };
    Ok(is_told.then_some(changed))
}

impl MailChanged {
    /// Without an `id`: whoever comes back does not hear of it.
    pub(super) fn frame(&self) -> Bytes {
        let data = serde_json::to_string(self).unwrap_or_default();
        Bytes::from(format!("event: {}\ndata: {data}\n\n", self.kind))
    }
}

impl LiveEvent {
    pub(super) fn frame(&self) -> Bytes {
        // Written by serde: one line.
        let data = serde_json::to_string(self).unwrap_or_default();
        Bytes::from(format!("id: {}\nevent: {}\ndata: {data}\n\n", self.id, self.kind))
    }
}

/// The beginning: after how many milliseconds a reader comes back who lost the connection.
pub(super) fn hello(retry_ms: u64) -> Bytes {
    Bytes::from(format!("retry: {retry_ms}\n: Belfry tells what happens\n\n"))
}

/// Nothing happened, and the connection stands.
pub(super) fn heartbeat() -> Bytes {
    Bytes::from_static(b": still here\n\n")
}

/// More happened than is told one by one.
pub(super) fn missed() -> Bytes {
    Bytes::from_static(b"event: missed\ndata: {}\n\n")
}
