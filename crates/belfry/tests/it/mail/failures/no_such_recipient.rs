//! An address that does not exist: the mail fails, and nothing more is sent there until somebody clears it.

use belfry::post;
use outbox::{State, admin, suppression};
use serde_json::json;
use testrelay::{Relay, Rule, Step};

use super::world;
use crate::mail::logged::logged;
use crate::mail::{HOUR, NONE, received, rows};
use crate::world::{ASSIGN_DELAY, UPDATE_DELAY};

#[test]
fn the_mail_fails_at_once_and_the_address_is_suppressed() {
    let replies = [
        (Step::Rcpt, "550 5.1.1 no such user", "RCPT TO"),
        (Step::Rcpt, "550 5.1.2 no such domain", "RCPT TO"),
        (Step::Dot, "550 5.1.1 no such user", "the final dot"),
        (Step::Dot, "550 5.1.2 no such domain", "the final dot"),
    ];
    for (step, reply, phase) in replies {
        let relay = Relay::start();
        let world = world(&relay);
        relay.add(Rule::answer(step, reply).to(&world.ben.email));
        world.ada.opens(&world, "One", &world.ben);
        world.ada.opens(&world, "Two", &world.cleo);
        world.advance(ASSIGN_DELAY);
        let (mail, said) = (rows::all(&world).remove(0), format!("{reply} ({phase})"));
        assert_eq!((mail.state, mail.attempts, mail.ended_at), (State::Failed, 1, Some(world.now())), "{reply}");
        assert_eq!(mail.reason.as_ref(), Some(&said));
        assert_eq!(rows::suppressed(&world), [(world.ben.email.clone(), said)]);
        assert_eq!((received::gists(&relay), world.trouble()), (vec!["cleo@belfry.example assigned".to_owned()], None));
        world.advance(HOUR);
        assert_eq!(received::gists(&relay), NONE);
    }
}

#[test]
fn the_next_mail_to_it_is_suppressed_until_it_is_cleared() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Rcpt, "550 5.1.1 no such user").to(&world.ben.email).once());
    let issue = world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(rows::only(&world).state, State::Failed);
    world.ada.changes(&world, &issue, json!({ "title": "Uno" }));
    world.ada.opens(&world, "Two", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!((received::gists(&relay), relay.data_commands().len()), (vec![], 0), "the relay was not asked");
    let reason = "the address does not exist, the relay said: 550 5.1.1 no such user (RCPT TO)";
    assert_eq!(
        world.outbox()[1..],
        [format!("ben updated suppressed {reason}"), format!("ben assigned suppressed {reason}")]
    );
    let address = world.ben.email.to_uppercase();
    assert!(world.change(move |tx| Ok(suppression::clear(tx, &address)?)));
    assert_eq!(rows::suppressed(&world), []);
    world.ada.changes(&world, &issue, json!({ "title": "Eins" }));
    world.advance(UPDATE_DELAY);
    assert_eq!(received::gists(&relay), ["ben@belfry.example updated"]);
}

#[test]
fn what_was_suppressed_or_failed_can_be_tried_again_once_the_address_is_cleared_and_not_before() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Dot, "550 5.1.1 no such user").once());
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.ada.opens(&world, "Two", &world.ben);
    world.advance(ASSIGN_DELAY);
    let mails = rows::all(&world);
    let (failed, suppressed) = (mails[0].id, mails[1].id);
    let frozen = rows::letter(&world, failed).bytes;
    let before = world.dump();
    let why = "the address does not exist, the relay said: 550 5.1.1 no such user (the final dot)";
    for id in [failed, suppressed] {
        assert_eq!(world.change(move |tx| Ok(post::retry(tx, id)?)), admin::Done::InVain(why.to_owned()));
    }
    assert_eq!(world.dump(), before, "what is refused changes nothing");
    world.change(|tx| Ok(suppression::clear(tx, "ben@belfry.example")?));
    let done = world.change(move |tx| Ok((post::retry(tx, failed)?, post::retry(tx, suppressed)?)));
    assert_eq!(done, (admin::Done::Yes, admin::Done::Yes));
    world.work();
    let mails = relay.mails();
    // Both are due at once, each over a connection of its own: either may be the first to arrive.
    assert_eq!((mails.len(), mails.iter().filter(|mail| mail.bytes == frozen.to_vec()).count()), (2, 1));
    assert!(rows::all(&world).iter().all(|mail| mail.state == State::Sent));
    assert_eq!(rows::log(&world, failed).iter().filter(|line| *line == "handled: retried").count(), 1);
}

#[test]
fn the_log_says_what_the_relay_said_and_names_nobody() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Rcpt, "550 5.1.1 <ben@belfry.example>: no such user, ask root@relay.example").once());
    world.ada.opens(&world, "One", &world.ben);
    let log = logged(|| world.advance(ASSIGN_DELAY));
    assert!(log.contains("ERROR") && log.contains("550 5.1.1") && log.contains("no such user"), "{log}");
    assert!(!log.contains('@') && !log.contains("ben"), "{log}");
    // What is on record says it all.
    assert!(rows::suppressed(&world)[0].1.contains("<ben@belfry.example>: no such user"));
}

#[test]
fn a_550_that_does_not_say_so_suppresses_nobody() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Rcpt, "550 no").once());
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!((rows::only(&world).state, rows::suppressed(&world)), (State::Failed, vec![]));
    world.ada.opens(&world, "Two", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(received::gists(&relay), ["ben@belfry.example assigned"]);
}
