//! What is done to mail from the page: each a form, answered with the page again and what was done.

use ::outbox::admin::Done;
use ::outbox::{Mail, MailId};
use axum::extract::State;
use axum::response::Response;
use store::Tx;

use crate::app::App;
use crate::error::{Error, Result as Verbs};
use crate::event::Act;
use crate::post::{self, Wish};
use crate::user::{self, UserId};
use crate::web::{Flash, Refusal, Typed, Visitor, answer, way};

/// What a button of a mail asks for.
enum Asked {
    Wish(Wish),
    Retry,
    /// Take its failure out of the way, or put it back.
    Dismiss(bool),
}

impl Asked {
    fn parse(word: &str) -> Option<Asked> {
        Some(match word {
            "send" => Asked::Wish(Wish::SendNow),
            "cancel" => Asked::Wish(Wish::Cancel(String::new())),
            "hold" => Asked::Wish(Wish::Hold(String::new())),
            "release" => Asked::Wish(Wish::Release),
            "retry" => Asked::Retry,
            "dismiss" => Asked::Dismiss(true),
            "recall" => Asked::Dismiss(false),
            _ => return None,
        })
    }

    fn run(&self, tx: &Tx<'_>, act: &Act, id: MailId) -> Verbs<(Done, Mail)> {
        match self {
            Asked::Wish(wish) => post::steer_listed(tx, act, id, wish),
            Asked::Retry => post::retry_listed(tx, act, id),
            Asked::Dismiss(is_dismissed) => post::dismiss_listed(tx, act, id, *is_dismissed),
        }
    }

    /// The key of what is said when it is done.
    fn flash(&self) -> &'static str {
        match self {
            Asked::Wish(Wish::SendNow) => "flash-outbox-mail-sent",
            Asked::Wish(Wish::Cancel(_)) => "flash-outbox-mail-cancelled",
            Asked::Wish(Wish::Hold(_)) => "flash-outbox-mail-held",
            Asked::Wish(Wish::Release) => "flash-outbox-mail-released",
            Asked::Retry => "flash-outbox-mail-retried",
            Asked::Dismiss(true) => "flash-outbox-mail-dismissed",
            Asked::Dismiss(false) => "flash-outbox-mail-recalled",
        }
    }
}

/// `POST /outbox`: `mail` is its number, `do` what is to be done, `back` where the page was.
pub(in crate::web) async fn steer(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let id = typed.get("mail").parse().map(MailId).map_err(|_| Error::NotFound("mail"))?;
    let asked = Asked::parse(typed.get("do")).ok_or(Error::NotFound("mail"))?;
    let key = asked.flash();
    let done = visitor.change(&app, move |tx, act| {
        let (done, mail) = asked.run(tx, act, id)?;
        let name = user::find(tx, UserId(mail.recipient_id))?.map(|user| user.full_name()).unwrap_or_default();
        Ok((done, name))
    });
    let (done, name) = done.await?;
    let back = way::parse(typed.get("back")).filter(|back| back.starts_with("/outbox")).unwrap_or("/outbox");
    let flash = match done {
        Done::Yes => match undoing(key) {
            Some(word) => {
                let mail = id.to_string();
                Flash::new(key, name).undone_by("/outbox", &[("mail", &mail), ("do", word), ("back", back)])
            }
            None => Flash::new(key, name),
        },
        Done::NoSuchMail => return Err(Error::NotFound("mail").into()),
        // Nothing is lost: the page shows it as it is by now.
        Done::NotIn(_) | Done::AnotherWaits => Flash::new("flash-outbox-mail-too-late", ""),
        Done::InVain(reason) => Flash::new("flash-outbox-mail-in-vain", reason.chars().take(100).collect::<String>()),
    };
    Ok(answer::go_saying(&visitor.ask, back, &flash))
}

/// What undoes what was said to be done.
fn undoing(key: &str) -> Option<&'static str> {
    match key {
        "flash-outbox-mail-held" => Some("release"),
        "flash-outbox-mail-released" => Some("hold"),
        "flash-outbox-mail-dismissed" => Some("recall"),
        _ => None,
    }
}

/// `POST /outbox/hold`: no mail leaves until it is released.
pub(in crate::web) async fn hold(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    visitor.change(&app, |tx, act| post::hold_all(tx, act, true)).await?;
    let flash = Flash::new("flash-outbox-held", "").undone_by("/outbox/release", &[]);
    Ok(answer::go_saying(&visitor.ask, "/outbox", &flash))
}

/// `POST /outbox/release`: mail leaves again.
pub(in crate::web) async fn release(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    visitor.change(&app, |tx, act| post::hold_all(tx, act, false)).await?;
    Ok(answer::go_saying(&visitor.ask, "/outbox", &Flash::new("flash-outbox-released", "")))
}
