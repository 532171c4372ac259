//! Everything that the page of an issue shows, read in one look.

use std::collections::HashMap;

use outbox::Mail;
use store::Db;

use crate::auth::{Actor, permission};
use crate::comment::{self, Comment};
use crate::error::{Error, Result};
use crate::event::{self, Change, Event, Recorded};
use crate::issue::{self, Issue, IssueId, IssueKey, Related};
use crate::label::{self, Label};
use crate::mail_setting::{self, MailSettings};
use crate::markdown::Links;
use crate::notification;
use crate::post;
use crate::project::{self, Project, StatusName};
use crate::user::{self, Person, UserId};
use crate::watch;

/// How many people the menu of assignees names.
pub(super) const PEOPLE_MOST: usize = 50;
/// How many comments a page shows.
const COMMENTS_MOST: usize = 500;

/// An issue with everything about it that its reader may see.
#[derive(Clone)]
pub(in crate::web) struct Whole {
    pub issue: Issue,
    pub project: Project,
    pub statuses: Vec<StatusName>,
    pub labels: Vec<Label>,
    pub all_labels: Vec<Label>,
    /// Whom it may be given to, at most one more than the menu names.
    pub people: Vec<Person>,
    pub watchers: Vec<watch::Watcher>,
    pub mails: Vec<Mail>,
    pub events: Vec<Recorded>,
    pub comments: Vec<Comment>,
    pub related: Vec<Related>,
    pub parts: Vec<Issue>,
    pub parent: Option<Issue>,
    /// What the texts name; tasks of the description may be ticked.
    pub links: Links,
    /// The same for comments.
    pub links_of_comments: Links,
    /// Everybody who is named in it.
    pub names: HashMap<UserId, Person>,
    /// The other issues that its history names.
    pub others: HashMap<IssueId, Issue>,
    /// The settings of those whose mail rests.
    pub resting: HashMap<UserId, MailSettings>,
    /// Whether its reader was told of it and has not read about it.
    pub is_unread: bool,
    pub may: May,
}

/// What its reader may do.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct May {
    pub edit: bool,
    pub comment: bool,
    pub delete: bool,
    pub steer: bool,
    /// Run the instance.
    pub run: bool,
}

/// Reads it.
///
/// # Errors
/// [`Error::NotFound`].
pub(in crate::web) fn read(db: &Db<'_>, actor: &Actor, key: &IssueKey) -> Result<Whole> {
    let issue = issue::find(db, actor, key)?;
    let project = project::find_row(db, actor, issue.project_id)?;
    let events = event::history(db, issue.id)?;
    let comments = comment::list(db, &issue, 0, COMMENTS_MOST)?;
    let mails = post::bell(db, actor, &issue)?;
    let texts = std::iter::once(issue.description.as_str()).chain(comments.iter().map(|comment| comment.text.as_str()));
    let mut links = super::links::of(db, actor, texts)?;
    let links_of_comments = links.clone();
    let may = may(actor, &issue);
    if may.edit {
        links.let_tick();
    }
    let mut others = HashMap::new();
    for other in events.iter().filter_map(|recorded| recorded.event.other()) {
        others.extend(seen(db, actor, other)?.map(|found| (other, found)));
    }
    Ok(Whole {
        statuses: project::status_names(db, &project)?,
        labels: label::of_issues(db, &[issue.id])?.remove(&issue.id).unwrap_or_default(),
        all_labels: label::list(db, project.id)?,
        people: if may.edit { project::people(db, &project, PEOPLE_MOST + 1)? } else { Vec::new() },
        watchers: watch::hearing(db, &issue)?,
        related: issue::related(db, actor, &issue)?,
        is_unread: !notification::unread_among(db, actor, &[issue.id])?.is_empty(),
        parts: issue::parts(db, actor, issue.id)?,
        parent: issue.parent_id.map(|parent| seen(db, actor, parent)).transpose()?.flatten(),
        names: names(db, &events, &mails)?,
        resting: resting(db, &mails)?,
        links,
        links_of_comments,
        others,
        may,
        mails,
        events,
        comments,
        issue,
        project,
    })
}

fn may(actor: &Actor, issue: &Issue) -> May {
    May {
        edit: permission::may_edit(actor, issue),
        comment: permission::may_comment(issue),
        delete: permission::may_delete(actor, issue),
        steer: permission::may_steer_mail(actor, issue),
        run: permission::may_run_instance(actor),
    }
}

/// Another issue, if the actor sees it.
fn seen(db: &Db<'_>, actor: &Actor, id: IssueId) -> Result<Option<Issue>> {
    match issue::find(db, actor, id) {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Everybody that the history and the mails name.
fn names(db: &Db<'_>, events: &[Recorded], mails: &[Mail]) -> Result<HashMap<UserId, Person>> {
    let changes = events.iter().flat_map(|recorded| match &recorded.event {
        Event::IssueChanged { changes, .. } => changes.as_slice(),
        _ => &[],
    });
    let assigned = changes.flat_map(|change| match change {
        Change::Assignee { from, to } => [*from, *to],
        _ => [None, None],
    });
    let opened = events.iter().map(|recorded| match recorded.event {
        Event::IssueOpened { assignee } => assignee,
        _ => None,
    });
    let actors = events.iter().map(|recorded| recorded.actor_id);
    let recipients = mails.iter().map(|mail| Some(UserId(mail.recipient_id)));
    let mut names = HashMap::new();
    for id in actors.chain(opened).chain(assigned).chain(recipients).flatten() {
        if let std::collections::hash_map::Entry::Vacant(place) = names.entry(id)
            && let Some(found) = user::find(db, id)?
        {
            place.insert(Person::from(found));
        }
    }
    Ok(names)
}

/// The settings of everybody whose mail rests until they want mail again.
fn resting(db: &Db<'_>, mails: &[Mail]) -> Result<HashMap<UserId, MailSettings>> {
    let mut found = HashMap::new();
    for mail in mails.iter().filter(|mail| mail.rests_until.is_some() && !mail.state.is_end()) {
        let user = UserId(mail.recipient_id);
        found.insert(user, mail_setting::load(db, user)?);
    }
    Ok(found)
}
