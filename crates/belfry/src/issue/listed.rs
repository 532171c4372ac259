//! Issues as lists show them, with what stands in other tables.

use std::collections::{HashMap, HashSet};

use outbox::waiting;
use store::{Db, Timestamp};

use super::{Issue, IssueId};
use crate::auth::{Actor, permission};
use crate::error::Result;
use crate::label::{self, Label};
use crate::notification;
use crate::project::{self, ProjectId};
use crate::user::{self, UserId};

/// An issue in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The issue.
    pub issue: Issue,
    /// What its project calls its status, where it is not the usual name.
    pub status_name: Option<String>,
    /// Its labels, by name.
    pub labels: Vec<Label>,
    /// Whether the reader has not read what they were told of it.
    pub is_unread: bool,
    /// The mail about it that rings next, if one waits that the reader may see.
    pub mail: Option<NextMail>,
}

/// A mail that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextMail {
    /// Whom it is for.
    pub name: String,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When it rings.
    pub rings_at: Timestamp,
}

/// These issues, in this order. The actor has loaded them, and so sees them.
pub fn listed(db: &Db<'_>, actor: &Actor, issues: Vec<Issue>) -> Result<Vec<Listed>> {
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id).collect();
    let mut labels = label::of_issues(db, &ids)?;
    let unread: HashSet<IssueId> = notification::unread_among(db, actor, &ids)?.into_iter().collect();
    let mut mails = mails(db, actor, &issues)?;
    let mut projects: Vec<ProjectId> = issues.iter().map(|issue| issue.project_id).collect();
    projects.sort_unstable();
    projects.dedup();
    let names = project::status_names_of(db, &projects)?;
    let listed = issues.into_iter().map(|issue| Listed {
        status_name: names.get(&(issue.project_id, issue.status)).cloned(),
        labels: labels.remove(&issue.id).unwrap_or_default(),
        is_unread: unread.contains(&issue.id),
        mail: mails.remove(&issue.id.raw()),
        issue,
    });
    Ok(listed.collect())
}

/// The next mail about each, of those that the actor may see.
fn mails(db: &Db<'_>, actor: &Actor, issues: &[Issue]) -> Result<HashMap<i64, NextMail>> {
    let topics: Vec<i64> = issues.iter().map(|issue| issue.id.raw()).collect();
    let (mut found, mut names) = (HashMap::new(), HashMap::<i64, String>::new());
    for mail in waiting::about_each(db, &topics)? {
        let Some(issue) = issues.iter().find(|issue| issue.id.raw() == mail.topic_id) else { continue };
        let recipient = UserId(mail.recipient_id);
        if found.contains_key(&mail.topic_id) || !permission::may_see_mail(actor, issue, recipient) {
            continue;
        }
        let name = match (names.get(&mail.recipient_id), &issue.assignee) {
            (Some(known), _) => known.clone(),
            (None, Some(person)) if person.id == recipient => person.name.clone(),
            (None, _) => user::find(db, recipient)?.map(|user| user.full_name()).unwrap_or_default(),
        };
        names.insert(mail.recipient_id, name.clone());
        found.insert(mail.topic_id, NextMail { name, ordered_at: mail.enqueued_at, rings_at: mail.next_at });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue;
    use crate::world::World;

    #[test]
    fn a_list_shows_who_is_mailed_next_to_those_who_may_see_it() {
        let world = World::new();
        let (ada, ben, eve) = (world.register("ada"), world.register("ben"), world.register("eve"));
        let id = world.open(ada, ben).id;
        let seen = |who| {
            let actor = World::act(who).actor;
            let listed = world.read(move |db| listed(db, &actor, vec![issue::find(db, &actor, id)?]));
            listed.unwrap().remove(0)
        };
        let mail = seen(ben).mail.unwrap();
        assert_eq!((mail.name.as_str(), mail.rings_at.since(mail.ordered_at).as_secs()), ("ben", 720));
        assert_eq!((seen(ada).mail, seen(eve).mail), (Some(mail), None));
        assert_eq!((seen(ben).is_unread, seen(ada).is_unread), (true, false));
    }
}
