//! Catching up.

use std::time::Duration;

use store::{Db, Row, params};

use super::{Follow, Notice};
use crate::auth::permission;
use crate::error::Result;
use crate::event::EventId;
use crate::user::UserId;

/// More than this is not told one by one: then it is better to load anew what one looks at.
const MOST: usize = 500;
/// No change takes this long from drawing the number of its event to its commit.
const LATE_BY: Duration = Duration::from_secs(30);
/// Nor do this many others commit meanwhile.
const LATE_AMONG: i64 = 4096;

/// What happened meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaughtUp {
    /// The events, by number; the latest of them where there were too many.
    pub notices: Vec<Notice>,
    /// Whether these are all of them; otherwise there were more than are told one by one.
    pub is_all: bool,
}

/// What happened after `last`, the latest event that was heard of: all that `viewer` follows and may see now. Events that
/// were numbered before `last` and may have been committed after it are told too, so that some may be told again.
pub fn since(db: &Db<'_>, viewer: UserId, what: Follow, last: EventId) -> Result<CaughtUp> {
    let Some(actor) = permission::actor(db, viewer)? else {
        return Ok(CaughtUp { notices: Vec::new(), is_all: true });
    };
    let sql = format!(
        "SELECT e.id, e.issue_id, i.project_id, e.kind
           FROM events e JOIN issues i ON i.id = e.issue_id JOIN projects p ON p.id = i.project_id
           LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
          WHERE e.id > $3 AND (e.id > $4 OR e.at >= $5) AND {} AND {}
          ORDER BY e.id DESC LIMIT $7",
        filter(what),
        permission::SEES
    );
    let begun = db.maybe("SELECT at FROM events WHERE id = $1", &params![last], |row| row.get("at"))?;
    let late = begun.unwrap_or(db.now()) - LATE_BY;
    let (from, followed) = (last.raw() - LATE_AMONG, followed(what));
    let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let params = params![actor.user_id, actor.is_admin, from, last, late, followed, limit];
    let mut notices = db.all(&sql, &params, read)?;
    let is_all = notices.len() <= MOST;
    notices.truncate(MOST);
    notices.reverse();
    Ok(CaughtUp { notices, is_all })
}

/// The latest event that there is; 0 if there is none.
pub fn latest(db: &Db<'_>) -> Result<EventId> {
    let sql = "SELECT COALESCE(MAX(id), 0) AS latest FROM events";
    Ok(db.one(sql, &[], |row| row.get("latest"))?)
}

/// The condition that an event is followed, with what is followed as `$6`.
fn filter(what: Follow) -> &'static str {
    match what {
        Follow::Everything => "$6 = 0",
        Follow::Project(_) => "i.project_id = $6",
        Follow::Issue(_) => "e.issue_id = $6",
    }
}

fn followed(what: Follow) -> i64 {
    match what {
        Follow::Everything => 0,
        Follow::Project(project) => project.raw(),
        Follow::Issue(issue) => issue.raw(),
    }
}

fn read(row: &Row<'_>) -> Result<Notice, store::Error> {
    Ok(Notice {
        event: row.get("id")?,
        issue: row.get("issue_id")?,
        project: row.get("project_id")?,
        kind: row.get("kind")?,
    })
}

#[cfg(test)]
mod tests {
    use store::Timestamp;

    use super::*;
    use crate::world::World;

    fn numbers(caught_up: &CaughtUp) -> Vec<i64> {
        caught_up.notices.iter().map(|notice| notice.event.raw()).collect()
    }

    /// Events of one issue, each at so many seconds.
    fn events(world: &World, at: &[i64]) -> UserId {
        let ada = world.register("ada");
        let issue = world.open(ada, ada).id;
        world.write(|tx| Ok(tx.run("UPDATE events SET at = 0", &[])?)).unwrap();
        for second in at {
            let at = Timestamp(second * 1_000_000);
            let sql = "INSERT INTO events (issue_id, kind, detail, at) VALUES ($1, 'issue_changed', '{}', $2)";
            world.write(move |tx| Ok(tx.run(sql, &params![issue, at])?)).unwrap();
        }
        ada
    }

    #[test]
    fn what_may_have_been_committed_late_is_told_again() {
        let world = World::new();
        let ada = events(&world, &[10, 31, 40, 60, 65]);
        let told = |last| numbers(&world.read(move |db| since(db, ada, Follow::Everything, EventId(last))).unwrap());
        assert_eq!(told(5), [3, 4, 5, 6], "those that began up to 30 s before the last");
        assert_eq!(told(6), [4, 5, 6], "and no older ones");
    }

    #[test]
    fn whoever_missed_too_much_is_told_so() {
        let world = World::new();
        let ada = events(&world, &[100; MOST + 20]);
        let told = |last| world.read(move |db| since(db, ada, Follow::Everything, EventId(last))).unwrap();
        let caught_up = told(1);
        assert_eq!((caught_up.is_all, caught_up.notices.len()), (false, MOST));
        assert_eq!(
            caught_up.notices.last().map(|notice| notice.event),
            Some(EventId(i64::try_from(MOST).unwrap() + 21))
        );
    }
}
