//! `POST /inbox/mark` and `POST /inbox/read`: what becomes of rows. Everything can be undone from the flash.

use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;
use store::{Timestamp, Tx};

use super::snooze;
use crate::app::App;
use crate::error::{FieldErrors, Result as Verbs};
use crate::event::Act;
use crate::issue::IssueKey;
use crate::notification::{self, Filter, Mark, Notification};
use crate::web::{Flash, Refusal, Typed, Visitor, answer, way};
use crate::{digest, issue, mail_setting};

/// How many rows can be undone at once, and are named in a flash.
const UNDONE_MOST: usize = 50;

/// Marks rows (`key`, once or more) as `do` says: `read`, `unread`, `done`, `open`, or a word of [`snooze`].
pub(in crate::web) async fn mark(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let word = typed.get("do").to_owned();
    let keys: Option<Vec<IssueKey>> = typed.all("key").take(UNDONE_MOST).map(IssueKey::parse).collect();
    let keys = keys.filter(|keys| !keys.is_empty());
    let keys = keys.ok_or_else(|| crate::Error::from(FieldErrors::one("key", "Choose an issue of your inbox.")))?;
    let known = (word.clone(), keys.clone());
    let before = visitor.change(&app, move |tx, act| mark_all(tx, act, (&known.0, &known.1))).await?;
    let next = inbox(typed.get("next"));
    let about = keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let about = if keys.len() > 5 { keys.len().to_string() } else { about };
    let flash = Flash::new(said(&word), about);
    let is_undo = typed.maybe("undo").is_some();
    let flash = if is_undo { flash } else { undone_by(flash, &before, &next) };
    Ok(answer::go_saying(&visitor.ask, &next, &flash))
}

/// Marks each of them. Returns what they were before.
fn mark_all(tx: &Tx<'_>, act: &Act, (word, keys): (&str, &[IssueKey])) -> Verbs<Vec<Notification>> {
    let marks = marks(tx, act, word)?;
    let mut before = Vec::new();
    for key in keys {
        let id = issue::find(tx, &act.actor, key)?.id;
        before.push(notification::find(tx, &act.actor, id)?);
        for mark in &marks {
            notification::mark(tx, &act.actor, id, *mark)?;
        }
    }
    Ok(before)
}

fn marks(tx: &Tx<'_>, act: &Act, word: &str) -> Verbs<Vec<Mark>> {
    let mark = match word {
        "read" => Mark::Read,
        "unread" => Mark::Unread,
        "done" => Mark::Done,
        "open" => Mark::Open,
        // As it was before it was done with, put off or read.
        "open-unread" => return Ok(vec![Mark::Open, Mark::Unread]),
        "open-read" => return Ok(vec![Mark::Open, Mark::Read]),
        word => {
            let zone = mail_setting::load(tx, act.actor.user_id)?.zone;
            let zone = digest::parse_zone(&zone).unwrap_or(TimeZone::UTC);
            let until = snooze::until(word, &zone, tx.now());
            Mark::SnoozedUntil(until.ok_or_else(|| FieldErrors::one("do", "Choose what is to become of it."))?)
        }
    };
    Ok(vec![mark])
}

fn said(word: &str) -> &'static str {
    match word {
        "read" => "flash-inbox-read",
        "unread" => "flash-inbox-unread",
        "done" => "flash-inbox-done",
        "open" | "open-unread" | "open-read" => "flash-inbox-open",
        _ => "flash-inbox-snoozed",
    }
}

/// With what makes them as they were: done by one word where they were all alike, and not at all otherwise.
fn undone_by(flash: Flash, before: &[Notification], next: &str) -> Flash {
    let mut words: Vec<&str> = before.iter().filter_map(undoing).collect();
    words.dedup();
    let [word] = words[..] else { return flash };
    let keys: Vec<String> = before.iter().map(|row| row.key.to_string()).collect();
    let mut fields = vec![("do", word), ("undo", "1"), ("next", next)];
    fields.extend(keys.iter().map(|key| ("key", key.as_str())));
    flash.undone_by("/inbox/mark", &fields)
}

/// What makes it so again. What was put off was put off until a moment that has no word.
fn undoing(row: &Notification) -> Option<&'static str> {
    match (row.done_at, row.unread_from) {
        (Some(_), _) => Some("done"),
        (None, Some(_)) => Some("open-unread"),
        (None, None) => Some("open-read"),
    }
}

/// Marks all that was shown as read.
pub(in crate::web) async fn all_read(
    State(app): State<App>,
    visitor: Visitor,
    typed: Typed,
) -> Result<Response, Refusal> {
    let until = typed.get("until").parse().ok().map(Timestamp);
    let marked = visitor.change(&app, move |tx, act| {
        let until = until.map_or(tx.now(), |until| until.min(tx.now()));
        let unread = notification::list(tx, &act.actor, (Filter::Unread, None), UNDONE_MOST + 1)?;
        let unread: Vec<Notification> = unread.into_iter().filter(|row| row.at <= until).collect();
        Ok((notification::mark_all_read(tx, &act.actor, until)?, unread))
    });
    let (count, unread) = marked.await?;
    let next = inbox(typed.get("next"));
    let flash = Flash::new("flash-inbox-all-read", count);
    let flash = if unread.len() > UNDONE_MOST { flash } else { undone_by(flash, &unread, &next) };
    Ok(answer::go_saying(&visitor.ask, &next, &flash))
}

/// A page of the inbox.
fn inbox(text: &str) -> String {
    way::parse(text).filter(|path| path.starts_with("/inbox")).unwrap_or("/inbox").to_owned()
}
