//! Looking people up.

use std::collections::HashMap;

use store::{Db, Param, Row, Timestamp, params};

use super::{Email, UserId, Username};
use crate::error::Result;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their number.
    pub id: UserId,
    /// As they typed it.
    pub email: String,
    /// As they typed it.
    pub username: String,
    /// Not blank.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Whether they may run the instance.
    pub is_admin: bool,
    /// When they registered.
    pub created_at: Timestamp,
    /// Since when they can do nothing, if so.
    pub disabled_at: Option<Timestamp>,
    /// Whether they want a mail about what they assign to themselves.
    pub mails_own_assignments: bool,
}

impl User {
    pub(super) const COLUMNS: &'static str =
        "id, email, username, first_name, last_name, is_admin, created_at, disabled_at, mails_own_assignments";

    pub(super) fn read(row: &Row<'_>) -> Result<User, store::Error> {
        Ok(User {
            id: row.get("id")?,
            email: row.get("email")?,
            username: row.get("username")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            is_admin: row.get("is_admin")?,
            created_at: row.get("created_at")?,
            disabled_at: row.get("disabled_at")?,
            mails_own_assignments: row.get("mails_own_assignments")?,
        })
    }

    /// First and last name as one.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Whether they may log in and be mailed.
    pub fn is_active(&self) -> bool {
        self.disabled_at.is_none()
    }
}

/// First and last name as one; the last may be missing.
pub fn full_name(first: &str, last: &str) -> String {
    // By hand and not by `format!`: every issue on a page names two people.
    let name = [first, " ", last].concat();
    let trimmed = name.trim();
    if trimmed.len() == name.len() { name } else { trimmed.to_owned() }
}

/// The person of this number.
pub fn find(db: &Db<'_>, id: UserId) -> Result<Option<User>> {
    let sql = format!("SELECT {} FROM users WHERE id = $1", User::COLUMNS);
    Ok(db.maybe(&sql, &params![id], User::read)?)
}

/// The people of these numbers, in one look.
pub fn find_all(db: &Db<'_>, ids: &[UserId]) -> Result<HashMap<UserId, User>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT {} FROM users WHERE id IN ({})", User::COLUMNS, places.join(", "));
    let params: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    Ok(db.all(&sql, &params, User::read)?.into_iter().map(|user| (user.id, user)).collect())
}

/// The person with this address, in any letter case.
pub fn find_by_email(db: &Db<'_>, email: &Email) -> Result<Option<User>> {
    let sql = format!("SELECT {} FROM users WHERE email_key = $1", User::COLUMNS);
    Ok(db.maybe(&sql, &params![&email.key()], User::read)?)
}

/// The person who logs in with this, in any letter case.
pub fn find_by_username(db: &Db<'_>, username: &Username) -> Result<Option<User>> {
    let sql = format!("SELECT {} FROM users WHERE username_key = $1", User::COLUMNS);
    Ok(db.maybe(&sql, &params![&username.key()], User::read)?)
}

/// Whether nobody has registered yet.
pub fn is_nobody(db: &Db<'_>) -> Result<bool> {
    Ok(db.maybe("SELECT id FROM users LIMIT 1", &[], |_| Ok(()))?.is_none())
}

/// Everybody, in the order in which they registered, the disabled ones too.
pub fn list(db: &Db<'_>) -> Result<Vec<User>> {
    let sql = format!("SELECT {} FROM users ORDER BY id", User::COLUMNS);
    Ok(db.all(&sql, &[], User::read)?)
}
