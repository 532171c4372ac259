//! The bells of an issue, and `/BEL-142/bell/7`: what can be done about a mail before it leaves.

use axum::extract::State;
use axum::response::Response;
use outbox::admin::Done;
use outbox::{Kind, Mail, MailId, State as Stands};
use store::Timestamp;

use super::named::{Key, Number};
use super::parts::{self, Part};
use super::read::Whole;
use crate::app::App;
use crate::error::{Error, FieldErrors};
use crate::post::{self, Wish};
use crate::user::UserId;
use crate::web::part::{About, Act, Bell, Ringing};
use crate::web::reader::Reader;
use crate::web::typed::Typed;
use crate::web::{Flash, Refusal, Visitor, answer};

/// How many bells are shown before the rest is folded.
const SHOWN: usize = 2;

/// Of which mails it is told, too, what became of them.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    /// One that something was just done to.
    pub just: Option<MailId>,
    /// Those that came to their end since the page was opened.
    pub since: Option<Timestamp>,
}

/// The bells of an issue: newest first.
pub(super) struct Bells {
    pub shown: Vec<Bell>,
    pub folded: Vec<Bell>,
}

impl Bells {
    /// Of the mails that wait, are under way or failed; and of this one, whatever became of it.
    pub fn of(whole: &Whole, reader: &Reader, me: UserId, told: Told) -> Bells {
        let just = |mail: &Mail| told.just == Some(mail.id);
        // What came to its end while the page was open stays until the next one is.
        let ended = |mail: &Mail| told.since.is_some_and(|since| mail.ended_at >= Some(since));
        let is_shown = |mail: &&Mail| match mail.state {
            Stands::Pending | Stands::Leased | Stands::Sending | Stands::Held => true,
            Stands::Failed | Stands::Unknown => is_latest(whole, mail) && mail.dismissed_at.is_none(),
            Stands::Sent | Stands::Cancelled => just(mail) || ended(mail),
            Stands::Merged | Stands::Suppressed => just(mail),
        };
        let mut shown: Vec<Bell> =
            whole.mails.iter().rev().filter(is_shown).map(|mail| bell(whole, reader, me, mail)).collect();
        if let Some(first) = shown.first_mut() {
            first.id = "bell".to_owned();
        }
        let folded = shown.split_off(shown.len().min(SHOWN));
        Bells { shown, folded }
    }
}

/// Whether its recipient was not mailed again since.
fn is_latest(whole: &Whole, mail: &Mail) -> bool {
    whole.mails.iter().all(|other| other.recipient_id != mail.recipient_id || other.id.raw() <= mail.id.raw())
}

fn bell(whole: &Whole, reader: &Reader, me: UserId, mail: &Mail) -> Bell {
    Bell {
        reader: reader.clone(),
        id: format!("bell-{}", mail.id),
        live: String::new(),
        action: format!("/{}/bell/{}", whole.issue.key, mail.id),
        acts: acts(whole, mail),
        outbox: if is_failed(mail) && (whole.may.run || UserId(mail.recipient_id) == me) {
            format!("/outbox?state=failed#mail-{}", mail.id)
        } else {
            String::new()
        },
        mail: mail.id.raw(),
        state: ringing(whole, reader, me, mail),
    }
}

fn is_failed(mail: &Mail) -> bool {
    matches!(mail.state, Stands::Failed | Stands::Unknown)
}

fn acts(whole: &Whole, mail: &Mail) -> Vec<Act> {
    match mail.state {
        Stands::Failed | Stands::Unknown if whole.may.run => vec![Act::Retry],
        _ if !whole.may.steer => Vec::new(),
        Stands::Pending | Stands::Leased if mail.rests_until.is_some() => vec![Act::SendAnyway, Act::Cancel],
        Stands::Pending | Stands::Leased => vec![Act::Send, Act::Cancel, Act::Hold],
        Stands::Held => vec![Act::SendAnyway, Act::Cancel, Act::Release],
        Stands::Sending
        | Stands::Sent
        | Stands::Cancelled
        | Stands::Merged
        | Stands::Suppressed
        | Stands::Failed
        | Stands::Unknown => Vec::new(),
    }
}

fn ringing(whole: &Whole, reader: &Reader, me: UserId, mail: &Mail) -> Ringing {
    let recipient = UserId(mail.recipient_id);
    let who = whole.names.get(&recipient).map(|person| person.name.clone()).unwrap_or_default();
    // What a relay says of somebody's address is not for everybody.
    let said = outbox::without_addresses(mail.reason.as_deref().unwrap_or_default());
    match mail.state {
        Stands::Pending | Stands::Leased => match mail.rests_until {
            Some(until) => Ringing::Held { who, until: Some(until), why: quiet(whole, reader, recipient) },
            None => {
                let due_at = mail.next_at.max(mail.due_at);
                Ringing::Pending { who, ordered_at: mail.enqueued_at, due_at, about: about(whole, me, mail) }
            }
        },
        Stands::Held => Ringing::Held { who, until: None, why: said },
        Stands::Sending => Ringing::Sending { who, attempt: mail.attempts + 1 },
        Stands::Sent => {
            Ringing::Mailed { who, at: mail.rung_at.unwrap_or(mail.due_at), late_us: mail.lateness_us, said }
        }
        Stands::Cancelled | Stands::Merged | Stands::Suppressed => Ringing::Cancelled { why: said },
        Stands::Failed | Stands::Unknown => {
            let since = mail.rung_at.unwrap_or(mail.due_at);
            Ringing::Failed { who, attempts: mail.attempts, since, said }
        }
    }
}

/// "quiet hours, 20:00 to 07:30"
fn quiet(whole: &Whole, reader: &Reader, user: UserId) -> String {
    let time = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
    match whole.resting.get(&user).and_then(|settings| settings.quiet) {
        Some(quiet) => {
            reader.tell("bell-quiet").text("from", time(quiet.from)).text("until", time(quiet.until)).plain()
        }
        None => String::new(),
    }
}

fn about(whole: &Whole, me: UserId, mail: &Mail) -> About {
    if mail.kind != Kind::Assigned {
        return About::News;
    }
    let cause = whole.events.iter().find(|event| Some(event.id.raw()) == mail.cause_id);
    match cause.and_then(|event| event.actor_id) {
        Some(by) if by == me && by.raw() == mail.recipient_id => About::TakenByYou,
        Some(by) if by == me => About::AssignedByYou,
        Some(by) => {
            let name = whole.names.get(&by).map(|person| person.name.clone()).unwrap_or_default();
            if by.raw() == mail.recipient_id { About::TakenBy(name) } else { About::AssignedBy(name) }
        }
        None => About::News,
    }
}

/// Does to a mail what the pressed button says.
pub(super) async fn steer(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    Number(id): Number,
    typed: Typed,
) -> Result<Response, Refusal> {
    let (wish, said) = match typed.get("do") {
        "send" => (Some(Wish::SendNow), "flash-mail-sent-now"),
        "cancel" => (Some(Wish::Cancel(String::new())), "flash-mail-cancelled"),
        "hold" => (Some(Wish::Hold(String::new())), "flash-mail-held"),
        "release" => (Some(Wish::Release), "flash-mail-released"),
        "retry" => (None, "flash-mail-retried"),
        _ => return Err(Error::NotFound("page").into()),
    };
    let named = key.clone();
    let steered = visitor.change(&app, move |tx, act| {
        let (done, _) = match &wish {
            Some(wish) => post::steer(tx, act, (&named, MailId(id)), wish)?,
            None => post::retry_about(tx, act, (&named, MailId(id)))?,
        };
        match done {
            Done::Yes => Ok(()),
            Done::NoSuchMail => Err(Error::NotFound("mail")),
            Done::NotIn(state) => Err(too_late(&state.in_words())),
            Done::AnotherWaits => Err(too_late("another one waits that says the same")),
            Done::InVain(why) => Err(too_late(&why)),
        }
    });
    steered.await?;
    let flash = Flash::new(said, &key);
    let flash = match typed.get("do") {
        "hold" => flash.undone_by(format!("/{key}/bell/{id}"), &[("do", "release")]),
        "release" => flash.undone_by(format!("/{key}/bell/{id}"), &[("do", "hold")]),
        // What was sent or taken back is at its end.
        _ => flash,
    };
    if visitor.ask.is_swap {
        let changed = &[Part::Bells, Part::Log];
        return parts::saying(&app, &visitor, &key, (changed, Some(MailId(id)), flash)).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}

fn too_late(why: &str) -> Error {
    FieldErrors::one("do", format!("It is too late for that: {why}.")).into()
}
