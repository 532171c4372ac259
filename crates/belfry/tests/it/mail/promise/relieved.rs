//! c. Whoever is relieved before a mail's point of no return gets no `DATA` for it, ever, retries included.

use outbox::transport::{Mishap, Phase};
use outbox::{Kind, State, admin};
use serde_json::json;

use super::{Given, busy, count, listen, of, unwanted};
use crate::mail::{HOUR, NONE, SECOND, in_data, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// The ways in which a mail about an assignment becomes moot.
const WAYS: [fn(&World); 3] = [
    |world| world.ada.changes(world, "/issue/1", json!({ "assigned_to": world.cleo.email })),
    |world| world.ada.changes(world, "/issue/1", json!({ "status": "CLOSE" })),
    |world| assert_eq!(world.ada.deletes(world, "/issue/1").status, 200),
];

/// Ben's mail is due, and its first attempt goes so.
fn due(mishap: Mishap) -> (World, Given) {
    let world = World::new();
    let given = listen(&world);
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.memory.fail_next(mishap);
    world.advance(ASSIGN_DELAY);
    assert_eq!(count(&given), 1);
    (world, given)
}

#[test]
fn relieved_between_two_attempts_there_is_no_second() {
    for moot in WAYS {
        let (world, given) = due(busy());
        world.advance(30 * SECOND);
        moot(&world);
        let mail = &rows::all(&world)[0];
        assert_eq!((mail.state, mail.ended_at), (State::Cancelled, Some(world.now())));
        world.advance(10 * MINUTE);
        assert_eq!((count(&given), world.arrived()), (1, vec![]));
    }
}

#[test]
fn relieved_after_a_loss_it_is_not_repeated_and_ends_as_unknown() {
    for moot in WAYS {
        for mishap in [Mishap::Lost(Phase::FinalDot), Mishap::LostAfterTaking] {
            let (world, given) = due(mishap);
            moot(&world);
            assert_eq!(rows::all(&world)[0].state, State::Unknown, "it may have arrived");
            world.advance(ASSIGN_DELAY - SECOND);
            assert_eq!(of(&given, Kind::Assigned, &world.ben).len(), 1);
        }
    }
}

/// Ben's mail is due; while it is sent, it becomes moot, and then the attempt goes so. The end of that mail, and its reason.
fn moot_meanwhile(moot: fn(&World), mishap: Mishap) -> (State, String) {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    world.memory.fail_next(mishap);
    in_data::meanwhile(&world, || moot(&world));
    let given = listen(&world);
    assert_eq!(rows::too_late(&world), 1);
    world.advance(ASSIGN_DELAY - SECOND);
    assert_eq!(of(&given, Kind::Assigned, &world.ben).len(), 0, "no attempt was made after it was recalled");
    let mail = rows::all(&world).remove(0);
    (mail.state, mail.reason.unwrap())
}

#[test]
fn relieved_while_it_is_sent_and_put_off_it_is_cancelled() {
    for (moot, by) in WAYS.into_iter().zip(["relieved", "closed", "deleted"]) {
        let (state, reason) = moot_meanwhile(moot, busy());
        assert_eq!((state, reason), (State::Cancelled, format!("{by} by Ada before it was sent")));
    }
}

#[test]
fn relieved_while_it_is_sent_and_lost_it_is_unknown() {
    for moot in WAYS {
        for mishap in [Mishap::Lost(Phase::FinalDot), Mishap::LostAfterTaking] {
            assert_eq!(moot_meanwhile(moot, mishap).0, State::Unknown);
        }
    }
}

#[test]
fn relieved_while_it_is_sent_and_broken_off_before_the_dot_it_is_cancelled() {
    for moot in WAYS {
        assert_eq!(moot_meanwhile(moot, Mishap::Lost(Phase::Content)).0, State::Cancelled);
    }
}

#[test]
fn relieved_while_an_admin_holds_it_it_cannot_be_released() {
    for moot in WAYS {
        let world = World::new();
        world.ada.opens(&world, "The bell is late", &world.ben);
        let id = rows::only(&world).id;
        world.change(move |tx| Ok(admin::hold(tx, id, "not yet")?));
        world.advance(2 * ASSIGN_DELAY);
        moot(&world);
        let released = world.change(move |tx| Ok(admin::release(tx, id)?));
        assert_eq!(released, admin::Done::NotIn(State::Cancelled));
        world.advance(ASSIGN_DELAY - SECOND);
        assert_eq!(world.arrived(), NONE);
    }
}

#[test]
fn an_admin_who_retries_a_mail_that_became_moot_sends_nothing() {
    for moot in WAYS {
        let (world, given) = due(unwanted());
        let id = rows::only(&world).id;
        assert_eq!(rows::only(&world).state, State::Failed);
        moot(&world);
        world.change(move |tx| Ok(admin::retry(tx, id)?));
        world.work();
        assert_eq!(count(&given), 1);
        let mail = &rows::all(&world)[0];
        assert_eq!(mail.state, State::Cancelled, "{mail:?}");
        world.advance(MINUTE);
    }
}

#[test]
fn relieved_while_the_process_is_down_or_the_relay_away_it_is_never_sent() {
    for moot in WAYS {
        let mut world = World::new();
        let given = listen(&world);
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY - SECOND);
        world.memory.refuse_connections(true);
        world.advance(HOUR);
        world.dies();
        moot(&world);
        world.memory.refuse_connections(false);
        world.advance(ASSIGN_DELAY - SECOND);
        assert_eq!(count(&given), 0);
        assert_eq!(rows::all(&world)[0].state, State::Cancelled);
    }
}

#[test]
fn given_back_between_two_attempts_it_is_a_new_mail_after_the_whole_delay() {
    let (world, given) = due(busy());
    world.ada.changes(&world, "/issue/1", json!({ "assigned_to": world.cleo.email }));
    world.ada.changes(&world, "/issue/1", json!({ "assigned_to": world.ben.email }));
    world.advance(ASSIGN_DELAY - SECOND);
    assert_eq!(count(&given), 1);
    world.advance(SECOND);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    let given = given.lock().unwrap();
    assert_ne!(given[0].1.message_id, given[1].1.message_id);
}
