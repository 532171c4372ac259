//! Saying something about an issue.

use store::{Tx, params};

use super::{Comment, CommentText, find};
use crate::auth::permission;
use crate::error::{Error, Result};
use crate::event::{self, Act, Event};
use crate::issue::{self, Which};

/// Adds a comment to an issue.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn add(tx: &Tx<'_>, act: &Act, which: impl Into<Which>, text: &CommentText) -> Result<Comment> {
    let issue = issue::find_to_change(tx, &act.actor, which)?;
    if !permission::may_comment(&issue) {
        return Err(Error::Forbidden);
    }
    let number: i64 = tx.one(
        "INSERT INTO comments (issue_id, number, author_id, text, created_at)
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4 FROM comments WHERE issue_id = $1 RETURNING number",
        &params![issue.id, act.actor.user_id, text.as_str(), tx.now()],
        |row| row.get("number"),
    )?;
    let sql = "UPDATE issues SET comments_count = comments_count + 1, updated_at = $2 WHERE id = $1";
    tx.run(sql, &params![issue.id, tx.now()])?;
    let issue = issue::find(tx, &act.actor, issue.id)?;
    event::record(tx, act, &issue, Event::CommentAdded { number })?;
    find::of(tx, &issue, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{find, list};
    use crate::project::Role;
    use crate::world::World;

    fn say(text: &str) -> CommentText {
        CommentText::parse(text).unwrap()
    }

    #[test]
    fn comments_are_numbered_in_the_order_in_which_they_were_said() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ada);
        let first = world.write(move |tx| add(tx, &World::act(ben), 1, &say("Why?"))).unwrap();
        let second = world.write(move |tx| add(tx, &World::act(ada), 1, &say("Because."))).unwrap();
        assert_eq!((first.number, first.author_name.as_str(), first.text.as_str()), (1, "ben", "Why?"));
        let actor = World::act(ada).actor;
        let now = world.read(move |db| issue::find(db, &actor, 1)).unwrap();
        assert_eq!((now.comments_count, now.version), (2, issue.version));
        let all = world.read(move |db| list(db, &issue::find(db, &actor, 1)?, 0, 10)).unwrap();
        assert_eq!(all, [first.clone(), second.clone()]);
        assert_eq!(world.read(move |db| list(db, &now, 1, 10)).unwrap(), [second]);
        assert_eq!(world.read(move |db| find(db, &actor, 1, 1)).unwrap().1, first);
        assert_eq!(world.events(&issue).last(), Some(&Event::CommentAdded { number: 2 }));
    }

    #[test]
    fn a_reader_only_reads() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ada);
        world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'internal'", &[])?)).unwrap();
        world.join("BEL", ben, Role::Reader);
        assert!(matches!(world.write(move |tx| add(tx, &World::act(ben), 1, &say("Me too"))), Err(Error::Forbidden)));
        let nowhere = world.write(move |tx| add(tx, &World::act(ben), 2, &say("Me too")));
        assert!(matches!(nowhere, Err(Error::NotFound("issue"))));
    }
}
