//! Taking a comment away.

use store::{Tx, params};

use super::find;
use crate::auth::permission;
use crate::error::{Error, Result};
use crate::event::{self, Act, Event};
use crate::issue::{self, Which};

/// Deletes the comment of this number. Its number is not used again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn delete(tx: &Tx<'_>, act: &Act, which: impl Into<Which>, number: i64) -> Result<()> {
    let issue = issue::find_to_change(tx, &act.actor, which)?;
    let comment = find::of(tx, &issue, number)?;
    if !permission::may_delete_comment(&act.actor, &issue, &comment) {
        return Err(Error::Forbidden);
    }
    tx.run("UPDATE comments SET deleted_at = $2 WHERE id = $1", &params![comment.id, tx.now()])?;
    let sql = "UPDATE issues SET comments_count = comments_count - 1, updated_at = $2 WHERE id = $1";
    tx.run(sql, &params![issue.id, tx.now()])?;
    event::record(tx, act, &issue, Event::CommentDeleted { number })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{CommentText, add};
    use crate::project::Role;
    use crate::world::World;

    #[test]
    fn its_author_and_a_maintainer_take_it_away_and_nobody_else() {
        let world = World::new();
        let (ada, ben, cleo) = (world.register("ada"), world.register("ben"), world.register("cleo"));
        world.open(ada, ada);
        let say = move |tx: &Tx<'_>| add(tx, &World::act(ben), 1, &CommentText::parse("Why?").unwrap());
        world.write(say).unwrap();
        assert!(matches!(world.write(move |tx| delete(tx, &World::act(ada), 1, 1)), Err(Error::Forbidden)));
        world.write(move |tx| delete(tx, &World::act(ben), 1, 1)).unwrap();
        let gone = world.write(move |tx| delete(tx, &World::act(ben), 1, 1));
        assert!(matches!(gone, Err(Error::NotFound("comment"))));
        assert_eq!(world.write(say).unwrap().number, 2);
        world.join("BEL", cleo, Role::Maintainer);
        world.write(move |tx| delete(tx, &World::act(cleo), 1, 2)).unwrap();
        let actor = World::act(ada).actor;
        assert_eq!(world.read(move |db| issue::find(db, &actor, 1)).unwrap().comments_count, 0);
    }
}
