//! What the outbox has on record.

use belfry::event::{Event, Recorded, history};
use belfry::issue::IssueId;
use belfry::user::{self, Email, UserId};
use outbox::mail_log::Line;
use outbox::{Letter, Mail, MailId, State, admin};

use crate::person::Person;
use crate::world::World;

/// Every mail ever ordered, in that order.
pub fn all(world: &World) -> Vec<Mail> {
    let mut mails = world.read(|db| admin::list(db, None, i64::MAX));
    mails.reverse();
    mails
}

/// The only mail that was ever ordered.
#[track_caller]
pub fn only(world: &World) -> Mail {
    let mut mails = all(world);
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails.remove(0)
}

/// The mail that was ordered last.
#[track_caller]
pub fn last(world: &World) -> Mail {
    all(world).pop().unwrap()
}

/// Whether a mail waits for its time, taken up or not.
pub fn waits(mail: &Mail) -> bool {
    matches!(mail.state, State::Pending | State::Leased)
}

/// The log of a mail, as `action: detail`.
pub fn log(world: &World, id: MailId) -> Vec<String> {
    let lines = world.read(move |db| admin::log(db, id));
    lines.into_iter().map(|Line { action, detail, .. }| format!("{action}: {detail}")).collect()
}

/// The frozen letter of a mail.
#[track_caller]
pub fn letter(world: &World, id: MailId) -> Letter {
    world.read(move |db| admin::letter(db, id)).unwrap()
}

/// What happened to the first issue.
pub fn events(world: &World) -> Vec<Recorded> {
    // Its row may have another number: one that was given out in a transaction that was undone is lost on some engines.
    world.change(|tx| {
        let id = tx.one("SELECT MIN(id) AS id FROM issues", &[], |row| row.get::<IssueId>("id"))?;
        history(tx, id)
    })
}

/// How many mails the last event of the first issue came too late for.
#[track_caller]
pub fn too_late(world: &World) -> u64 {
    match events(world).pop().unwrap().event {
        Event::IssueChanged { mails_too_late, .. } | Event::IssueDeleted { mails_too_late } => mails_too_late,
        other => panic!("this takes nothing back: {other:?}"),
    }
}

/// The number of a person.
pub fn id_of(world: &World, person: &Person) -> UserId {
    let email = Email::parse(&person.email).unwrap();
    world.change(move |tx| user::find_by_email(tx, &email)).unwrap().id
}

/// The addresses to which nothing is sent, with what the relay said.
pub fn suppressed(world: &World) -> Vec<(String, String)> {
    let list = world.read(outbox::suppression::list);
    list.into_iter().map(|suppression| (suppression.address, suppression.reason)).collect()
}
