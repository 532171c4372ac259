//! Why somebody did or did not get mail about an issue: each decision that was kept, and what became of the mail it led to.
//!
//! Read from what was recorded: nothing is worked out anew but where nothing is recorded, and then it is said so.

use outbox::{Mail, admin, mail_log};
use store::Db;

use super::tell;
use crate::error::Result;
use crate::event::{self, Recorded};
use crate::issue::IssueId;
use crate::user::UserId;
use crate::watch::{self, Decision};

/// A mail with its log.
pub type Logged = (Mail, Vec<mail_log::Line>);

/// One decision, and what followed by mail.
#[derive(Clone, Debug)]
pub struct Explained {
    /// What happened.
    pub event: Recorded,
    /// Whether the person was told, and why (not).
    pub decision: Decision,
    /// The mail that tells it, if one does.
    pub mail: Option<(Logged, How)>,
    /// Why none does, if none does.
    pub why_none: Option<String>,
}

/// How a mail came to tell of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It was ordered for it.
    Ordered,
    /// It waited already, and took it in.
    Joined,
    /// It waited for another reason, and says what is so when it leaves.
    Waited,
}

impl How {
    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Ordered => "ordered",
            How::Joined => "joined",
            How::Waited => "waited",
        }
    }
}

/// Everything that was decided about the issue, for one person or for all, in the order in which it happened.
pub fn why(db: &Db<'_>, issue: IssueId, user: Option<UserId>) -> Result<Vec<Explained>> {
    let events = event::history(db, issue)?;
    let mut mails = Vec::new();
    for mail in admin::about(db, issue.raw(), user.map(UserId::raw))? {
        let log = admin::log(db, mail.id)?;
        mails.push((mail, log));
    }
    let mut explained = Vec::new();
    for event in events {
        let decisions = watch::decisions(db, event.id)?.into_iter();
        for decision in decisions.filter(|decision| user.is_none_or(|user| decision.user_id == user)) {
            let mail = telling(&mails, &event, &decision);
            let why_none = mail.is_none().then(|| why_none(&event, &decision));
            explained.push(Explained { event: event.clone(), decision, mail, why_none });
        }
    }
    Ok(explained)
}

/// The mail that tells this person of the event; of one that they were not told of, only if it was ordered for it.
fn telling(mails: &[Logged], event: &Recorded, decision: &Decision) -> Option<(Logged, How)> {
    let user = decision.user_id;
    let joined = format!("event {}", event.id);
    let theirs = || mails.iter().filter(|(mail, _)| mail.recipient_id == user.raw());
    let is_joined = |log: &[mail_log::Line]| log.iter().any(|line| line.action == "merged" && line.detail == joined);
    let ordered = theirs().find(|(mail, _)| mail.cause_id == Some(event.id.raw())).map(|found| (found, How::Ordered));
    let joined = || theirs().find(|(_, log)| is_joined(log)).map(|found| (found, How::Joined));
    let waited = || {
        let found = theirs().find(|(mail, _)| decision.is_told && waited(mail, event));
        found.map(|found| (found, How::Waited))
    };
    ordered.or_else(joined).or_else(waited).map(|(found, how)| (found.clone(), how))
}

/// Whether the mail waited when that happened, not frozen yet.
fn waited(mail: &Mail, event: &Recorded) -> bool {
    let is_over = [mail.ended_at, mail.rung_at].into_iter().flatten().any(|end| end <= event.at);
    mail.enqueued_at <= event.at && !is_over && mail.cause_id < Some(event.id.raw())
}

fn why_none(event: &Recorded, decision: &Decision) -> String {
    match decision.told_because() {
        None => decision.reason.clone(),
        Some(reason) if !tell::is_mailed(&event.event, reason) => {
            "the inbox tells it; what happens of this kind is not mailed".to_owned()
        }
        Some(_) => "nothing was left to tell".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::comment::{self, CommentText};
    use crate::issue::{Edit, Title};
    use crate::world::World;

    #[test]
    fn each_decision_is_told_with_the_mail_that_it_led_to_or_why_there_is_none() {
        let world = World::new();
        let (ada, ben, cleo) = (world.register("ada"), world.register("ben"), world.register("cleo"));
        let issue = world.open(ada, ben).id;
        world.edit(ada, 1, Edit { title: Some(Title::parse("Other").unwrap()), ..Edit::default() }).unwrap();
        world.advance(Duration::from_secs(3600));
        world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
        let text = CommentText::parse("@cleo?").unwrap();
        world.write(move |tx| comment::add(tx, &World::act(ada), 1, &text)).unwrap();
        let told = |user| {
            let found = world.read(move |db| why(db, issue, Some(user))).unwrap();
            let told = found.into_iter().map(|one| {
                let mail = one.mail.map(|((mail, _), how)| format!("{} {} {}", how.as_str(), mail.kind, mail.state));
                (one.decision.is_told, one.decision.reason, mail.or(one.why_none).unwrap())
            });
            told.collect::<Vec<_>>()
        };
        let row = |is_told, reason: &str, mail: &str| (is_told, reason.to_owned(), mail.to_owned());
        let bens = [
            row(true, "assigned", "ordered assigned sent"),
            row(true, "assigned", "waited assigned sent"),
            row(true, "assigned", "ordered updated pending"),
        ];
        assert_eq!(told(ben), bens);
        assert_eq!(told(cleo), [row(true, "mentioned", "ordered updated pending")]);
        assert_eq!(
            told(ada),
            [row(false, "did it", "did it"), row(false, "did it", "did it"), row(false, "did it", "did it")]
        );
    }
}
