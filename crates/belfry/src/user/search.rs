//! Looking for people by what they are called.

use store::{Db, params};

use super::{User, UserId};
use crate::auth::Actor;
use crate::auth::permission;
use crate::error::Result;

/// How many rows are looked through at once.
const BATCH: i64 = 500;

/// So many people after this one, in the order in which they registered, whose username or name holds `text` in any letter
/// case. Those whose accounts are disabled are shown to admins only.
///
/// # Errors
/// As the database fails.
pub fn search(db: &Db<'_>, actor: &Actor, text: &str, (after, most): (UserId, usize)) -> Result<Vec<User>> {
    let (wanted, sees_all) = (text.trim().to_lowercase(), permission::may_run_instance(actor));
    let sql = format!("SELECT {} FROM users WHERE id > $1 ORDER BY id LIMIT $2", User::COLUMNS);
    let (mut found, mut after) = (Vec::new(), after);
    loop {
        let batch = db.all(&sql, &params![after, BATCH], User::read)?;
        let Some(last) = batch.last() else { return Ok(found) };
        after = last.id;
        let fits = |user: &User| (sees_all || user.is_active()) && is_called(user, &wanted);
        found.extend(batch.into_iter().filter(fits));
        if found.len() >= most {
            found.truncate(most);
            return Ok(found);
        }
    }
}

fn is_called(user: &User, wanted: &str) -> bool {
    user.username.to_lowercase().contains(wanted) || user.full_name().to_lowercase().contains(wanted)
}
