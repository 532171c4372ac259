//! A lease that is not held any more changes nothing: neither its point of no return nor its outcome counts.

use outbox::classify::Verdict;
use outbox::ring::{Attempt, Rung, Written, give_up, ring};
use outbox::settle::{Settled, settle};
use outbox::{BootId, Letters, Mail, State};

use super::post;
use crate::mail::{SECOND, in_data, rows};
use crate::world::{ASSIGN_DELAY, World};

/// Everything that a process of this name can try to do to a mail; nothing of it may work.
fn can_do_nothing(world: &World, boot: &'static str, mail: &Mail) {
    let before = world.dump();
    let (mail, boot) = (mail.clone(), BootId::new(boot));
    let attempts = [mail.sending_at, mail.rung_at, Some(mail.due_at), Some(world.now())];
    world.change(move |tx| {
        let draft = post().write(tx, &mail, tx.now()).unwrap();
        let written = Written { revision: mail.revision, draft };
        assert!(matches!(ring(tx, &boot, mail.id, Some(&written), &post())?, Rung::Gone));
        assert!(!give_up(tx, &boot, mail.id, "tired")?);
        for at in attempts.into_iter().flatten() {
            for verdict in [
                Verdict::Accepted,
                Verdict::RelayDown,
                Verdict::Transient,
                Verdict::Configuration,
                Verdict::NoSuchRecipient,
                Verdict::Refused,
                Verdict::Unknown,
            ] {
                let attempt = Attempt { id: mail.id, at };
                assert_eq!(settle(tx, &boot, attempt, &verdict, "said")?, Settled::Stale, "{verdict:?}");
            }
        }
        Ok(())
    });
    assert_eq!(world.dump(), before);
}

#[test]
fn a_lease_of_an_older_process_rings_nothing() {
    let mut world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - SECOND);
    let mail = rows::only(&world);
    assert_eq!(mail.state, State::Leased);
    world.dies();
    world.sleeps(SECOND);
    can_do_nothing(&world, "boot 1", &mail);
    world.set_back(SECOND);
    world.work();
    assert_eq!(rows::only(&world).state, State::Leased, "the next process has it now");
    world.sleeps(SECOND);
    can_do_nothing(&world, "boot 1", &mail);
    world.work();
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    can_do_nothing(&world, "boot 1", &rows::only(&world));
    can_do_nothing(&world, "boot 2", &rows::only(&world));
}

#[test]
fn an_outcome_that_an_older_process_learns_too_late_does_not_count() {
    let mut world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    in_data::dies(&mut world);
    can_do_nothing(&world, "boot 1", &rows::only(&world));
    world.sleeps(SECOND);
    in_data::meanwhile(&world, || {
        let mail = rows::only(&world);
        assert_eq!(mail.state, State::Sending);
        can_do_nothing(&world, "boot 1", &mail);
    });
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Sent, 1, 1));
    world.mails();
}

#[test]
fn a_lease_on_a_mail_that_was_taken_back_or_held_rings_nothing() {
    let world = World::new();
    let first = world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.cleo);
    world.advance(ASSIGN_DELAY - SECOND);
    let mails = rows::all(&world);
    assert!(mails.iter().all(|mail| mail.state == State::Leased));
    assert_eq!(world.ada.deletes(&world, &first).status, 200);
    let held = mails[1].id;
    world.change(move |tx| Ok(outbox::admin::hold(tx, held, "not yet")?));
    world.sleeps(SECOND);
    for mail in &mails {
        can_do_nothing(&world, "boot 1", mail);
    }
}
