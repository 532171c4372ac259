//! Beginning and ceasing to hear of an issue.

use store::{Db, Tx, params};

use super::Reason;
use crate::auth::Actor;
use crate::error::Result;
use crate::issue::{self, Issue, IssueId, Which};
use crate::user::UserId;

/// The actor hears of this issue from now on, because they ask to.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn watch(tx: &Tx<'_>, actor: &Actor, which: impl Into<Which>) -> Result<()> {
    let issue = issue::find(tx, actor, which)?;
    put(tx, issue.id, actor.user_id, (true, Reason::Watching))
}

/// The actor hears no more of this issue, but for being given it or being mentioned.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn unwatch(tx: &Tx<'_>, actor: &Actor, which: impl Into<Which>) -> Result<()> {
    let issue = issue::find(tx, actor, which)?;
    put(tx, issue.id, actor.user_id, (false, Reason::Watching))
}

/// Somebody takes part in an issue, and so hears of it from now on, unless they asked not to.
pub fn follow(tx: &Tx<'_>, issue: IssueId, user: UserId, reason: Reason) -> Result<()> {
    tx.run_along(
        "INSERT INTO watchers (issue_id, user_id, is_watching, reason, since) VALUES ($1, $2, 1, $3, $4)
         ON CONFLICT (issue_id, user_id) DO NOTHING",
        &params![issue, user, reason, tx.now()],
    )?;
    Ok(())
}

fn put(tx: &Tx<'_>, issue: IssueId, user: UserId, (is_watching, reason): (bool, Reason)) -> Result<()> {
    tx.run(
        "INSERT INTO watchers (issue_id, user_id, is_watching, reason, since) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (issue_id, user_id) DO UPDATE SET is_watching = excluded.is_watching, reason = excluded.reason",
        &params![issue, user, is_watching, reason, tx.now()],
    )?;
    Ok(())
}

/// Whether this person hears of the issue beside having it: what a mail asks before it goes.
pub fn is_watching(db: &Db<'_>, user: UserId, issue: IssueId) -> Result<bool, store::Error> {
    let asked: Option<bool> = db.maybe(
        "SELECT is_watching FROM watchers WHERE issue_id = $1 AND user_id = $2",
        &params![issue, user],
        |row| row.get("is_watching"),
    )?;
    if let Some(asked) = asked {
        return Ok(asked);
    }
    let found = db.maybe(
        "SELECT i.id FROM issues i LEFT JOIN project_watches w ON w.project_id = i.project_id AND w.user_id = $2
          WHERE i.id = $1 AND (i.created_by = $2 OR w.level = 'all')",
        &params![issue, user],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Everybody who hears of the issue beside its assignee, or of all of its project, and why: those who asked not to hear of it
/// are left out.
pub fn watchers(db: &Db<'_>, issue: &Issue) -> Result<Vec<(UserId, Reason)>> {
    let rows: Vec<(UserId, bool, Reason)> = db.all(
        "SELECT user_id, is_watching, reason FROM watchers WHERE issue_id = $1
          UNION ALL SELECT user_id, 1, 'project' FROM project_watches WHERE project_id = $2 AND level = 'all'
          ORDER BY user_id",
        &params![issue.id, issue.project_id],
        |row| Ok((row.get("user_id")?, row.get("is_watching")?, row.get("reason")?)),
    )?;
    let author = issue.created_by.id;
    let is_author_on_record = rows.iter().any(|(user, _, reason)| *user == author && *reason != Reason::Project);
    let mut watchers: Vec<(UserId, Reason)> =
        rows.into_iter().filter(|(_, is_watching, _)| *is_watching).map(|(user, _, reason)| (user, reason)).collect();
    if !is_author_on_record {
        watchers.push((author, Reason::Opened));
    }
    Ok(watchers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn who_opened_it_hears_of_it_until_they_ask_not_to() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ben);
        let (as_ada, as_ben) = (World::act(ada).actor, World::act(ben).actor);
        let heard = || {
            let issue = issue.clone();
            world.read(move |db| watchers(db, &issue)).unwrap()
        };
        assert_eq!(heard(), [(ada, Reason::Opened)]);
        world.write(move |tx| watch(tx, &as_ben, 1)).unwrap();
        assert_eq!(heard(), [(ben, Reason::Watching), (ada, Reason::Opened)]);
        world.write(move |tx| unwatch(tx, &as_ada, 1)).unwrap();
        assert_eq!(heard(), [(ben, Reason::Watching)]);
        let id = issue.id;
        world.write(move |tx| follow(tx, id, ada, Reason::Commented)).unwrap();
        assert_eq!(heard(), [(ben, Reason::Watching)]);
        world.write(move |tx| watch(tx, &as_ada, 1)).unwrap();
        assert_eq!(heard().len(), 2);
    }
}
