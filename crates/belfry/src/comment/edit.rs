//! Saying it better.

use store::{Tx, params};

use super::{Comment, CommentText, find};
use crate::auth::permission;
use crate::error::{Conflict, Error, Result};
use crate::event::{self, Act, Event};
use crate::issue::{self, Which};

/// Another text for the comment of this number, if `if_version` (where it is given) is still its version. The same text
/// does nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Conflict::Stale`].
pub fn edit(
    tx: &Tx<'_>,
    act: &Act,
    (which, number): (impl Into<Which>, i64),
    (text, if_version): (&CommentText, Option<i64>),
) -> Result<Comment> {
    let issue = issue::find_to_change(tx, &act.actor, which)?;
    let comment = find::of(tx, &issue, number)?;
    if !permission::may_edit_comment(&act.actor, &issue, &comment) {
        return Err(Error::Forbidden);
    }
    if if_version.is_some_and(|wanted| wanted != comment.version) {
        return Err(Conflict::Stale { current: comment.version }.into());
    }
    if comment.text == text.as_str() {
        return Ok(comment);
    }
    tx.run(
        "UPDATE comments SET text = $2, version = version + 1, edited_at = $3 WHERE id = $1",
        &params![comment.id, text.as_str(), tx.now()],
    )?;
    event::record(tx, act, &issue, Event::CommentEdited { number, from: comment.text, to: text.as_str().to_owned() })?;
    find::of(tx, &issue, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::add;
    use crate::world::World;

    fn say(text: &str) -> CommentText {
        CommentText::parse(text).unwrap()
    }

    #[test]
    fn its_author_says_it_better_and_what_it_said_stays_on_record() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ada);
        world.write(move |tx| add(tx, &World::act(ben), 1, &say("Wy?"))).unwrap();
        let by_ada = world.write(move |tx| edit(tx, &World::act(ada), (1, 1), (&say("Why?"), None)));
        assert!(matches!(by_ada, Err(Error::Forbidden)));
        let edited = world.write(move |tx| edit(tx, &World::act(ben), (1, 1), (&say("Why?"), Some(1)))).unwrap();
        assert_eq!((edited.text.as_str(), edited.version, edited.edited_at), ("Why?", 2, Some(world.now())));
        let event = Event::CommentEdited { number: 1, from: "Wy?".to_owned(), to: "Why?".to_owned() };
        assert_eq!(world.events(&issue).last(), Some(&event));
        let stale = world.write(move |tx| edit(tx, &World::act(ben), (1, 1), (&say("How?"), Some(1))));
        assert!(matches!(stale, Err(Error::Conflict(Conflict::Stale { current: 2 }))));
        let same = world.write(move |tx| edit(tx, &World::act(ben), (1, 1), (&say("Why?"), None))).unwrap();
        assert_eq!(same, edited);
        let none = world.write(move |tx| edit(tx, &World::act(ben), (1, 2), (&say("Why?"), None)));
        assert!(matches!(none, Err(Error::NotFound("comment"))));
    }
}
