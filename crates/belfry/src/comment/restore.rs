//! Bringing back a comment that was taken away.

use store::{Tx, params};

use super::{Comment, find};
use crate::auth::permission;
use crate::error::{Error, Result};
use crate::event::{self, Act, Event};
use crate::issue::{self, Which};

/// Brings a comment back that was taken away; nobody is told anew.
///
/// # Errors
/// [`Error::NotFound`], also of a comment that is there; [`Error::Forbidden`].
pub fn restore(tx: &Tx<'_>, act: &Act, which: impl Into<Which>, number: i64) -> Result<Comment> {
    let issue = issue::find_to_change(tx, &act.actor, which)?;
    let sql = "UPDATE comments SET deleted_at = NULL WHERE issue_id = $1 AND number = $2 AND deleted_at IS NOT NULL";
    if tx.run(sql, &params![issue.id, number])? == 0 {
        return Err(Error::NotFound("comment"));
    }
    let comment = find::of(tx, &issue, number)?;
    // Refused only now that the comment can be looked at: what was done is undone with the transaction.
    if !permission::may_delete_comment(&act.actor, &issue, &comment) {
        return Err(Error::Forbidden);
    }
    let sql = "UPDATE issues SET comments_count = comments_count + 1, updated_at = $2 WHERE id = $1";
    tx.run(sql, &params![issue.id, tx.now()])?;
    event::record(tx, act, &issue, Event::CommentRestored { number })?;
    Ok(comment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{CommentText, add, delete};
    use crate::world::World;

    #[test]
    fn who_may_take_a_comment_away_may_bring_it_back() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ada);
        let said = world.write(move |tx| add(tx, &World::act(ben), 1, &CommentText::parse("Why?").unwrap())).unwrap();
        let back = |who| world.write(move |tx| restore(tx, &World::act(who), 1, 1));
        assert!(matches!(back(ben), Err(Error::NotFound("comment"))));
        world.write(move |tx| delete(tx, &World::act(ben), 1, 1)).unwrap();
        assert!(matches!(back(ada), Err(Error::Forbidden)));
        assert_eq!(back(ben).unwrap(), said);
        assert_eq!(world.events(&issue).last(), Some(&Event::CommentRestored { number: 1 }));
        let actor = World::act(ada).actor;
        assert_eq!(world.read(move |db| issue::find(db, &actor, 1)).unwrap().comments_count, 1);
    }
}
