//! a. A mail exists if and only if the change that caused it committed.

use belfry::Error;
use belfry::auth::Actor;
use belfry::event::Act;
use belfry::issue::{self, Description, Details, Edit, NewIssue, Title};
use belfry::post::Delays;
use outbox::State;
use serde_json::json;

use crate::mail::{NONE, SECOND, rows};
use crate::world::{ASSIGN_DELAY, UPDATE_DELAY, World};

fn by_ada(world: &World) -> Act {
    Act {
        actor: Actor { user_id: rows::id_of(world, &world.ada), is_admin: false },
        delays: Delays { assigned: ASSIGN_DELAY, updated: UPDATE_DELAY },
        from: None,
    }
}

/// Everything but the next number of each project: one taken by a change that was undone may be lost.
fn but_for_numbers(world: &World) -> Vec<String> {
    world.dump().into_iter().filter(|line| !line.starts_with("issue_counters: ")).collect()
}

#[test]
fn a_change_that_fails_after_its_mail_was_ordered_ordered_none() {
    let world = World::new();
    let (act, ben, before) = (by_ada(&world), rows::id_of(&world, &world.ben), but_for_numbers(&world));
    let new = move || NewIssue {
        title: Title::parse("The bell is late").unwrap(),
        description: Description::parse("Every time.").unwrap(),
        assignee: Some(ben),
        details: Details::default(),
    };
    let failed = world.tries(move |tx| {
        issue::open(tx, &act, &new())?;
        Err::<(), Error>(Error::NotFound("luck"))
    });
    assert!(matches!(failed, Err(Error::NotFound("luck"))));
    let panicked = world.tries(move |tx| {
        issue::open(tx, &act, &new())?;
        // Without a hook: a panic that is part of the play is not worth a backtrace.
        if true { std::panic::resume_unwind(Box::new("no luck")) } else { Ok(()) }
    });
    assert!(panicked.is_err());
    assert_eq!(but_for_numbers(&world), before);
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
    // The same, and it commits: there is one.
    world.tries(move |tx| issue::open(tx, &act, &new())).unwrap();
    assert_eq!((rows::only(&world).state, rows::events(&world).len()), (State::Pending, 1));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn a_relief_that_fails_took_nothing_back() {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    let (act, cleo, before) = (by_ada(&world), rows::id_of(&world, &world.cleo), world.dump());
    let failed = world.tries(move |tx| {
        issue::edit(tx, &act, 1, &Edit { assignee: Some(Some(cleo)), ..Edit::default() })?;
        Err::<(), Error>(Error::NotFound("luck"))
    });
    assert!(failed.is_err());
    assert_eq!(world.dump(), before);
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn each_change_that_commits_is_told_by_exactly_one_mail() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for (to, mails) in [(&world.cleo, 2), (&world.dov, 3), (&world.cleo, 4), (&world.cleo, 4)] {
        world.advance(SECOND);
        world.ada.changes(&world, &issue, json!({ "assigned_to": to.email }));
        assert_eq!(rows::all(&world).len(), mails);
    }
    let refused = world.ben.puts(&world, &issue, &json!({ "assigned_to": world.ben.email }));
    assert_eq!((refused.status, rows::all(&world).len()), (403, 4));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    assert!(rows::all(&world).iter().all(|mail| mail.state.is_end()));
}
