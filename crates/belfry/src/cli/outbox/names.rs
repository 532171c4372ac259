//! The people and issues that the outbox knows by number only.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use outbox::Mail;
use store::Db;

use crate::error::Result;
use crate::issue::{self, IssueId};
use crate::user::{self, User, UserId};

/// Looks names up, each once.
#[derive(Default)]
pub(super) struct Names {
    people: HashMap<i64, Option<User>>,
    issues: HashMap<i64, Option<String>>,
}

impl Names {
    /// The person of this number.
    pub(super) fn person(&mut self, db: &Db<'_>, id: i64) -> Result<Option<&User>> {
        let person = match self.people.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(user::find(db, UserId(id))?),
        };
        Ok(person.as_ref())
    }

    /// The username of this number.
    pub(super) fn username(&mut self, db: &Db<'_>, id: i64) -> Result<String> {
        let person = self.person(db, id)?;
        Ok(person.map_or_else(|| format!("user {id}"), |user| user.username.clone()))
    }

    /// The key of the issue that a mail is about; nothing for a digest.
    pub(super) fn issue(&mut self, db: &Db<'_>, mail: &Mail) -> Result<Option<String>> {
        let Some(id) = mail.topic_id else { return Ok(None) };
        let key = match self.issues.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let trace = issue::trace_row(db, IssueId(id))?;
                unknown.insert(trace.map(|trace| trace.key.to_string()))
            }
        };
        Ok(key.clone())
    }
}
