//! Who has the open issues.

use store::{Db, Row};

use super::sight::Sight;
use crate::error::Result;
use crate::issue::Priority;
use crate::user::{Person, UserId, full_name};

/// So many people are named; the rest are added up.
pub const HOLDERS_MOST: usize = 50;

/// Somebody, and what they have; or nobody, and what nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub person: Option<Person>,
    /// How many open issues.
    pub open: i64,
    /// How many of them are urgent, or of high priority.
    pub pressing: i64,
}

/// Who has how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    /// Whoever has most comes first; what nobody has comes last, if there is any.
    pub named: Vec<Holder>,
    /// How many open issues those have who are not named.
    pub others_open: i64,
}

/// Who has what is open now.
pub(super) fn holders(db: &Db<'_>, sight: &Sight, open: i64) -> Result<Holders> {
    let mut values = sight.values();
    let (seen, most) = (sight.seen(&mut values), HOLDERS_MOST + 1);
    // Nobody is put first here, so that they are among those whom the limit leaves.
    let sql = format!(
        "SELECT h.assignee_id, h.open, h.pressing, u.email, u.username, u.first_name, u.last_name
           FROM (SELECT i.assignee_id, COUNT(*) AS open, COUNT(CASE WHEN i.priority >= {} THEN 1 END) AS pressing
                   FROM issues i {seen} AND i.is_open = 1 GROUP BY i.assignee_id
                  ORDER BY CASE WHEN i.assignee_id IS NULL THEN 0 ELSE 1 END, open DESC, i.assignee_id LIMIT {most}) h
           LEFT JOIN users u ON u.id = h.assignee_id
          ORDER BY CASE WHEN h.assignee_id IS NULL THEN 1 ELSE 0 END, h.open DESC, h.assignee_id",
        Priority::High.number()
    );
    let mut named = db.all(&sql, values.params(), read)?;
    if named.len() > HOLDERS_MOST && named.last().is_some_and(|last| last.person.is_some()) {
        named.truncate(HOLDERS_MOST);
    }
    let others_open = open - named.iter().map(|holder| holder.open).sum::<i64>();
    Ok(Holders { named, others_open })
}

fn read(row: &Row<'_>) -> Result<Holder, store::Error> {
    let id: Option<UserId> = row.get("assignee_id")?;
    let person = match id {
        None => None,
        Some(id) => {
            let name = full_name(&row.get::<String>("first_name")?, &row.get::<String>("last_name")?);
            Some(Person { id, email: row.get("email")?, username: row.get("username")?, name })
        }
    };
    Ok(Holder { person, open: row.get("open")?, pressing: row.get("pressing")? })
}
