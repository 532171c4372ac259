//! Whom a letter goes to.

use store::{Db, Error, params};

use crate::mail::Person;
use crate::user::{UserId, full_name};

/// A recipient as a letter needs them.
pub(super) struct Recipient {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub link_key: Vec<u8>,
}

impl Recipient {
    pub fn load(db: &Db<'_>, id: i64) -> Result<Recipient, Error> {
        db.one("SELECT id, email, first_name, last_name, link_key FROM users WHERE id = $1", &params![id], |row| {
            Ok(Recipient {
                id: row.get("id")?,
                email: row.get("email")?,
                first_name: row.get("first_name")?,
                last_name: row.get("last_name")?,
                link_key: row.get("link_key")?,
            })
        })
    }

    pub fn person(&self) -> Person {
        Person { name: full_name(&self.first_name, &self.last_name), email: self.email.clone() }
    }
}

/// The name of the person who did something; nobody is called Belfry.
pub(super) fn name_of(db: &Db<'_>, user: Option<i64>) -> Result<String, Error> {
    let found = db.maybe("SELECT first_name, last_name FROM users WHERE id = $1", &params![user], |row| {
        let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
        Ok(full_name(&first, &last))
    })?;
    Ok(found.unwrap_or_else(|| "Belfry".to_owned()))
}
