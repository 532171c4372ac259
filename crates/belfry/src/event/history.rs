//! What happened to an issue, from the first event to the last.

use std::collections::HashMap;

use store::{Db, Param, Row, Timestamp, params};

use super::{Event, EventId};
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::issue::{Issue, IssueId};
use crate::user::UserId;

/// An event as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor_id: Option<UserId>,
    /// What happened.
    pub event: Event,
}

/// Every event of this issue, in the order in which they happened.
pub fn history(db: &Db<'_>, issue: IssueId) -> Result<Vec<Recorded>> {
    let sql = "SELECT id, at, actor_id, kind, detail FROM events WHERE issue_id = $1 OR other_id = $1 ORDER BY id";
    db.all(sql, &params![issue], read)?.into_iter().map(decoded).collect()
}

/// The events that made the issue what it is since it was at this version, in the order in which they happened.
pub fn since(db: &Db<'_>, issue: &Issue, version: i64) -> Result<Vec<Recorded>> {
    let made = history(db, issue.id)?.into_iter().rev().filter(|recorded| recorded.event.makes_version());
    let newer = usize::try_from(issue.version - version).unwrap_or(0);
    let mut found: Vec<Recorded> = made.take(newer).collect();
    found.reverse();
    Ok(found)
}

/// The latest that the actor did to this issue, if they did anything.
pub fn latest_own(db: &Db<'_>, actor: &Actor, issue: IssueId) -> Result<Option<EventId>> {
    let sql = "SELECT id FROM events WHERE issue_id = $1 AND actor_id = $2 ORDER BY id DESC LIMIT 1";
    Ok(db.maybe(sql, &params![issue, actor.user_id], |row| row.get("id"))?)
}

/// Something that the actor did to this issue.
///
/// # Errors
/// [`Error::NotFound`], also where somebody else did it, or to another issue.
pub fn find_own(db: &Db<'_>, actor: &Actor, (issue, id): (IssueId, EventId)) -> Result<Recorded> {
    let sql = "SELECT id, at, actor_id, kind, detail FROM events WHERE id = $1 AND issue_id = $2 AND actor_id = $3";
    let found = db.maybe(sql, &params![id, issue, actor.user_id], read)?;
    found.map(decoded).transpose()?.ok_or(Error::NotFound("event"))
}

/// A row as it is kept: its words are decoded outside the database.
type Kept = (EventId, Timestamp, Option<UserId>, [String; 2]);

fn read(row: &Row<'_>) -> Result<Kept, store::Error> {
    Ok((row.get("id")?, row.get("at")?, row.get("actor_id")?, [row.get("kind")?, row.get("detail")?]))
}

fn decoded((id, at, actor_id, [kind, detail]): Kept) -> Result<Recorded> {
    Ok(Recorded { id, at, actor_id, event: Event::decode(&kind, &detail)? })
}

/// These events, in one look.
pub fn find_all(db: &Db<'_>, ids: &[EventId]) -> Result<HashMap<EventId, Recorded>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT id, at, actor_id, kind, detail FROM events WHERE id IN ({})", places.join(", "));
    let params: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    let rows = db.all(&sql, &params, read)?;
    rows.into_iter().map(|row| decoded(row).map(|recorded| (recorded.id, recorded))).collect()
}

/// One event.
pub fn find(db: &Db<'_>, id: EventId) -> Result<Option<Recorded>> {
    let sql = "SELECT id, at, actor_id, kind, detail FROM events WHERE id = $1";
    db.maybe(sql, &params![id], read)?.map(decoded).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue;
    use crate::world::World;

    #[test]
    fn events_are_told_in_order() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ben);
        let id = issue.id;
        world.write(move |tx| issue::delete(tx, &World::act(ada), issue.number)).unwrap();
        let events = world.read(move |db| history(db, id)).unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[0].event, Event::IssueOpened { assignee: Some(ben) });
        assert_eq!(events[1].event, Event::IssueDeleted { mails_too_late: 0 });
        assert!(events.iter().all(|event| event.actor_id == Some(ada) && event.at == world.now()));
    }
}
