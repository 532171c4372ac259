//! Following what happens as it happens.

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
    /// More happened than could be told: look for yourself, with [`super::since()`].
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
                Heard::Missed => return Some(Heard::Missed),
            }
        }
    }

    /// The next that happens to what is followed, whether or not the viewer may see it: for whoever asks that themselves before
    /// they tell. `None` when the store is gone. Nothing is lost if the wait is given up.
    pub async fn announced(&mut self) -> Option<Heard> {
        loop {
            match self.announced.next().await? {
                Announcement::Said { text, .. } => match Notice::decode(&text) {
                    Some(notice) if self.what.covers(&notice) => return Some(Heard::Notice(notice)),
                    Some(_) => {}
                    None => return Some(Heard::Missed),
                },
                Announcement::Missed => return Some(Heard::Missed),
            }
        }
    }
}

impl Follow {
    /// Whether this is about what is followed.
    pub(super) fn covers(self, notice: &Notice) -> bool {
        match self {
            Follow::Everything => true,
            Follow::Project(project) => notice.project == project,
            Follow::Issue(issue) => notice.issue == issue,
        }
    }
}
