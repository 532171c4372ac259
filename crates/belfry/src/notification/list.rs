//! Reading an inbox.

use store::{Db, Param, Row, Timestamp, params};

use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::event::EventId;
use crate::issue::{IssueId, IssueKey};
use crate::watch::Reason;

/// An issue that somebody was told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The issue.
    pub issue_id: IssueId,
    /// What people call it.
    pub key: IssueKey,
    /// Its title, as it is now.
    pub title: String,
    /// Why they were told of the latest event.
    pub reason: Reason,
    /// The latest event.
    pub event_id: EventId,
    /// The first event that they have not read, if any.
    pub unread_from: Option<EventId>,
    /// When the latest event happened.
    pub at: Timestamp,
    /// Until when it is put off, if it is.
    pub snoozed_until: Option<Timestamp>,
    /// When they were done with it, if they are.
    pub done_at: Option<Timestamp>,
}

/// Which notifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// What is neither put off nor done with.
    #[default]
    Open,
    /// Of those, what is unread.
    Unread,
    /// Of the open ones, what they were given.
    Assigned,
    /// Of the open ones, where they were mentioned.
    Mentioned,
    /// Of the open ones, what they hear of for other reasons.
    Watching,
    /// What is put off.
    Snoozed,
    /// What is done with.
    Done,
}

impl Filter {
    /// Every one of them.
    pub const ALL: [Filter; 7] = [
        Filter::Open,
        Filter::Unread,
        Filter::Assigned,
        Filter::Mentioned,
        Filter::Watching,
        Filter::Snoozed,
        Filter::Done,
    ];

    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Filter::Open => "open",
            Filter::Unread => "unread",
            Filter::Assigned => "assigned",
            Filter::Mentioned => "mentioned",
            Filter::Watching => "watching",
            Filter::Snoozed => "snoozed",
            Filter::Done => "done",
        }
    }

    /// The filter of that word.
    pub fn parse(word: &str) -> Option<Filter> {
        Filter::ALL.into_iter().find(|filter| filter.as_str() == word)
    }

    /// The condition on `n`, where `$3` is now.
    fn condition(self) -> String {
        let open = "n.done_at IS NULL AND (n.snoozed_until IS NULL OR n.snoozed_until <= $3)";
        match self {
            Filter::Open => open.to_owned(),
            Filter::Unread => format!("{open} AND n.unread_from IS NOT NULL"),
            Filter::Assigned => format!("{open} AND n.reason = 'assigned'"),
            Filter::Mentioned => format!("{open} AND n.reason = 'mentioned'"),
            Filter::Watching => format!("{open} AND n.reason NOT IN ('assigned', 'mentioned')"),
            Filter::Snoozed => "n.done_at IS NULL AND n.snoozed_until > $3".to_owned(),
            Filter::Done => "n.done_at <= $3".to_owned(),
        }
    }
}

/// At most `limit` notifications of the actor, the latest first, from below the moment and the issue of the last of the
/// page before.
pub fn list(
    db: &Db<'_>,
    actor: &Actor,
    (filter, before): (Filter, Option<(Timestamp, IssueId)>),
    limit: usize,
) -> Result<Vec<Notification>> {
    let mut sql = format!("{} AND {}", select(), filter.condition());
    let mut params = vec![Param::from(actor.user_id), Param::from(actor.is_admin), Param::from(db.now())];
    if let Some((at, issue)) = before {
        sql.push_str(" AND (n.at < $4 OR (n.at = $4 AND n.issue_id < $5))");
        params.extend([Param::from(at), Param::from(issue)]);
    }
    params.push(Param::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    sql.push_str(&format!(" ORDER BY n.at DESC, n.issue_id DESC LIMIT ${}", params.len()));
    Ok(db.all(&sql, &params, read)?)
}

/// The actor's notification about this issue, whether it is put off or done with or neither.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(db: &Db<'_>, actor: &Actor, issue: IssueId) -> Result<Notification> {
    let sql = format!("{} AND n.issue_id = $3", select());
    let found = db.maybe(&sql, &params![actor.user_id, actor.is_admin, issue], read)?;
    found.ok_or(Error::NotFound("notification"))
}

fn read(row: &Row<'_>) -> Result<Notification, store::Error> {
    Ok(Notification {
        issue_id: row.get("issue_id")?,
        key: IssueKey { project: row.get("project_key")?, number: row.get("number")? },
        title: row.get("title")?,
        reason: row.get("reason")?,
        event_id: row.get::<i64>("event_id").map(EventId)?,
        unread_from: row.get::<Option<i64>>("unread_from")?.map(EventId),
        at: row.get("at")?,
        snoozed_until: row.get("snoozed_until")?,
        done_at: row.get("done_at")?,
    })
}

fn select() -> String {
    format!(
        "SELECT n.issue_id, p.key AS project_key, i.number, i.title, n.reason, n.event_id, n.unread_from, n.at,
                n.snoozed_until, n.done_at
           FROM notifications n JOIN issues i ON i.id = n.issue_id JOIN projects p ON p.id = i.project_id
           LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
          WHERE n.user_id = $1 AND i.deleted_at IS NULL AND {}",
        permission::SEES
    )
}

/// Which of these issues the actor was told of and has not read about.
pub fn unread_among(db: &Db<'_>, actor: &Actor, issues: &[IssueId]) -> Result<Vec<IssueId>> {
    let Some((places, bound)) = store::several(issues, 2) else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT issue_id FROM notifications
          WHERE user_id = $1 AND issue_id IN ({places}) AND unread_from IS NOT NULL AND done_at IS NULL"
    );
    let params = [&params![actor.user_id], &bound[..]].concat();
    Ok(db.all(&sql, &params, |row| row.get("issue_id"))?)
}

/// How many issues the actor has not read about, and neither put off nor done with.
pub fn unread_count(db: &Db<'_>, actor: &Actor) -> Result<i64> {
    Ok(unread_by_reason(db, actor)?.into_iter().map(|(_, count)| count).sum())
}

/// The same by why they were told, the reasons without any left out.
pub fn unread_by_reason(db: &Db<'_>, actor: &Actor) -> Result<Vec<(Reason, i64)>> {
    let sql = format!(
        "SELECT n.reason, COUNT(*) AS unread FROM notifications n JOIN issues i ON i.id = n.issue_id
           JOIN projects p ON p.id = i.project_id LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
          WHERE n.user_id = $1 AND i.deleted_at IS NULL AND {} AND {} GROUP BY n.reason",
        permission::SEES,
        Filter::Unread.condition()
    );
    let params = params![actor.user_id, actor.is_admin, db.now()];
    Ok(db.all(&sql, &params, |row| Ok((row.get("reason")?, row.get("unread")?)))?)
}
