//! A mail with the names that belong to it, and how it is told in one line.

use std::time::Duration;

use outbox::{Mail, State};
use serde_json::{Value, json};
use store::{Db, Timestamp};

use super::super::when;
use super::names::Names;
use crate::error::Result;

/// Where to look for the cause.
pub(super) const WHY_OVERDUE: &str = "see `belfry doctor` for why";

/// Whether a mail waits past its time: no server runs, all mail is held, or the relay cannot be reached.
pub(super) fn is_overdue(mail: &Mail, now: Timestamp) -> bool {
    let waits = matches!(mail.state, State::Pending | State::Leased);
    waits && now.since(mail.due_at.max(mail.next_at)) >= Duration::from_secs(1)
}

/// A mail with the names that belong to it.
pub(super) struct Line {
    pub(super) mail: Mail,
    pub(super) username: String,
    pub(super) address: String,
    /// The key of the issue it is about; none for a digest.
    pub(super) issue: Option<String>,
}

impl Line {
    pub(super) fn new(db: &Db<'_>, names: &mut Names, mail: Mail) -> Result<Line> {
        let username = names.username(db, mail.recipient_id)?;
        let address = names.person(db, mail.recipient_id)?.map(|user| user.email.clone()).unwrap_or_default();
        let issue = names.issue(db, &mail)?;
        Ok(Line { mail, username, address, issue })
    }

    /// `mail 12 (assigned, to ben, about BEL-3)`
    pub(super) fn name(&self) -> String {
        let about = self.issue.as_ref().map(|key| format!(", about {key}")).unwrap_or_default();
        format!("mail {} ({}, to {}{about})", self.mail.id, self.mail.kind, self.username)
    }

    /// The time that matters in its state, told from now.
    pub(super) fn when(&self, now: Timestamp) -> String {
        let mail = &self.mail;
        let at = match mail.state {
            State::Pending | State::Leased => mail.due_at.max(mail.next_at),
            State::Held => mail.due_at,
            State::Sending => mail.sending_at.unwrap_or(mail.next_at),
            State::Sent | State::Cancelled | State::Merged | State::Suppressed | State::Failed | State::Unknown => {
                mail.ended_at.unwrap_or(mail.due_at)
            }
        };
        when::away(now, at)
    }

    /// What else there is to know: how late it was, or why it ended so or waits.
    pub(super) fn note(&self, now: Timestamp) -> String {
        let mail = &self.mail;
        match (mail.state, mail.rung_at) {
            (State::Sent, Some(rung_at)) => format!("{} late", when::short(rung_at.since(mail.ready_at()))),
            _ if is_overdue(mail, now) => format!("overdue, {WHY_OVERDUE}"),
            _ => mail.reason.clone().unwrap_or_default(),
        }
    }

    pub(super) fn as_json(&self) -> Value {
        let mail = &self.mail;
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
        json!({
            "id": mail.id.raw(),
            "kind": mail.kind.as_str(),
            "to": { "username": self.username, "email": self.address },
            "issue": self.issue,
            "state": mail.state.as_str(),
            "enqueued_at": mail.enqueued_at.to_string(),
            "due_at": mail.due_at.to_string(),
            "next_at": mail.next_at.to_string(),
            "rests_until": time(mail.rests_until),
            "rung_at": time(mail.rung_at),
            "sending_at": time(mail.sending_at),
            "ended_at": time(mail.ended_at),
            "late_ms": mail.rung_at.map(|at| u64::try_from(at.since(mail.ready_at()).as_millis()).unwrap_or(u64::MAX)),
            "attempts": mail.attempts,
            "unknowns": mail.unknowns,
            "recalled": mail.recalled,
            "reason": mail.reason,
        })
    }
}
