//! A mail as the API shows it.

use std::collections::HashMap;

use outbox::{Mail, State, admin, without_addresses};
use serde::Serialize;
use store::{Db, Timestamp};
use utoipa::ToSchema;

use crate::api::issue::view::Person;
use crate::api::time;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::issue::{self, IssueId};
use crate::user::{self, UserId};

/// A mail in the outbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mail)]
pub(in crate::api) struct View {
    /// Its number.
    id: i64,
    /// `assigned`, `updated`, `digest` or `account`.
    #[schema(example = "assigned")]
    kind: &'static str,
    /// Whom it is for.
    to: Person,
    /// The key of the issue that it is about; null for a digest and for mail about an account.
    #[schema(example = "BEL-142")]
    issue: Option<String>,
    /// `pending`, `leased` (due within half a minute), `sending`, `held`, `sent`, `cancelled`, `merged`, `suppressed`,
    /// `failed` or `unknown`.
    #[schema(example = "pending")]
    state: &'static str,
    /// When it was ordered.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    ordered_at: Timestamp,
    /// When it is due, or was.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    due_at: Timestamp,
    /// When it rings, if it waits: when it is due, or later if it was put off.
    #[schema(value_type = Option<String>, format = DateTime)]
    rings_at: Option<String>,
    /// When it rang for the first time.
    #[schema(value_type = Option<String>, format = DateTime)]
    rang_at: Option<String>,
    /// When it came to its end.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<String>,
    /// How often the relay answered.
    attempts: i64,
    /// Why it waits or ended as it did, or what the relay said; addresses are left out where they are not yours.
    reason: Option<String>,
    /// What you may have done to it now: `send_now`, `cancel`, `hold`, `release`, `retry`.
    can: Vec<&'static str>,
}

/// A mail, and what happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct MailWithLog {
    #[serde(flatten)]
    mail: View,
    /// What happened to it, oldest first.
    log: Vec<LogLine>,
}

/// Something that happened to a mail.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct LogLine {
    /// When.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What: `merged`, `rang`, `replied`, `lost`, `too late`, `broke`, `handled`, …
    action: String,
    /// The particulars.
    detail: String,
}

/// Makes views, and looks each name up once.
#[derive(Default)]
pub(super) struct Views {
    people: HashMap<i64, user::Person>,
    issues: HashMap<i64, Option<String>>,
}

impl Views {
    /// A mail as this actor sees it, who may do to it what `verbs` says where its state allows.
    pub fn of(&mut self, db: &Db<'_>, actor: &Actor, mail: Mail, verbs: &[&'static str]) -> Result<View> {
        let recipient = UserId(mail.recipient_id);
        let waits = matches!(mail.state, State::Pending | State::Leased);
        let said = |text: String| match permission::may_see_addresses(actor, recipient) {
            true => text,
            false => without_addresses(&text),
        };
        Ok(View {
            id: mail.id.raw(),
            kind: mail.kind.as_str(),
            to: self.person(db, recipient)?,
            issue: self.issue(db, mail.topic_id)?,
            state: mail.state.as_str(),
            ordered_at: mail.enqueued_at,
            due_at: mail.due_at,
            rings_at: waits.then(|| time::rfc3339(mail.next_at.max(mail.due_at))),
            rang_at: mail.rung_at.map(time::rfc3339),
            ended_at: mail.ended_at.map(time::rfc3339),
            attempts: mail.attempts,
            reason: mail.reason.map(said),
            can: verbs.iter().copied().filter(|verb| is_possible(verb, mail.state)).collect(),
        })
    }

    fn person(&mut self, db: &Db<'_>, id: UserId) -> Result<Person> {
        if let Some(known) = self.people.get(&id.raw()) {
            return Ok(known.clone().into());
        }
        let person = user::Person::from(user::find(db, id)?.ok_or(Error::NotFound("user"))?);
        self.people.insert(id.raw(), person.clone());
        Ok(person.into())
    }

    fn issue(&mut self, db: &Db<'_>, topic: Option<i64>) -> Result<Option<String>> {
        let Some(id) = topic else { return Ok(None) };
        if let Some(known) = self.issues.get(&id) {
            return Ok(known.clone());
        }
        let key = issue::trace_row(db, IssueId(id))?.map(|trace| trace.key.to_string());
        self.issues.insert(id, key.clone());
        Ok(key)
    }
}

fn is_possible(verb: &str, state: State) -> bool {
    match state {
        State::Pending | State::Leased => matches!(verb, "send_now" | "cancel" | "hold"),
        State::Held => matches!(verb, "send_now" | "cancel" | "release"),
        State::Failed | State::Unknown | State::Suppressed => verb == "retry",
        State::Sending | State::Sent | State::Cancelled | State::Merged => false,
    }
}

/// The mail with its log, for whoever runs the instance.
pub(super) fn with_log(db: &Db<'_>, mail: Mail, view: View) -> Result<MailWithLog> {
    let log = admin::log(db, mail.id)?.into_iter();
    let log = log.map(|line| LogLine { at: line.at, action: line.action, detail: line.detail }).collect();
    Ok(MailWithLog { mail: view, log })
}
