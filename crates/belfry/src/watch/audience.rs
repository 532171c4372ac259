//! Who is told of an event: each person once, for the strongest reason.

use std::collections::BTreeMap;

use store::{Db, params};

use super::{Reason, hearing};
use crate::error::Result;
use crate::event::{Act, Change, Event};
use crate::issue::Issue;
use crate::markdown;
use crate::user::{self, UserId};

/// Who is told of an event, and who is not although it might concern them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// Who is told.
    pub told: Vec<Listener>,
    /// Who is not, and why not, in a sentence.
    pub not_told: Vec<(UserId, &'static str)>,
}

/// Somebody who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Who.
    pub user: UserId,
    /// Why.
    pub reason: Reason,
}

/// Who is told of this event about `issue`, as it is after it.
pub fn audience(db: &Db<'_>, act: &Act, issue: &Issue, event: &Event) -> Result<Audience> {
    let mut audience = Audience::default();
    for (user, reason) in concerned(db, issue, event)? {
        match objection(db, act, issue, (user, reason))? {
            Some(why) => audience.not_told.push((user, why)),
            None => audience.told.push(Listener { user, reason }),
        }
    }
    Ok(audience)
}

/// Everybody whom it might concern, for the strongest reason.
fn concerned(db: &Db<'_>, issue: &Issue, event: &Event) -> Result<BTreeMap<UserId, Reason>> {
    let mut concerned = hearing::concerned(db, issue)?;
    for user in mentioned(db, issue, event)? {
        concerned.insert(user, Reason::Mentioned);
    }
    Ok(concerned)
}

/// Whom the event mentions who was not mentioned in the same text before.
fn mentioned(db: &Db<'_>, issue: &Issue, event: &Event) -> Result<Vec<UserId>> {
    let (before, after) = match event {
        Event::IssueOpened { .. } => (None, issue.description.clone()),
        Event::CommentAdded { number } => (None, comment(db, issue, *number)?),
        Event::CommentEdited { from, to, .. } => (Some(from.as_str()), to.clone()),
        Event::IssueChanged { changes, .. } => match changes.iter().find_map(description) {
            Some((from, to)) => (Some(from), to.to_owned()),
            None => return Ok(Vec::new()),
        },
        Event::IssueDeleted { .. }
        | Event::IssueRestored
        | Event::CommentDeleted { .. }
        | Event::CommentRestored { .. }
        | Event::Related { .. } => {
            return Ok(Vec::new());
        }
    };
    let known = before.map(markdown::mentions).unwrap_or_default();
    let mut mentioned = Vec::new();
    for username in markdown::mentions(&after) {
        if !known.iter().any(|before| before.key() == username.key()) {
            mentioned.extend(user::find_by_username(db, &username)?.map(|user| user.id));
        }
    }
    Ok(mentioned)
}

fn description(change: &Change) -> Option<(&str, &str)> {
    match change {
        Change::Description { from, to } => Some((from, to)),
        _ => None,
    }
}

fn comment(db: &Db<'_>, issue: &Issue, number: i64) -> Result<String> {
    let sql = "SELECT text FROM comments WHERE issue_id = $1 AND number = $2";
    Ok(db.one(sql, &params![issue.id, number], |row| row.get("text"))?)
}

/// Why this person is not told, if so.
fn objection(db: &Db<'_>, act: &Act, issue: &Issue, (user, reason): (UserId, Reason)) -> Result<Option<&'static str>> {
    if user == act.actor.user_id {
        return Ok(Some("did it"));
    }
    hearing::refusal(db, issue, (user, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{self, CommentText};
    use crate::event::history;
    use crate::project::Role;
    use crate::watch::{Level, decisions, set_level, unwatch};
    use crate::world::World;

    struct Scene {
        world: World,
        people: [UserId; 5],
    }

    /// Ada opens issue 1 and gives it to Ben; Cleo, Dov and Eve stand by.
    fn scene() -> Scene {
        let world = World::new();
        let people = ["ada", "ben", "cleo", "dov", "eve"].map(|name| world.register(name));
        world.open(people[0], people[1]);
        Scene { world, people }
    }

    impl Scene {
        fn say(&self, by: usize, text: &str) {
            let (by, text) = (self.people[by], CommentText::parse(text).unwrap());
            self.world.write(move |tx| comment::add(tx, &World::act(by), 1, &text)).unwrap();
        }

        /// Whom the last event was told to and why, then who was left out and why.
        fn last(&self) -> Vec<(usize, String)> {
            let actor = World::act(self.people[0]).actor;
            let found = self.world.read(move |db| {
                let issue = crate::issue::find(db, &actor, 1)?;
                decisions(db, history(db, issue.id)?.pop().unwrap().id)
            });
            let place = |user| self.people.iter().position(|person| *person == user).unwrap();
            let mut found: Vec<(usize, String)> =
                found.unwrap().into_iter().map(|decision| (place(decision.user_id), decision.reason)).collect();
            found.sort();
            found
        }
    }

    fn rows(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
        expected.iter().map(|(place, reason)| (*place, (*reason).to_owned())).collect()
    }

    #[test]
    fn each_person_is_told_once_for_the_strongest_reason() {
        let scene = scene();
        assert_eq!(scene.last(), rows(&[(0, "did it"), (1, "assigned")]));
        scene.say(2, "I saw it too, @ben and @dov.");
        assert_eq!(scene.last(), rows(&[(0, "opened"), (1, "mentioned"), (3, "mentioned")]));
        scene.say(0, "Thanks.");
        assert_eq!(scene.last(), rows(&[(0, "did it"), (1, "assigned"), (2, "commented"), (3, "watching")]));
    }

    #[test]
    fn who_asked_not_to_hear_is_told_only_when_mentioned_or_given_it() {
        let scene = scene();
        let (as_ada, as_ben) = (World::act(scene.people[0]).actor, World::act(scene.people[1]).actor);
        scene.world.write(move |tx| unwatch(tx, &as_ada, 1)).unwrap();
        scene.world.write(move |tx| unwatch(tx, &as_ben, 1)).unwrap();
        scene.say(2, "Anybody?");
        assert_eq!(scene.last(), rows(&[(1, "assigned")]));
        scene.say(2, "@ada?");
        assert_eq!(scene.last(), rows(&[(0, "mentioned"), (1, "assigned"), (2, "did it")]));
    }

    #[test]
    fn a_project_is_heard_wholly_or_not_at_all() {
        let scene = scene();
        let (as_ada, as_eve) = (World::act(scene.people[0]).actor, World::act(scene.people[4]).actor);
        scene.world.write(move |tx| set_level(tx, &as_eve, "BEL", Level::All)).unwrap();
        scene.world.write(move |tx| set_level(tx, &as_ada, "BEL", Level::None)).unwrap();
        scene.say(1, "Done soon.");
        let expected = [(0, "asked not to hear of this project"), (1, "did it"), (4, "project")];
        assert_eq!(scene.last(), rows(&expected));
    }

    #[test]
    fn nobody_is_told_of_what_they_may_not_see() {
        let scene = scene();
        scene.say(3, "Mine as well.");
        scene.world.join("BEL", scene.people[0], Role::Member);
        scene.world.join("BEL", scene.people[1], Role::Reader);
        scene.world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?)).unwrap();
        scene.say(0, "@eve, look.");
        let expected = [(0, "did it"), (1, "assigned"), (3, "may not see the issue"), (4, "may not see the issue")];
        assert_eq!(scene.last(), rows(&expected));
    }
}
