//! The outbox as people look at it: those who run the instance see all mail, everybody else their own.

use std::collections::HashMap;

use outbox::admin::{self, Done};
use outbox::listing::{self, Group, Place};
use outbox::{Mail, MailId, without_addresses};
use store::{Db, Timestamp, Tx};

use super::bell::{self, Wish};
use super::retry;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::event::Act;
use crate::issue::{self, Issue, IssueId, IssueKey};
use crate::user::{self, Person, UserId};

/// Further than this nobody counts.
pub const COUNT_MOST: i64 = 1_000;
const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);
const SOON: std::time::Duration = std::time::Duration::from_secs(5 * 60);

/// A mail in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The mail; addresses are left out of its reason where they are not the reader's to see.
    pub mail: Mail,
    /// Whom it is for.
    pub recipient: Person,
    /// What it is about, if the reader sees that.
    pub issue: Option<(IssueKey, String)>,
    /// Whether the reader may send it now, hold it and take it back.
    pub may_steer: bool,
    /// Whether the reader may have it tried again.
    pub may_retry: bool,
}

/// How the outbox is doing, as far as somebody sees it.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// How many are in each group, in the order of [`Group::ALL`]; at most [`COUNT_MOST`]. Of what ended: in the last 24 hours.
    pub groups: [i64; Group::ALL.len()],
    /// How many are due within five minutes.
    pub due_soon: i64,
    /// How late 99 of 100 rang in the last 24 hours at the most, in microseconds.
    pub p99_us: Option<i64>,
    /// Since when all mail is held, if it is.
    pub held_since: Option<Timestamp>,
}

/// Whose mail somebody looks at: all, or their own.
fn recipient(actor: &Actor) -> Option<i64> {
    if permission::may_run_instance(actor) { None } else { Some(actor.user_id.raw()) }
}

/// The mails of a group from a place on, `most` at the most.
pub fn list(db: &Db<'_>, actor: &Actor, group: Group, page: (Option<Place>, usize)) -> Result<Vec<Listed>> {
    let mails = listing::list(db, group, recipient(actor), page)?;
    let mut issues: HashMap<i64, Option<Issue>> = HashMap::new();
    let mut people: HashMap<i64, Person> = HashMap::new();
    let mut listed = Vec::new();
    for mail in mails {
        if let Some(topic) = mail.topic_id.filter(|topic| !issues.contains_key(topic)) {
            issues.insert(topic, found(issue::find(db, actor, IssueId(topic)))?);
        }
        let issue = mail.topic_id.and_then(|topic| issues.get(&topic)?.as_ref());
        let person = match people.get(&mail.recipient_id) {
            Some(known) => known.clone(),
            None => {
                let found = user::find(db, UserId(mail.recipient_id))?.ok_or(Error::NotFound("user"))?;
                people.entry(mail.recipient_id).or_insert(found.into()).clone()
            }
        };
        listed.push(seen(actor, mail, person, issue));
    }
    Ok(listed)
}

/// What was found, if it was.
fn found<T>(looked: Result<T>) -> Result<Option<T>> {
    match looked {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn seen(actor: &Actor, mut mail: Mail, recipient: Person, issue: Option<&Issue>) -> Listed {
    let rules = permission::may_run_instance(actor);
    if !permission::may_see_addresses(actor, recipient.id) {
        mail.reason = mail.reason.map(|reason| without_addresses(&reason));
    }
    Listed {
        mail,
        recipient,
        issue: issue.map(|issue| (issue.key.clone(), issue.title.clone())),
        may_steer: rules || issue.is_some_and(|issue| permission::may_steer_mail(actor, issue)),
        may_retry: rules,
    }
}

/// How it is doing.
pub fn figures(db: &Db<'_>, actor: &Actor) -> Result<Figures> {
    let (recipient, since) = (recipient(actor), db.now() - DAY);
    let mut groups = [0; Group::ALL.len()];
    for (count, group) in groups.iter_mut().zip(Group::ALL) {
        let since = matches!(group, Group::Sent | Group::Cancelled).then_some(since);
        *count = listing::count(db, group, recipient, (since, COUNT_MOST))?;
    }
    let first = listing::list(db, Group::Scheduled, recipient, (None, 100))?;
    let soon = db.now() + SOON;
    let (_, p99_us) = listing::lateness(db, recipient, since)?;
    Ok(Figures {
        groups,
        due_soon: i64::try_from(first.iter().filter(|mail| mail.next_at <= soon).count()).unwrap_or(i64::MAX),
        p99_us,
        held_since: admin::held_since(db)?,
    })
}

/// Does to a mail in the list what its actor wants.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn steer_listed(tx: &Tx<'_>, act: &Act, id: MailId, wish: &Wish) -> Result<(Done, Mail)> {
    if permission::may_run_instance(&act.actor) {
        return bell::steer_any(tx, act, id, wish);
    }
    let mail = admin::find(tx, id)?.filter(|mail| mail.recipient_id == act.actor.user_id.raw());
    let mail = mail.ok_or(Error::NotFound("mail"))?;
    let topic = mail.topic_id.map(IssueId).ok_or(Error::Forbidden)?;
    let key = issue::find(tx, &act.actor, topic)?.key;
    bell::steer(tx, act, (&key, id), wish)
}

/// Has a mail tried again, by somebody who runs the instance.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn retry_listed(tx: &Tx<'_>, act: &Act, id: MailId) -> Result<(Done, Mail)> {
    if !permission::may_run_instance(&act.actor) {
        return Err(Error::Forbidden);
    }
    let done = retry::retry(tx, id)?;
    shown(tx, (done, id))
}

/// The same of a mail about this issue.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn retry_about(tx: &Tx<'_>, act: &Act, (key, id): (&IssueKey, MailId)) -> Result<(Done, Mail)> {
    let issue = issue::find(tx, &act.actor, key)?;
    let mail = admin::find(tx, id)?.filter(|mail| mail.topic_id == Some(issue.id.raw()));
    mail.filter(|mail| permission::may_see_mail(&act.actor, &issue, UserId(mail.recipient_id)))
        .ok_or(Error::NotFound("mail"))?;
    retry_listed(tx, act, id)
}

/// Takes a failure out of the way, or puts it back, by somebody who runs the instance.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn dismiss_listed(tx: &Tx<'_>, act: &Act, id: MailId, is_dismissed: bool) -> Result<(Done, Mail)> {
    if !permission::may_run_instance(&act.actor) {
        return Err(Error::Forbidden);
    }
    let done = admin::dismiss(tx, id, is_dismissed)?;
    shown(tx, (done, id))
}

/// What came of it, and the mail as it is now.
fn shown(tx: &Tx<'_>, (done, id): (Done, MailId)) -> Result<(Done, Mail)> {
    let mail = admin::find(tx, id)?.ok_or(Error::NotFound("mail"))?;
    Ok((done, mail))
}

/// Holds all mail back, or lets it go again.
///
/// # Errors
/// [`Error::Forbidden`] for whoever does not run the instance.
pub fn hold_all(tx: &Tx<'_>, act: &Act, is_held: bool) -> Result<()> {
    if !permission::may_run_instance(&act.actor) {
        return Err(Error::Forbidden);
    }
    if is_held {
        let by = user::find(tx, act.actor.user_id)?.map_or_else(|| "somebody".to_owned(), |user| user.full_name());
        admin::hold_all(tx, &format!("by {by}"))?;
    } else {
        admin::release_all(tx)?;
    }
    Ok(())
}
