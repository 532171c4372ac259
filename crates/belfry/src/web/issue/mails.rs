//! The bells of an issue, and `/BEL-142/bell/7`: what can be done about a mail before it leaves.

use axum::extract::State;
use axum::response::Response;
use outbox::admin::Done;
use outbox::{Kind, Mail, MailId, State as Stands};

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

/// The bells of an issue: newest first.
pub(super) struct Bells {
    pub shown: Vec<Bell>,
    pub folded: Vec<Bell>,
}

impl Bells {
    /// Of the mails that wait, are under way or failed; and of this one, whatever became of it.
    pub fn of(whole: &Whole, reader: &Reader, me: UserId, just: Option<MailId>) -> Bells {
        let is_shown = |mail: &&Mail| match mail.state {
            Stands::Pending | Stands::Leased | Stands::Sending | Stands::Held => true,
            Stands::Failed | Stands::Unknown => is_latest(whole, mail),
            Stands::Sent | Stands::Cancelled | Stands::Merged | Stands::Suppressed => just == Some(mail.id),
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
        acts: if whole.may.steer { acts(mail) } else { Vec::new() },
        state: ringing(whole, reader, me, mail),
    }
}

fn acts(mail: &Mail) -> Vec<Act> {
    match mail.state {
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
        Stands::Sent => Ringing::Mailed { who, at: mail.rung_at.unwrap_or(mail.due_at), said },
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
        Some(by) if by == me => About::AssignedByYou,
        Some(by) => About::AssignedBy(whole.names.get(&by).map(|person| person.name.clone()).unwrap_or_default()),
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
        "send" => (Wish::SendNow, "flash-mail-sent-now"),
        "cancel" => (Wish::Cancel(String::new()), "flash-mail-cancelled"),
        "hold" => (Wish::Hold(String::new()), "flash-mail-held"),
        "release" => (Wish::Release, "flash-mail-released"),
        _ => return Err(Error::NotFound("page").into()),
    };
    let named = key.clone();
    let steered = visitor.change(&app, move |tx, act| {
        let (done, _) = post::steer(tx, act, (&named, MailId(id)), &wish)?;
        match done {
            Done::Yes => Ok(()),
            Done::NoSuchMail => Err(Error::NotFound("mail")),
            Done::NotIn(state) => Err(too_late(&state.in_words())),
            Done::AnotherWaits => Err(too_late("another one waits that says the same")),
            Done::InVain(why) => Err(too_late(&why)),
        }
    });
    steered.await?;
    if visitor.ask.is_swap {
        return parts::show(&app, &visitor, &key, (&[Part::Bells, Part::Log], Some(MailId(id)))).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &Flash::new(said, &key)))
}

fn too_late(why: &str) -> Error {
    FieldErrors::one("do", format!("It is too late for that: {why}.")).into()
}
