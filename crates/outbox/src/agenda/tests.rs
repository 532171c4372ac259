//! What comes next, hour by hour.

use super::*;
use crate::letters::{Draft, Objection};
use crate::mail::{Kind, State};
use crate::relay::Trouble;

const NOW: Timestamp = Timestamp(1_000_000_000);

fn after(seconds: u64) -> Timestamp {
    NOW + Duration::from_secs(seconds)
}

fn mail(id: i64, next_at: Timestamp) -> Mail {
    Mail {
        id: MailId(id),
        kind: Kind::Assigned,
        recipient_id: 1,
        topic_id: Some(1),
        cause_id: None,
        slot: None,
        state: State::Leased,
        due_at: next_at,
        next_at,
        rests_until: None,
        revision: 1,
        attempts: 0,
        unknowns: 0,
        rung_at: None,
        lateness_us: None,
        sending_at: None,
        recalled: None,
        enqueued_at: NOW,
        ended_at: None,
        dismissed_at: None,
        reason: None,
    }
}

fn written() -> Written {
    let nothing = Objection { end: State::Cancelled, reason: String::new() };
    Written { revision: 1, draft: Draft::Nothing(nothing) }
}

fn agenda_of(mails: Vec<Mail>) -> Agenda {
    let mut agenda = Agenda::new(2);
    assert_eq!(agenda.next(NOW), Step::Look(LEASED_MAX));
    leased(&mut agenda, NOW, mails, true);
    agenda
}

/// A look from its beginning to its end.
fn leased(agenda: &mut Agenda, now: Timestamp, mails: Vec<Mail>, is_all: bool) {
    agenda.looks();
    agenda.leased(now, mails, is_all);
}

#[test]
fn a_letter_is_written_ahead_and_rung_when_due_and_not_before() {
    let mut agenda = agenda_of(vec![mail(1, after(20))]);
    assert_eq!(agenda.next(NOW), Step::Write(MailId(1)));
    agenda.wrote(MailId(1), written());
    assert_eq!(agenda.next(NOW), Step::Rest(after(1)));
    leased(&mut agenda, after(19), vec![], true);
    agenda.warms(after(19));
    assert_eq!(agenda.next(after(20) - Duration::from_millis(1)), Step::Rest(after(20)));
    assert_eq!(agenda.next(after(20)), Step::Ring(MailId(1)));
}

#[test]
fn the_earliest_rings_first_over_as_many_lanes_as_there_are() {
    let mut agenda = agenda_of(vec![mail(3, NOW), mail(1, after(1)), mail(2, NOW)]);
    for id in 1..=3 {
        agenda.wrote(MailId(id), written());
    }
    assert_eq!(agenda.next(after(1)), Step::Ring(MailId(2)));
    agenda.departed(MailId(2));
    assert_eq!(agenda.next(after(1)), Step::Ring(MailId(3)));
    agenda.departed(MailId(3));
    assert!(matches!(agenda.next(after(1)), Step::Rest(_)));
    agenda.landed();
    assert_eq!(agenda.next(after(1)), Step::Ring(MailId(1)));
}

#[test]
fn a_relay_in_trouble_is_left_alone_then_probed_with_one() {
    let mut agenda = agenda_of(vec![mail(1, NOW), mail(2, NOW)]);
    agenda.wrote(MailId(1), written());
    agenda.wrote(MailId(2), written());
    agenda.relay.trips(NOW, Trouble::Down);
    assert!(matches!(agenda.next(NOW), Step::Rest(_)));
    leased(&mut agenda, after(5), vec![], true);
    assert_eq!(agenda.next(after(5)), Step::Ring(MailId(1)));
    agenda.departed(MailId(1));
    assert!(matches!(agenda.next(after(5)), Step::Rest(_)));
}

#[test]
fn a_letter_that_cannot_be_written_is_given_up_after_three_tries() {
    let mut agenda = agenda_of(vec![mail(1, NOW)]);
    assert!(!agenda.failed_to_write(NOW, MailId(1), false));
    assert!(!agenda.failed_to_write(NOW, MailId(1), false));
    assert!(agenda.failed_to_write(NOW, MailId(1), false));
    let mut agenda = agenda_of(vec![mail(1, NOW)]);
    assert!(agenda.failed_to_write(NOW, MailId(1), true));
}

/// Begins to write what comes next.
fn begin(agenda: &mut Agenda, now: Timestamp) -> MailId {
    let Step::Write(id) = agenda.next(now) else { panic!("{:?}", agenda.next(now)) };
    agenda.writes(id);
    id
}

#[test]
fn tries_to_write_a_letter_are_spaced_and_all_come_before_it_is_due() {
    let mut agenda = agenda_of(vec![mail(1, after(30))]);
    let mut tried = Vec::new();
    for second in 0..30 {
        agenda.saw(after(second));
        leased(&mut agenda, after(second), vec![], true);
        if let Step::Write(id) = agenda.next(after(second)) {
            agenda.writes(id);
            tried.push(second);
            if agenda.failed_to_write(after(second), id, false) {
                break;
            }
        }
    }
    assert_eq!(tried, [0, 5, 25]);
}

#[test]
fn what_the_database_could_not_say_is_asked_again_and_never_given_up() {
    let mut agenda = agenda_of(vec![mail(1, NOW)]);
    let mut at = NOW;
    let waits = (0..7).map(|_| {
        let id = begin(&mut agenda, at);
        agenda.could_not_write(at, id);
        let asked = at;
        while !matches!(agenda.next(at), Step::Write(_)) {
            at = at + Duration::from_secs(1);
            leased(&mut agenda, at, vec![], true);
        }
        at.since(asked).as_secs()
    });
    assert_eq!(waits.collect::<Vec<_>>(), [1, 2, 4, 8, 16, 30, 30]);
}

#[test]
fn a_letter_that_is_being_written_holds_no_other_up() {
    let mut agenda = agenda_of(vec![mail(1, NOW), mail(2, NOW), mail(3, after(1)), mail(4, after(1))]);
    assert_eq!([begin(&mut agenda, NOW), begin(&mut agenda, NOW)], [MailId(1), MailId(2)]);
    assert_eq!(agenda.next(NOW), Step::Rest(after(1)), "so many are written at once");
    agenda.wrote(MailId(2), written());
    assert_eq!(agenda.next(NOW), Step::Ring(MailId(2)));
    agenda.departed(MailId(2));
    assert_eq!(begin(&mut agenda, after(1)), MailId(3));
    agenda.wrote(MailId(3), written());
    assert_eq!(agenda.next(after(1)), Step::Ring(MailId(3)), "the first is still being written");
    agenda.departed(MailId(3));
    agenda.wrote(MailId(1), written());
    agenda.landed();
    assert_eq!(agenda.next(after(1)), Step::Ring(MailId(1)));
}

#[test]
fn the_way_to_the_relay_is_made_ready_shortly_before_it_is_needed_and_once() {
    let mut agenda = agenda_of(vec![mail(1, after(10)), mail(2, after(10)), mail(3, after(10)), mail(4, after(12))]);
    for id in 1..=4 {
        agenda.wrote(MailId(id), written());
    }
    leased(&mut agenda, after(6), vec![], true);
    assert_eq!(agenda.next(after(6)), Step::Rest(after(7)));
    assert_eq!(agenda.next(after(7)), Step::Warm(2), "as many as there are lanes");
    agenda.warms(after(7));
    assert_eq!(agenda.next(after(7)), Step::Rest(after(8)));
    leased(&mut agenda, after(9), vec![], true);
    assert_eq!(agenda.next(after(9)), Step::Warm(1));
    agenda.warms(after(9));
    assert_eq!(agenda.next(after(9)), Step::Rest(after(10)));
    agenda.saw(after(9));
    agenda.saw(after(8));
    leased(&mut agenda, after(8), vec![], true);
    assert_eq!(agenda.next(after(8)), Step::Warm(2), "the clock was set back");
    agenda.relay.trips(after(8), Trouble::Down);
    assert!(matches!(agenda.next(after(8)), Step::Rest(_)), "a relay in trouble is left alone");
}

#[test]
fn what_is_due_last_makes_room_and_what_was_leased_for_a_time_far_ahead_goes_back() {
    let mut agenda = agenda_of(vec![mail(1, after(20)), mail(2, after(28)), mail(3, after(25)), mail(4, after(31))]);
    assert_eq!(agenda.latest(2), [MailId(4), MailId(2)]);
    assert_eq!(agenda.beyond(after(30)), [MailId(4)]);
    assert_eq!(agenda.last_of_full(), None);
    leased(&mut agenda, NOW, (5..).map(|id| mail(id, after(20))).take(LEASED_MAX - 4).collect(), false);
    assert_eq!(agenda.last_of_full(), Some(after(31)));
}

#[test]
fn a_mail_that_pauses_leaves_the_others_their_turn() {
    let mut agenda = agenda_of(vec![mail(1, NOW), mail(2, NOW)]);
    agenda.wrote(MailId(1), written());
    agenda.wrote(MailId(2), written());
    let entry = agenda.departed(MailId(1)).unwrap();
    agenda.landed();
    agenda.pause(entry, after(1));
    assert_eq!(agenda.next(NOW), Step::Ring(MailId(2)));
    agenda.forget(MailId(2));
    agenda.warms(NOW);
    assert_eq!(agenda.next(NOW), Step::Rest(after(1)));
    assert_eq!(agenda.next(after(1)), Step::Ring(MailId(1)));
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let mut agenda = agenda_of(vec![mail(1, NOW), mail(2, NOW)]);
    agenda.saw(after(3600));
    leased(&mut agenda, after(3600), vec![], true);
    agenda.wrote(MailId(1), written());
    agenda.wrote(MailId(2), written());
    let entry = agenda.departed(MailId(1)).unwrap();
    agenda.landed();
    agenda.pause(entry, after(3601));
    agenda.relay.trips(after(3600), Trouble::Down);
    agenda.saw(NOW);
    assert!(matches!(agenda.next(NOW), Step::Look(_)));
    leased(&mut agenda, NOW, vec![], true);
    agenda.saw(after(5));
    leased(&mut agenda, after(5), vec![], true);
    assert_eq!(agenda.next(after(5)), Step::Ring(MailId(1)));
}

#[test]
fn a_full_agenda_looks_now_and_then_and_rests_between() {
    let mails = (1..).map(|id| mail(id, after(20))).take(LEASED_MAX).collect();
    let mut agenda = Agenda::new(2);
    leased(&mut agenda, NOW, mails, false);
    for id in 1.. {
        if agenda.entry(MailId(id)).is_none() {
            break;
        }
        agenda.wrote(MailId(id), written());
    }
    assert_eq!(agenda.next(NOW), Step::Rest(after(1)));
    assert_eq!(agenda.next(NOW + LOOK_EVERY), Step::Look(0));
}

#[test]
fn a_letter_that_could_not_ring_for_long_is_written_anew() {
    let mut agenda = agenda_of(vec![mail(1, NOW)]);
    agenda.wrote(MailId(1), written());
    agenda.relay.trips(NOW, Trouble::Down);
    agenda.saw(after(59));
    leased(&mut agenda, after(59), vec![], true);
    assert_eq!(agenda.next(after(59)), Step::Ring(MailId(1)));
    agenda.saw(after(60));
    assert_eq!(agenda.next(after(60)), Step::Write(MailId(1)));
    agenda.wrote(MailId(1), written());
    assert_eq!(agenda.next(after(60)), Step::Ring(MailId(1)));
}

#[test]
fn while_somebody_looks_the_rest_goes_on_and_who_is_woken_looks_again() {
    let mut agenda = agenda_of(vec![mail(1, after(5))]);
    agenda.wrote(MailId(1), written());
    assert_eq!(agenda.next(after(3)), Step::Look(LEASED_MAX - 1));
    agenda.looks();
    assert!(matches!(agenda.next(after(3)), Step::Warm(1)));
    assert!(!agenda.is_resting(after(4)), "a look is under way");
    assert_eq!(agenda.next(after(5)), Step::Ring(MailId(1)));
    agenda.woken();
    agenda.departed(MailId(1));
    assert!(matches!(agenda.next(after(5)), Step::Rest(_)), "there are no two looks at once");
    agenda.leased(after(5), vec![], true);
    assert_eq!(agenda.next(after(5)), Step::Look(LEASED_MAX), "what was announced during the look is looked for");
    agenda.looks();
    agenda.looked_in_vain();
    assert_eq!(agenda.next(after(5)), Step::Look(LEASED_MAX));
}
