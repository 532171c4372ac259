//! A relay that puts a mail off: tried again after 1, 5, 15, 30 min, 1, 2, 4 h, and given up after a day.

use std::time::Duration;

use outbox::{State, admin};
use testrelay::{Relay, Rule, Step};

use super::world;
use crate::mail::{HOUR, INSTANT, NONE, received, rows};
use crate::world::{ASSIGN_DELAY, MINUTE};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[test]
fn a_reply_that_says_not_now_is_tried_again_after_a_minute() {
    let replies = [
        (Step::Rcpt, "450 4.2.1 the mailbox is busy", "RCPT TO"),
        (Step::Rcpt, "450 busy", "RCPT TO"),
        (Step::Rcpt, "451 4.7.1 greylisted", "RCPT TO"),
        (Step::Rcpt, "452 4.2.2 the mailbox is full", "RCPT TO"),
        (Step::Mail, "451 4.7.0 too many mails from you", "MAIL FROM"),
        (Step::Data, "451 4.3.0 out of room", "DATA"),
        (Step::Dot, "450 4.2.1 the mailbox is busy", "the final dot"),
        (Step::Dot, "451 4.7.1 greylisted", "the final dot"),
        (Step::Dot, "452 4.3.1 out of room", "the final dot"),
    ];
    for (step, reply, phase) in replies {
        let relay = Relay::start();
        let world = world(&relay);
        relay.add(Rule::answer(step, reply).once());
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY);
        let mail = rows::only(&world);
        assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Pending, 1, 0), "{reply}");
        assert_eq!(mail.reason, Some(format!("{reply} ({phase})")));
        assert_eq!((relay.mails().len(), world.trouble(), rows::suppressed(&world)), (0, None, vec![]), "{reply}");
        let (wait, frozen) = (mail.next_at.since(world.now()), rows::letter(&world, mail.id).bytes);
        assert!(wait >= MINUTE && wait <= MINUTE + MINUTE / 10, "{wait:?}");
        world.advance(wait - INSTANT);
        assert_eq!(relay.mails().len(), 0, "{reply}");
        world.advance(INSTANT);
        assert_eq!(relay.mails()[0].bytes, frozen.to_vec(), "{reply}");
        let mail = rows::only(&world);
        assert_eq!((mail.state, mail.attempts, relay.mails().len()), (State::Sent, 2, 1), "{reply}");
    }
}

#[test]
fn the_waits_grow_as_documented_and_after_a_day_it_is_given_up() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Dot, "451 4.3.0 not now"));
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    let (first, mut attempts) = (world.now(), 1);
    let minutes = [1, 5, 15, 30, 60, 120].into_iter().chain(std::iter::repeat(240));
    for minutes in minutes {
        let mail = rows::only(&world);
        assert_eq!(mail.attempts, attempts);
        assert_eq!(relay.data_commands().len(), usize::try_from(attempts).unwrap());
        if mail.state != State::Pending {
            break;
        }
        let (wait, base) = (mail.next_at.since(world.now()), minutes * MINUTE);
        // The last wait ends when the day does.
        let is_last = world.now() + wait == first + DAY;
        assert!(is_last || (wait >= base && wait <= base + base / 10), "{wait:?} after attempt {attempts}");
        world.advance(wait);
        attempts += 1;
    }
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.ended_at), (State::Failed, Some(world.now())));
    assert_eq!(mail.reason.as_deref(), Some("451 4.3.0 not now (the final dot)"));
    assert_eq!(world.now(), first + DAY);
    assert!(attempts >= 11, "{attempts} attempts in a day");
    assert_eq!((rows::suppressed(&world), world.trouble()), (vec![], None));
    world.advance(2 * DAY);
    assert_eq!((relay.data_commands().len(), relay.mails().len()), (usize::try_from(attempts).unwrap(), 0));
    // An admin may have it tried once more, and the same bytes go out.
    let frozen = rows::letter(&world, mail.id).bytes;
    relay.behave();
    world.change(move |tx| Ok(admin::retry(tx, mail.id)?));
    world.work();
    assert_eq!(relay.mails()[0].bytes, frozen.to_vec());
}

#[test]
fn one_that_is_put_off_holds_no_other_up() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Rcpt, "451 4.7.1 greylisted").to(&world.ben.email));
    world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.cleo);
    world.advance(ASSIGN_DELAY);
    assert_eq!(received::gists(&relay), ["cleo@belfry.example assigned"]);
    world.ada.opens(&world, "Three", &world.dov);
    world.advance(ASSIGN_DELAY);
    assert_eq!(received::gists(&relay), ["dov@belfry.example assigned"]);
    assert!(rows::all(&world).iter().skip(1).all(|mail| mail.rung_at == Some(mail.due_at)));
    relay.behave();
    world.advance(HOUR);
    assert_eq!(received::gists(&relay), ["ben@belfry.example assigned"]);
    world.advance(HOUR);
    assert_eq!(received::gists(&relay), NONE);
}
