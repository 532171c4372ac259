//! A decision as the API shows it.

use outbox::without_addresses;
use serde::Serialize;
use store::{Db, Timestamp};
use utoipa::ToSchema;

use crate::api::time;
use crate::auth::{Actor, permission};
use crate::error::Result;
use crate::post::{Explained, How, Logged};
use crate::user;

/// What was decided about somebody when something happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
pub(in crate::api) struct View {
    /// The number of the event, as in `/issues/{key}/events`.
    event: i64,
    /// What happened: `issue_opened`, `issue_changed`, `comment_added`, …
    kind: &'static str,
    /// When.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The username of who did it.
    actor: Option<String>,
    /// Whether you were told, in your inbox.
    is_told: bool,
    /// Why: `assigned`, `mentioned`, `opened`, `commented`, `watching` or `project`; or why not, in words.
    #[schema(example = "mentioned")]
    reason: String,
    /// The mail that tells it.
    mail: Option<Told>,
    /// Why no mail does.
    why_no_mail: Option<String>,
}

/// The mail that tells of it, and what became of that.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DecisionMail)]
pub(in crate::api) struct Told {
    /// Its number.
    id: i64,
    /// `assigned` or `updated`.
    kind: &'static str,
    /// `ordered` for this; `joined`: it waited and took this in; `waited`: it says what is so when it leaves.
    #[schema(example = "ordered")]
    how: &'static str,
    /// How it stands now, as in `/issues/{key}/mails`.
    #[schema(example = "sent")]
    state: &'static str,
    /// When it is due, or was.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// Until when it rested for quiet hours, if it did.
    #[schema(value_type = Option<String>, format = DateTime)]
    rests_until: Option<String>,
    /// When it came to its end.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<String>,
    /// Why it waits or ended as it did, or what the relay said.
    reason: Option<String>,
    /// What happened to it, oldest first.
    log: Vec<String>,
}

/// A decision about this person, as the actor sees it.
pub(super) fn of(db: &Db<'_>, actor: &Actor, explained: Explained) -> Result<View> {
    let by = match explained.event.actor_id {
        Some(id) => user::find(db, id)?.map(|user| user.username),
        None => None,
    };
    let is_plain = permission::may_see_addresses(actor, explained.decision.user_id);
    Ok(View {
        event: explained.event.id.raw(),
        kind: explained.event.event.kind(),
        at: explained.event.at,
        actor: by,
        is_told: explained.decision.is_told,
        reason: explained.decision.reason,
        mail: explained.mail.map(|(logged, how)| told(logged, how, is_plain)),
        why_no_mail: explained.why_none,
    })
}

fn told((mail, log): Logged, how: How, is_plain: bool) -> Told {
    let said = |text: String| if is_plain { text } else { without_addresses(&text) };
    let lines = log.into_iter().map(|line| match line.detail.as_str() {
        "" => format!("{} {}", time::rfc3339(line.at), line.action),
        _ => format!("{} {}: {}", time::rfc3339(line.at), line.action, said(line.detail)),
    });
    Told {
        id: mail.id.raw(),
        kind: mail.kind.as_str(),
        how: how.as_str(),
        state: mail.state.as_str(),
        due_at: mail.due_at,
        rests_until: mail.rests_until.map(time::rfc3339),
        ended_at: mail.ended_at.map(time::rfc3339),
        log: lines.collect(),
        reason: mail.reason.map(said),
    }
}
