//! Adding to the audit log.

use std::net::IpAddr;

use store::{Param, Tx, params};

use super::Kind;
use crate::event::Act;
use crate::project::ProjectId;
use crate::user::UserId;

/// What is to be recorded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What happened.
    pub kind: Kind,
    /// Who did it, if that is known.
    pub actor: Option<UserId>,
    /// To whom it happened, if to somebody who is known.
    pub subject: Option<UserId>,
    /// In which project, if in one.
    pub project: Option<ProjectId>,
    /// A few words: a token's name, a role. Never a secret, never an address.
    pub detail: String,
    /// Where it came from.
    pub from: Option<IpAddr>,
}

impl Entry {
    /// Something that this person did to their own account, or tried to.
    pub fn of(kind: Kind, owner: Option<UserId>, from: Option<IpAddr>) -> Entry {
        Entry { kind, actor: owner, subject: owner, project: None, detail: String::new(), from }
    }

    /// Something that somebody did to another's account.
    pub fn by(act: &Act, kind: Kind, subject: UserId) -> Entry {
        Entry { actor: Some(act.actor.user_id), ..Entry::of(kind, Some(subject), act.from) }
    }

    /// Something that whoever has the machine did.
    pub fn of_machine(kind: Kind, subject: UserId) -> Entry {
        Entry { actor: None, ..Entry::of(kind, Some(subject), None) }
    }

    /// The same, with these words.
    pub fn with(self, detail: impl Into<String>) -> Entry {
        Entry { detail: detail.into(), ..self }
    }

    /// The same, in this project.
    pub fn within(self, project: ProjectId) -> Entry {
        Entry { project: Some(project), ..self }
    }
}

/// Records it. Fails only as the database does.
pub fn record(tx: &Tx<'_>, entry: &Entry) -> Result<(), store::Error> {
    tx.run(
        "INSERT INTO audit (at, kind, actor_id, subject_id, project_id, detail, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            tx.now(),
            entry.kind,
            Param::from(entry.actor),
            Param::from(entry.subject),
            Param::from(entry.project),
            &entry.detail,
            entry.from.map(|address| address.to_string()).as_ref()
        ],
    )?;
    Ok(())
}
