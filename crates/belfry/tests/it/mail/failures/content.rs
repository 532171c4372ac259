//! A relay that does not want this message: it fails, alone, and its bytes are kept for the admin.

use outbox::{State, admin};
use serde_json::json;
use testrelay::{Relay, Rule, Step};

use super::world;
use crate::mail::{HOUR, NONE, SECOND, received, rows};
use crate::world::{ASSIGN_DELAY, MINUTE};

#[test]
fn a_message_that_is_refused_fails_alone_and_is_kept() {
    let replies = [
        (Step::Dot, "554 5.6.0 this is not a message"),
        (Step::Dot, "554 no"),
        (Step::Dot, "550 5.6.1 media not supported"),
        (Step::Dot, "552 5.3.4 too large"),
        (Step::Mail, "552 5.3.4 message too big"),
        (Step::Mail, "552 too big"),
        (Step::Mail, "550 5.2.3 longer than is allowed"),
        (Step::Rcpt, "554 5.6.0 not with this content"),
        (Step::Data, "554 5.5.0 not now and not later"),
    ];
    for (step, reply) in replies {
        let relay = Relay::start();
        let world = world(&relay);
        let rule = Rule::answer(step, reply).once();
        // At `MAIL FROM` the relay does not know yet whom it is for: there the first mail is Ben's.
        relay.add(if step == Step::Mail { rule } else { rule.to(&world.ben.email) });
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(SECOND);
        world.ada.opens(&world, "The rope is short", &world.cleo);
        world.advance(ASSIGN_DELAY - SECOND);
        assert_eq!(rows::all(&world)[0].ended_at, Some(world.now()), "{reply}");
        world.advance(SECOND);
        let mail = rows::all(&world).remove(0);
        assert_eq!((mail.state, mail.attempts), (State::Failed, 1), "{reply}");
        assert!(mail.reason.as_deref().unwrap().starts_with(reply), "{mail:?}");
        assert_eq!((rows::suppressed(&world), world.trouble()), (vec![], None), "{reply}");
        assert_eq!(received::gists(&relay), ["cleo@belfry.example assigned"], "{reply}");
        world.advance(HOUR);
        assert_eq!(relay.mails().len(), 0, "it is not tried again by itself: {reply}");
        let kept = rows::letter(&world, mail.id);
        assert!(String::from_utf8_lossy(&kept.bytes).contains("The bell is late"), "{reply}");
        world.change(move |tx| Ok(admin::retry(tx, mail.id)?));
        world.work();
        let mails = relay.mails();
        assert_eq!((mails.len(), &mails[0].bytes), (1, &kept.bytes.to_vec()), "{reply}");
        assert_eq!(rows::all(&world)[0].state, State::Sent, "{reply}");
    }
}

#[test]
fn the_next_mail_to_the_same_person_goes_out() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Dot, "554 5.6.0 this is not a message").once());
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.ada.opens(&world, "Two", &world.ben);
    world.advance(ASSIGN_DELAY);
    let letters = received::letters(&relay);
    assert_eq!((letters.len(), letters[0].subject.as_str()), (1, "[BEL-2] Assigned to you: Two"));
}

#[test]
fn a_mail_larger_than_the_relay_announces_fails_without_asking_and_stops_no_other() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Ehlo, "250-testrelay\n250 SIZE 20000"));
    let large = world.ada.opens(&world, "The long story", &world.ben);
    world.ada.changes(&world, &large, json!({ "description": "ding dong ".repeat(4_000) }));
    world.advance(SECOND);
    world.ada.opens(&world, "The rope is short", &world.cleo);
    world.advance(ASSIGN_DELAY);
    let mail = rows::all(&world).remove(0);
    let reason = mail.reason.as_deref().unwrap();
    assert!(reason.starts_with("the letter has ") && reason.contains("takes 20000 at the most"), "{reason}");
    assert_eq!((mail.state, world.trouble()), (State::Failed, None));
    assert_eq!(received::gists(&relay), ["cleo@belfry.example assigned"]);
    assert_eq!((relay.data_commands().len(), relay.connections()), (1, 1), "nothing was asked, so nothing was lost");
    world.advance(HOUR);
    assert_eq!(received::gists(&relay), NONE);
}

#[test]
fn a_sender_refused_for_one_message_while_others_are_taken_is_refused_for_the_message() {
    let relay = Relay::start();
    let world = world(&relay);
    world.ada.opens(&world, "One", &world.cleo);
    world.advance(MINUTE);
    world.ada.opens(&world, "Lucky winner", &world.ben);
    world.advance(2 * SECOND);
    world.ada.opens(&world, "Two", &world.cleo);
    world.advance(ASSIGN_DELAY - 3 * SECOND);
    let refuses_one = || relay.add(Rule::answer(Step::Mail, "550 5.7.1 not this").once());
    refuses_one();
    world.advance(SECOND);
    let ben = || rows::all(&world).remove(1);
    assert!(rows::waits(&ben()) && ben().rung_at.is_some(), "{:?}", ben());
    assert_eq!(world.trouble(), None, "a relay that has just taken mail does not refuse us");
    world.advance(2 * SECOND);
    assert_eq!(received::gists(&relay), ["cleo@belfry.example assigned", "cleo@belfry.example assigned"]);
    refuses_one();
    world.advance(3 * SECOND);
    assert_eq!((ben().state, world.trouble()), (State::Failed, None));
}
