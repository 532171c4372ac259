//! Who hears of an issue, whatever happens to it next.

use std::collections::{BTreeMap, HashSet};

use store::{Db, params};

use super::{Level, Reason, level, watchers};
use crate::auth::permission;
use crate::error::Result;
use crate::issue::Issue;
use crate::user::{self, Person, UserId};

/// Everybody who would hear of the issue if they may see it and did not ask to be left out, for the strongest reason.
pub(super) fn concerned(db: &Db<'_>, issue: &Issue) -> Result<BTreeMap<UserId, Reason>> {
    let mut concerned: BTreeMap<UserId, Reason> = BTreeMap::new();
    let mut add = |user: UserId, reason: Reason| {
        let known = concerned.entry(user).or_insert(reason);
        *known = (*known).max(reason);
    };
    for (user, reason) in watchers(db, issue)? {
        // An earlier mention is why they watch; only one in a new event is a call.
        add(user, if reason == Reason::Mentioned { Reason::Watching } else { reason });
    }
    issue.assignee.iter().for_each(|person| add(person.id, Reason::Assigned));
    Ok(concerned)
}

/// Why this person does not hear of the issue although it might concern them for this reason, if so.
pub(super) fn refusal(db: &Db<'_>, issue: &Issue, (user, reason): (UserId, Reason)) -> Result<Option<&'static str>> {
    if !permission::is_seen_by(db, user, issue.id)? {
        return Ok(Some("may not see the issue"));
    }
    if reason >= Reason::Assigned {
        return Ok(None);
    }
    if asked(db, user, issue)? == Some(false) {
        return Ok(Some("asked not to hear of this issue"));
    }
    let is_off = level(db, issue.project_id, user)? == Level::None;
    Ok(is_off.then_some("asked not to hear of this project"))
}

/// What they asked of this issue: to hear of it, or to be left out.
fn asked(db: &Db<'_>, user: UserId, issue: &Issue) -> Result<Option<bool>> {
    let sql = "SELECT is_watching FROM watchers WHERE issue_id = $1 AND user_id = $2";
    Ok(db.maybe(sql, &params![issue.id, user], |row| row.get("is_watching"))?)
}

/// Everybody who asked not to hear of the issue, or of its project: whom [`refusal`] refuses, in one look.
fn left_out(db: &Db<'_>, issue: &Issue) -> Result<HashSet<UserId>> {
    let sql = "SELECT user_id FROM watchers WHERE issue_id = $1 AND is_watching = 0
               UNION SELECT user_id FROM project_watches WHERE project_id = $2 AND level = 'none'";
    Ok(db.all(sql, &params![issue.id, issue.project_id], |row| row.get("user_id"))?.into_iter().collect())
}

/// Somebody who hears of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    /// Who.
    pub person: Person,
    /// Why.
    pub reason: Reason,
}

/// Everybody who hears of what others do to the issue, by username.
pub fn hearing(db: &Db<'_>, issue: &Issue) -> Result<Vec<Watcher>> {
    let concerned = concerned(db, issue)?;
    let ids: Vec<UserId> = concerned.keys().copied().collect();
    let (seen, left_out) = (permission::seen_by(db, &ids, issue.id)?, left_out(db, issue)?);
    let mut people = user::find_all(db, &ids)?;
    let hears = |(user, reason): &(UserId, Reason)| {
        seen.contains(user) && (*reason >= Reason::Assigned || !left_out.contains(user))
    };
    let mut hearing: Vec<Watcher> = concerned
        .into_iter()
        .filter(hears)
        .filter_map(|(user, reason)| Some(Watcher { person: people.remove(&user)?.into(), reason }))
        .collect();
    hearing.sort_by(|one, other| one.person.username.cmp(&other.person.username));
    Ok(hearing)
}

/// Why this person hears of the issue, if they do.
pub fn why(db: &Db<'_>, issue: &Issue, user: UserId) -> Result<Option<Reason>> {
    let Some(reason) = concerned(db, issue)?.get(&user).copied() else { return Ok(None) };
    Ok(refusal(db, issue, (user, reason))?.is_none().then_some(reason))
}

/// Whether this person asked not to hear of the issue.
pub fn is_left_out(db: &Db<'_>, issue: &Issue, user: UserId) -> Result<bool> {
    Ok(asked(db, user, issue)? == Some(false))
}
