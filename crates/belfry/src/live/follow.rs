//! Following what happens as it happens.

use outbox::Changed;
use store::{Announcement, Store, Subscription};

use super::Notice;
use super::publish::TOPIC;
use crate::auth::permission;
use crate::issue::IssueId;
use crate::project::ProjectId;
use crate::user::UserId;

/// What somebody follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// All that they may see.
    Everything,
    /// What happens in a project.
    Project(ProjectId),
    /// What happens to an issue.
    Issue(IssueId),
}

/// What somebody hears who follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// This happened.
    Notice(Notice),
    /// Something became of a mail about an issue. Whether it is in the project that is followed, and whose mail they may see,
    /// is for the hearer to ask.
    Mail(Changed),
    /// More happened than could be told: look for yourself, with [`super::since()`], and at the mails.
    Missed,
}

/// One who follows.
pub struct Following {
    announced: Subscription,
    store: Store,
    viewer: UserId,
    what: Follow,
    /// Heard, but not yet known to be theirs to see.
    unseen: Option<Notice>,
}

/// From now on `viewer` hears of what they follow, of as much of it as they may see when it happens.
pub fn follow(store: &Store, viewer: UserId, what: Follow) -> Following {
    Following { announced: store.subscribe(TOPIC), store: store.clone(), viewer, what, unseen: None }
}

impl Following {
    /// The next that is heard, waited for. `None` when the store is gone. Nothing is lost if the wait is given up.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some(notice) = self.unseen.clone() {
                let (viewer, issue) = (self.viewer, notice.issue);
                let seen = self.store.read_short(move |db| permission::is_seen_by(db, viewer, issue)).await;
                self.unseen = None;
                match seen {
                    Ok(true) => return Some(Heard::Notice(notice)),
                    Ok(false) => {}
                    // Whether it is theirs to see will be known when the database can be asked again.
                    Err(_) => return Some(Heard::Missed),
                }
            }
            match self.announced().await? {
                Heard::Notice(notice) => self.unseen = Some(notice),
                heard @ (Heard::Mail(_) | Heard::Missed) => return Some(heard),
            }
        }
    }

    /// The next that happens to what is followed, whether or not the viewer may see it: for whoever asks that themselves before
    /// they tell. `None` when the store is gone. Nothing is lost if the wait is given up.
    pub async fn announced(&mut self) -> Option<Heard> {
        loop {
            match self.announced.next().await? {
                Announcement::Said { text, .. } => match decode(&text) {
                    heard if self.what.covers(&heard) => return Some(heard),
                    _ => {}
                },
                Announcement::Missed => return Some(Heard::Missed),
            }
        }
    }
}

impl Follow {
    /// Whether this is, or may be, about what is followed.
    fn covers(self, heard: &Heard) -> bool {
        match (self, heard) {
            (Follow::Everything, _) | (_, Heard::Missed) | (Follow::Project(_), Heard::Mail(_)) => true,
            (Follow::Project(project), Heard::Notice(notice)) => notice.project == project,
            (Follow::Issue(issue), Heard::Notice(notice)) => notice.issue == issue,
            (Follow::Issue(issue), Heard::Mail(changed)) => changed.topic_id == issue.raw(),
        }
    }
}

fn decode(line: &str) -> Heard {
    let event = Notice::decode(line).map(Heard::Notice);
    event.or_else(|| Changed::decode(line).map(Heard::Mail)).unwrap_or(Heard::Missed)
}
