//! Finding an issue for the person who runs Belfry: whoever it belongs to, and deleted or not.

use store::{Db, Row, Timestamp, params};

use super::{IssueId, IssueKey};
use crate::error::Result;
use crate::user::UserId;

/// What is left to know of an issue, even a deleted one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Its row.
    pub id: IssueId,
    /// What people call it.
    pub key: IssueKey,
    /// One line.
    pub title: String,
    /// Who has it.
    pub assignee_id: Option<UserId>,
    /// When it was deleted, if so.
    pub deleted_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT i.id, p.key AS project_key, i.number, i.title, i.assignee_id, i.deleted_at
                        FROM issues i JOIN projects p ON p.id = i.project_id";

/// The issue of this key, if there ever was one. Checks nobody's rights: not for requests.
pub fn trace(db: &Db<'_>, key: &IssueKey) -> Result<Option<Trace>> {
    let sql = format!("{SELECT} WHERE p.id = (SELECT project_id FROM project_keys WHERE key = $1) AND i.number = $2");
    Ok(db.maybe(&sql, &params![&key.project, key.number], read)?)
}

/// The issue of this row, if there ever was one. Checks nobody's rights: not for requests.
pub fn trace_row(db: &Db<'_>, id: IssueId) -> Result<Option<Trace>> {
    Ok(db.maybe(&format!("{SELECT} WHERE i.id = $1"), &params![id], read)?)
}

fn read(row: &Row<'_>) -> Result<Trace, store::Error> {
    Ok(Trace {
        id: row.get("id")?,
        key: IssueKey { project: row.get("project_key")?, number: row.get("number")? },
        title: row.get("title")?,
        assignee_id: row.get("assignee_id")?,
        deleted_at: row.get("deleted_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue;
    use crate::world::World;

    #[test]
    fn a_deleted_issue_can_still_be_traced() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ben);
        let (key, id) = (issue.key.clone(), issue.id);
        world.write(move |tx| issue::delete(tx, &World::act(ada), issue.number)).unwrap();
        let by_key = world.read(move |db| trace(db, &key)).unwrap().unwrap();
        assert_eq!((by_key.assignee_id, by_key.deleted_at), (Some(ben), Some(world.now())));
        assert_eq!(world.read(move |db| trace_row(db, id)).unwrap(), Some(by_key));
        let other = IssueKey { project: "BEL".to_owned(), number: 99 };
        assert_eq!(world.read(move |db| trace(db, &other)).unwrap(), None);
    }
}
