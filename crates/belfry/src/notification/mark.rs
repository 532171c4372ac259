//! Being read, put off or done with.

use store::{Timestamp, Tx, params};

use crate::auth::Actor;
use crate::error::{Error, FieldErrors, Result};
use crate::issue::{self, Which};

/// What somebody does with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// They have read it.
    Read,
    /// They want to read it again.
    Unread,
    /// It comes back at this moment.
    SnoozedUntil(Timestamp),
    /// They are done with it.
    Done,
    /// They are not done with it, nor is it put off.
    Open,
}

/// Marks the actor's notification about this issue.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] (`until`) for a moment that is over.
pub fn mark(tx: &Tx<'_>, actor: &Actor, which: impl Into<Which>, mark: Mark) -> Result<()> {
    let issue = issue::find(tx, actor, which)?;
    let sql = match mark {
        Mark::Read => "UPDATE notifications SET unread_from = NULL WHERE user_id = $1 AND issue_id = $2 AND at <= $3",
        Mark::Unread => {
            "UPDATE notifications SET unread_from = COALESCE(unread_from, event_id), done_at = NULL
              WHERE user_id = $1 AND issue_id = $2 AND at <= $3"
        }
        Mark::SnoozedUntil(_) => {
            "UPDATE notifications SET snoozed_until = $3, done_at = NULL WHERE user_id = $1 AND issue_id = $2"
        }
        Mark::Done => {
            "UPDATE notifications SET done_at = $3, unread_from = NULL, snoozed_until = NULL
              WHERE user_id = $1 AND issue_id = $2"
        }
        Mark::Open => {
            "UPDATE notifications SET done_at = NULL, snoozed_until = NULL WHERE user_id = $1 AND issue_id = $2 AND at <= $3"
        }
    };
    let at = match mark {
        Mark::SnoozedUntil(until) if until <= tx.now() => {
            return Err(FieldErrors::one("until", "This moment is over: name one to come.").into());
        }
        Mark::SnoozedUntil(until) => until,
        Mark::Read | Mark::Unread | Mark::Done | Mark::Open => tx.now(),
    };
    match tx.run(sql, &params![actor.user_id, issue.id, at])? {
        0 => Err(Error::NotFound("notification")),
        _ => Ok(()),
    }
}

/// Marks all that the actor was told of up to this moment as read. Returns how many issues that were.
pub fn mark_all_read(tx: &Tx<'_>, actor: &Actor, until: Timestamp) -> Result<u64> {
    let sql = "UPDATE notifications SET unread_from = NULL
                WHERE user_id = $1 AND unread_from IS NOT NULL AND done_at IS NULL AND at <= $2";
    Ok(tx.run(sql, &params![actor.user_id, until])?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::comment::{self, CommentText};
    use crate::notification::{Filter, list, unread_count};
    use crate::watch::Reason;
    use crate::world::World;

    #[test]
    fn what_is_new_about_an_issue_is_unread_until_it_is_read_put_off_or_done_with() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ben);
        let as_ben = World::act(ben).actor;
        let say = || {
            world.advance(Duration::from_secs(60));
            let text = CommentText::parse("More.").unwrap();
            world.write(move |tx| comment::add(tx, &World::act(ada), 1, &text)).unwrap();
        };
        let unread = || world.read(move |db| unread_count(db, &as_ben)).unwrap();
        let listed = |filter| world.read(move |db| list(db, &as_ben, (filter, None), 10)).unwrap();
        let put = |wanted| world.write(move |tx| mark(tx, &as_ben, 1, wanted)).unwrap();

        say();
        assert_eq!(unread(), 1);
        let row = listed(Filter::Open).remove(0);
        assert_eq!((row.reason, row.key.to_string().as_str(), row.at), (Reason::Assigned, "BEL-1", world.now()));
        assert!(row.unread_from.unwrap() < row.event_id);
        put(Mark::Read);
        assert_eq!((unread(), listed(Filter::Open).len(), listed(Filter::Unread).len()), (0, 1, 0));
        put(Mark::Done);
        assert_eq!((listed(Filter::Open).len(), listed(Filter::Done).len()), (0, 1));
        say();
        assert_eq!((unread(), listed(Filter::Open).len(), listed(Filter::Done).len()), (1, 1, 0));
        put(Mark::SnoozedUntil(world.now() + Duration::from_secs(3600)));
        assert_eq!((unread(), listed(Filter::Open).len(), listed(Filter::Snoozed).len()), (0, 0, 1));
        world.advance(Duration::from_secs(3600));
        assert_eq!((unread(), listed(Filter::Open).len(), listed(Filter::Snoozed).len()), (1, 1, 0));
        let now = world.now();
        assert_eq!(world.write(move |tx| mark_all_read(tx, &as_ben, now)).unwrap(), 1);
        assert_eq!(unread(), 0);
        put(Mark::Unread);
        assert_eq!(unread(), 1);
        let over = world.write(move |tx| mark(tx, &as_ben, 1, Mark::SnoozedUntil(now)));
        assert!(matches!(over, Err(Error::Invalid(_))));
        let none = world.write(move |tx| mark(tx, &World::act(ada).actor, 1, Mark::Read));
        assert!(matches!(none, Err(Error::NotFound("notification"))));
    }

    #[test]
    fn an_inbox_is_read_in_pages_that_hold_each_issue_once() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        for number in 0..5 {
            world.open(ada, ben);
            if number % 2 == 0 {
                world.advance(Duration::from_secs(1));
            }
        }
        let as_ben = World::act(ben).actor;
        let mut numbers = Vec::new();
        let mut before = None;
        loop {
            let page = world.read(move |db| list(db, &as_ben, (Filter::Open, before), 2)).unwrap();
            numbers.extend(page.iter().map(|row| row.key.number));
            match page.last() {
                Some(last) => before = Some((last.at, last.issue_id)),
                None => break,
            }
        }
        assert_eq!(numbers, [5, 4, 3, 2, 1]);
    }
}
