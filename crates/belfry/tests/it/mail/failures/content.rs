//! A relay that does not want this message: it fails, alone, and its bytes are kept for the admin.

use outbox::{State, admin};
use testrelay::{Relay, Rule, Step};

use super::world;
use crate::mail::{HOUR, received, rows};
use crate::world::ASSIGN_DELAY;

#[test]
fn a_message_that_is_refused_fails_alone_and_is_kept() {
    let replies = [
        (Step::Dot, "554 5.6.0 this is not a message"),
        (Step::Dot, "554 no"),
        (Step::Dot, "550 5.6.1 media not supported"),
        (Step::Dot, "552 5.3.4 too large"),
        (Step::Rcpt, "554 5.6.0 not with this content"),
        (Step::Data, "554 5.5.0 not now and not later"),
    ];
    for (step, reply) in replies {
        let relay = Relay::start();
        let world = world(&relay);
        relay.add(Rule::answer(step, reply).to(&world.ben.email).once());
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.ada.opens(&world, "The rope is short", &world.cleo);
        world.advance(ASSIGN_DELAY);
        let mail = rows::all(&world).remove(0);
        assert_eq!((mail.state, mail.attempts, mail.ended_at), (State::Failed, 1, Some(world.now())), "{reply}");
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
