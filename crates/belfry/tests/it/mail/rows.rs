//! What the outbox has on record.

use belfry::event::{Event, Recorded, history};
use belfry::issue::IssueId;
use belfry::user::{self, Email, UserId};
use outbox::mail_log::Line;
use outbox::{Mail, MailId, admin};

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

/// The log of a mail, as `action: detail`.
pub fn log(world: &World, id: MailId) -> Vec<String> {
    let lines = world.read(move |db| admin::log(db, id));
    lines.into_iter().map(|Line { action, detail, .. }| format!("{action}: {detail}")).collect()
}

/// What happened to the first issue.
pub fn events(world: &World) -> Vec<Recorded> {
    world.change(|tx| history(tx, IssueId(1)))
}

/// How many mails the last event of the first issue came too late for.
#[track_caller]
pub fn too_late(world: &World) -> u64 {
    match events(world).pop().unwrap().event {
        Event::IssueOpened { .. } => panic!("opening an issue takes nothing back"),
        Event::IssueChanged { mails_too_late, .. } | Event::IssueDeleted { mails_too_late } => mails_too_late,
    }
}

/// The number of a person.
pub fn id_of(world: &World, person: &Person) -> UserId {
    let email = Email::parse(&person.email).unwrap();
    world.change(move |tx| user::find_by_email(tx, &email)).unwrap().id
}
