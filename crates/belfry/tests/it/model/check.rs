//! What must hold after each step, and at the end. The numbers are those of "Invariants" in `docs/outbox.md`.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

use belfry::event::{Change, Event};
use mail_parser::MessageParser;
use outbox::{Kind, Mail, MailId, State};
use store::{Timestamp, params};

use super::playing::{Given, Play, TITLES};
use super::{DIGEST_EVERY, Step};

/// What was seen after earlier steps.
#[derive(Default)]
pub struct Seen {
    due_at: HashMap<MailId, Timestamp>,
    ends: HashMap<MailId, (State, Option<Timestamp>)>,
    /// Mails that an admin did something to: they answer for what comes of it.
    handled: HashSet<MailId>,
    given: usize,
    first_bytes: HashMap<String, Vec<u8>>,
}

impl Seen {
    pub fn handled(&mut self, id: MailId) {
        self.handled.insert(id);
    }
}

/// Every mail, oldest first.
pub async fn mails(play: &Play) -> Vec<Mail> {
    let sql = format!("SELECT {} FROM mails ORDER BY id", Mail::COLUMNS);
    play.store.read(move |db| db.all(&sql, &[], Mail::read)).await.unwrap()
}

/// Every mail about the assignment of this issue to whoever has it now.
pub async fn assigned_rows(play: &Play, issue: usize) -> Vec<Mail> {
    let (number, to) = (play.model.issues[issue].number, play.people[play.model.issues[issue].assignee]);
    let sql = format!(
        "SELECT {} FROM mails WHERE kind = 'assigned' AND recipient_id = $2
            AND topic_id = (SELECT id FROM issues WHERE number = $1) ORDER BY id",
        Mail::COLUMNS
    );
    play.store.read(move |db| db.all(&sql, &params![number, to], Mail::read)).await.unwrap()
}

/// An issue is open again: whoever was never told of having it is told now, and whoever was is not told twice.
pub fn of_reopening(play: &Play, issue: usize, before: &[Mail], after: &[Mail]) {
    let is_ordered = after.len() > before.len();
    let Some(last) = before.last() else { return };
    let was_never_told = last.rung_at.is_none() && last.state == State::Cancelled;
    let number = play.model.issues[issue].number;
    assert!(!was_never_told || is_ordered, "issue {number} is open again and its assignee was never told: {last:?}");
    assert!(last.state != State::Sent || !is_ordered, "issue {number}: its assignee is told twice: {last:?}");
}

pub async fn after_a_step(play: &mut Play, step: &Step) {
    let mails = mails(play).await;
    for mail in &mails {
        of_one(play, mail, step);
    }
    one_open_mail_per_key(play, &mails);
    assignments_have_their_mail(play, &mails).await;
    copies_are_explained(play, &mails).await;
    let given: Vec<Given> = play.given.lock().unwrap().iter().skip(play.memory_of_checks.given).cloned().collect();
    play.memory_of_checks.given += given.len();
    for given in given {
        of_data(play, &given).await;
    }
}

fn of_one(play: &mut Play, mail: &Mail, step: &Step) {
    let seen = &mut play.memory_of_checks;
    // 9: due_at never moves.
    assert_eq!(*seen.due_at.entry(mail.id).or_insert(mail.due_at), mail.due_at, "{mail:?} moved");
    // 1: nothing rings before it is due.
    assert!(mail.rung_at.is_none_or(|rung| rung >= mail.due_at), "{mail:?} rang early");
    // d: an attempt with an unknown outcome is repeated once.
    assert!(mail.unknowns <= 2 || seen.handled.contains(&mail.id), "{mail:?} was repeated more than once");
    // 4: an end is the end, but for what an admin does.
    if let Some((state, ended_at)) = seen.ends.get(&mail.id)
        && !(seen.handled.contains(&mail.id))
    {
        assert_eq!((*state, *ended_at), (mail.state, mail.ended_at), "{mail:?} came back by {step:?}");
    }
    assert_eq!(mail.state.is_end(), mail.ended_at.is_some(), "{mail:?}");
    if mail.state.is_end() {
        assert!(mail.reason.as_ref().is_some_and(|reason| !reason.is_empty()), "{mail:?} does not say why");
        seen.ends.insert(mail.id, (mail.state, mail.ended_at));
    }
}

/// 5: at most one mail per key takes changes in; a person has one digest on its way, and one per slot.
fn one_open_mail_per_key(play: &Play, mails: &[Mail]) {
    let (mut keys, mut slots, mut digests) = (HashSet::new(), HashSet::new(), HashSet::new());
    for mail in mails {
        let is_open = matches!(mail.state, State::Pending | State::Leased | State::Held) && !mail.is_frozen();
        let key = (mail.kind, mail.topic_id, mail.recipient_id);
        assert!(!is_open || keys.insert(key), "two mails wait for {key:?}");
        assert!(
            mail.slot.is_none_or(|slot| slots.insert((mail.recipient_id, slot))),
            "two digests in one slot: {mail:?}"
        );
        let is_on_its_way = matches!(mail.state, State::Pending | State::Leased | State::Sending);
        if mail.kind == Kind::Digest && is_on_its_way && !play.memory_of_checks.handled.contains(&mail.id) {
            assert!(digests.insert(mail.recipient_id), "two digests on their way: {mail:?}");
        }
    }
}

/// 3: each committed assignment has exactly one row, due when it should be; there is no other.
async fn assignments_have_their_mail(play: &Play, mails: &[Mail]) {
    let numbers = play.store.read(|db| {
        db.all("SELECT id, number FROM issues", &[], |row| Ok((row.get::<i64>("id")?, row.get::<i64>("number")?)))
    });
    let numbers: HashMap<i64, i64> = numbers.await.unwrap().into_iter().collect();
    let mut owed: Vec<(i64, i64, Timestamp)> = Vec::new();
    for assignment in &play.model.assignments {
        owed.push((play.model.issues[assignment.issue].number, play.people[assignment.to].raw(), assignment.due));
    }
    let withheld = |mail: &&Mail| mail.reason.as_deref() == Some("the issue is closed") && !mail.is_frozen();
    let rows = mails.iter().filter(|mail| mail.kind == Kind::Assigned && !withheld(mail));
    let mut there: Vec<(i64, i64, Timestamp)> =
        rows.map(|mail| (numbers[&mail.topic_id.unwrap()], mail.recipient_id, mail.due_at)).collect();
    owed.sort();
    there.sort();
    assert_eq!(owed, there, "what is owed (issue, person, due), and what is there");
}

/// 6 and 11: a mail was taken at most once more than its outcome is unknown, which happens only where a loss was played.
async fn copies_are_explained(play: &Play, mails: &[Mail]) {
    let unknowns: i64 = mails.iter().map(|mail| mail.unknowns).sum();
    let losses = play.losses.load(Ordering::SeqCst);
    assert!(unknowns.unsigned_abs() <= losses, "{unknowns} unknown outcomes of {losses} losses");
    let mut copies: HashMap<String, i64> = HashMap::new();
    for parcel in play.memory.mails() {
        *copies.entry(parcel.message_id).or_default() += 1;
    }
    for (message_id, count) in copies {
        let mail = mail_of(play, &message_id).await;
        let is_handled = play.memory_of_checks.handled.contains(&mail.id);
        assert!(is_handled || count <= 1 + mail.unknowns, "{count} copies of {mail:?}");
        assert!(!matches!(mail.state, State::Cancelled | State::Suppressed | State::Merged), "taken, yet {mail:?}");
    }
}

async fn mail_of(play: &Play, message_id: &str) -> Mail {
    let sql =
        format!("SELECT {} FROM mails WHERE id = (SELECT mail_id FROM letters WHERE message_id = $1)", Mail::COLUMNS);
    let id = message_id.to_owned();
    play.store.read(move |db| db.one(&sql, &params![&id], Mail::read)).await.unwrap()
}

/// A `DATA` command: not before its time, to somebody who still has the issue, saying what is so, the same each time.
async fn of_data(play: &mut Play, given: &Given) {
    let mail = mail_of(play, &given.parcel.message_id).await;
    // 1, and 7.
    assert!(given.at >= mail.due_at, "DATA before {mail:?} was due");
    let bytes = given.parcel.bytes.to_vec();
    let first =
        play.memory_of_checks.first_bytes.entry(given.parcel.message_id.clone()).or_insert_with(|| bytes.clone());
    let is_first = mail.attempts + mail.unknowns <= 1 && mail.rung_at == Some(given.at);
    assert_eq!(*first, bytes, "an attempt differs from the first: {mail:?}");
    if mail.kind == Kind::Digest {
        return lists_what_is_open(play, &mail, &bytes);
    }
    // 2 and 8.
    let topic = mail.topic_id.unwrap();
    let number = play.store.read(move |db| {
        db.one("SELECT number FROM issues WHERE id = $1", &params![topic], |row| row.get::<i64>("number"))
    });
    let issue = play.model.by_number(number.await.unwrap());
    let person = play.people.iter().position(|person| person.raw() == mail.recipient_id).unwrap();
    assert!(play.model.has(person, issue), "mailed somebody who was relieved: {mail:?}");
    if mail.kind == Kind::Assigned && !play.memory_of_checks.handled.contains(&mail.id) {
        let stands = play.model.assignments.iter().any(|assignment| {
            let is_it = assignment.issue == issue && assignment.to == person && assignment.due == mail.due_at;
            is_it && assignment.taken_back.is_none()
        });
        assert!(stands && play.model.issues[issue].is_open, "the assignment was taken back: {mail:?}");
    }
    // 9: what it says is how the issue was when it rang.
    if is_first {
        let title = TITLES[play.model.issues[issue].title];
        let message = MessageParser::default().parse(&bytes[..]).unwrap();
        assert!(message.body_text(0).unwrap().contains(title), "{mail:?} does not say {title:?}");
    }
}

/// 9: a digest, whichever attempt it is, lists what is open for its recipient as it is called now, and nothing else.
fn lists_what_is_open(play: &Play, mail: &Mail, bytes: &[u8]) {
    let message = MessageParser::default().parse(bytes).unwrap();
    let text = message.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    for issue in &play.model.issues {
        let is_theirs = play.people[issue.assignee].raw() == mail.recipient_id && issue.is_open && !issue.is_deleted;
        let line = format!("BEL-{} {} (", issue.number, TITLES[issue.title]);
        assert_eq!(text.contains(&line), is_theirs, "{line:?} in {text:?} of {mail:?}");
    }
}

pub async fn at_the_end(play: &mut Play) {
    after_a_step(play, &Step::Wait { seconds: 0 }).await;
    let now = play.clock.now();
    let mails = mails(play).await;
    // 14 and e: all is well again, and every mail came to its end.
    let gauges = play.store.read(outbox::gauges).await.unwrap();
    assert_eq!(gauges.oldest_overdue, Duration::ZERO, "{:?}", gauges.by_state);
    for mail in &mails {
        let is_to_come = mail.kind == Kind::Digest && mail.due_at + DIGEST_EVERY > now;
        assert!(mail.state.is_end() || is_to_come, "it never came to an end: {mail:?}");
        assert_ne!(mail.state, State::Sending, "{mail:?}");
    }
    assignments_came_out_right(play, &mails).await;
    changes_were_told(play, &mails).await;
    digests_do_not_drift(play, &mails);
}

/// 2: what was taken back before it rang was cancelled.
async fn assignments_came_out_right(play: &Play, mails: &[Mail]) {
    for assignment in &play.model.assignments {
        let person = play.people[assignment.to].raw();
        let is_it =
            |mail: &&Mail| mail.kind == Kind::Assigned && mail.recipient_id == person && mail.due_at == assignment.due;
        for mail in mails.iter().filter(is_it).filter(|mail| mail.rung_at.is_none()) {
            let is_dropped = matches!(mail.state, State::Cancelled | State::Suppressed);
            assert!(is_dropped, "{mail:?} never rang, of {assignment:?}");
        }
        if assignment.taken_back.is_none() {
            let mut its = mails.iter().filter(is_it);
            let is_told = |mail: &Mail| mail.state != State::Cancelled;
            assert!(its.any(is_told), "somebody who has the issue was not told: {assignment:?}");
        }
    }
}

/// 9: whoever had the issue when its title was changed by somebody else is told by a mail that had not rung before.
async fn changes_were_told(play: &Play, mails: &[Mail]) {
    let events = play.store.read(|db| {
        db.all("SELECT id, issue_id, actor_id, kind, detail, at FROM events ORDER BY id", &[], |row| {
            let (kind, detail): (String, String) = (row.get("kind")?, row.get("detail")?);
            let (id, issue, actor): (i64, i64, i64) = (row.get("id")?, row.get("issue_id")?, row.get("actor_id")?);
            Ok((id, issue, actor, row.get::<Timestamp>("at")?, kind, detail))
        })
    });
    let (mut assignees, mut closed): (HashMap<i64, i64>, HashSet<i64>) = Default::default();
    for (id, issue, actor, at, kind, detail) in events.await.unwrap() {
        let changes = match Event::decode(&kind, &detail).unwrap() {
            Event::IssueOpened { assignee } => {
                assignees.insert(issue, assignee.unwrap().raw());
                continue;
            }
            Event::IssueChanged { changes, .. } => changes,
            Event::IssueDeleted { .. } => continue,
            other => panic!("nobody did this: {other:?}"),
        };
        for change in &changes {
            match change {
                Change::Assignee { to, .. } => drop(assignees.insert(issue, to.unwrap().raw())),
                Change::Status { to, .. } if to.is_open() => drop(closed.remove(&issue)),
                Change::Status { .. } => drop(closed.insert(issue)),
                _ => {}
            }
        }
        let is_title_alone = matches!(changes[..], [Change::Title { .. }]);
        if !is_title_alone || assignees[&issue] == actor {
            continue;
        }
        let tells = |mail: &&Mail| {
            let is_theirs = mail.topic_id == Some(issue) && mail.recipient_id == assignees[&issue];
            // Times tell what came first only where the clock never went back.
            let had_not_rung = play.was_set_back || mail.rung_at.is_none_or(|rung| rung >= at);
            // Nor is anybody told what is done to a closed issue who never heard of having it.
            let is_moot = mail.state == State::Failed || (mail.state == State::Cancelled && closed.contains(&issue));
            let never_heard = mail.kind == Kind::Assigned && is_moot;
            is_theirs && mail.cause_id <= Some(id) && (had_not_rung || never_heard)
        };
        assert!(mails.iter().any(|mail| tells(&mail)), "nobody was told of event {id} about {issue}");
    }
}

/// 15: slots are whole intervals after the registration.
fn digests_do_not_drift(play: &Play, mails: &[Mail]) {
    let every = i64::try_from(DIGEST_EVERY.as_micros()).unwrap();
    for mail in mails.iter().filter(|mail| mail.kind == Kind::Digest) {
        let since = mail.due_at.as_micros() - super::playing::START.as_micros();
        assert_eq!(since % every, 0, "{mail:?}");
        // One that a clock which was ahead sent in a slot to come gave that slot back.
        let is_in_its_slot = mail.slot == Some(mail.due_at.as_micros());
        // And one that was no longer true gave it to the one that took its place.
        let has_its_slot = |other: &&Mail| {
            other.kind == Kind::Digest
                && other.recipient_id == mail.recipient_id
                && other.due_at == mail.due_at
                && other.slot == Some(mail.due_at.as_micros())
        };
        let gave_it_away = mail.slot.is_none() && (play.was_set_back || mails.iter().any(|other| has_its_slot(&other)));
        assert!(is_in_its_slot || gave_it_away, "{mail:?}");
    }
    let now = play.clock.now();
    for (person, id) in play.people.iter().enumerate() {
        let has_open =
            play.model.issues.iter().any(|issue| issue.assignee == person && issue.is_open && !issue.is_deleted);
        let last = mails
            .iter()
            .filter(|mail| mail.kind == Kind::Digest && mail.recipient_id == id.raw())
            .map(|mail| mail.due_at)
            .max();
        let is_recent = last.is_some_and(|last| last + 2 * DIGEST_EVERY > now);
        assert!(!has_open || is_recent, "person {person} has open issues and the last digest was due {last:?}");
    }
}
