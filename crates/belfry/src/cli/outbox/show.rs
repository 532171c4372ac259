//! `belfry outbox show`

use std::io::Write;

use anyhow::Context;
use outbox::{Mail, MailId, admin, mail_log};
use serde_json::json;
use store::{Store, Timestamp};

use super::super::failure::Failure;
use super::super::say;
use super::super::table::Table;
use super::super::when;
use super::line::Line;
use super::names::Names;
use crate::Error;

pub(super) async fn run(store: &Store, id: MailId, json: bool) -> Result<(), Failure> {
    let (now, line, log) = store
        .read(move |db| {
            let mail = admin::find(db, id)?.ok_or(Error::NotFound("mail"))?;
            Ok::<_, Error>((db.now(), Line::new(db, &mut Names::default(), mail)?, admin::log(db, id)?))
        })
        .await
        .map_err(|error| missing(error, id))?;
    if json {
        let mut whole = line.as_json();
        whole["log"] =
            log.iter().map(|l| json!({ "at": l.at.to_string(), "action": l.action, "detail": l.detail })).collect();
        say::json(&whole);
    } else {
        say::write(&facts(now, &line));
        say::write(&history(&line.mail, &log));
    }
    Ok(())
}

/// The letter itself, as it was frozen.
pub(super) async fn raw(store: &Store, id: MailId) -> Result<(), Failure> {
    let (mail, letter) = store
        .read(move |db| {
            let mail = admin::find(db, id)?.ok_or(Error::NotFound("mail"))?;
            Ok::<_, Error>((mail, admin::letter(db, id)?))
        })
        .await
        .map_err(|error| missing(error, id))?;
    match letter {
        Some(letter) => Ok(std::io::stdout().write_all(&letter.bytes).context("printing the letter")?),
        None if mail.state.is_end() => Err(Failure::Failed(format!("mail {id} ended before its letter was written"))),
        None => {
            Err(Failure::Failed(format!("the letter of mail {id} is written when it is due; until then it may change")))
        }
    }
}

/// Says which mail there is not.
pub(super) fn missing(error: Error, id: MailId) -> Failure {
    match error {
        Error::NotFound(_) => Failure::Failed(format!("there is no mail {id}: see `belfry outbox list`")),
        other => other.into(),
    }
}

fn facts(now: Timestamp, line: &Line) -> String {
    let mail = &line.mail;
    let mut table = Table::new(&["mail", &mail.id.to_string()]);
    let mut fact = |label: &str, value: String| table.row([label.to_owned(), value]);
    fact("kind", mail.kind.to_string());
    fact("to", format!("{} <{}>", line.username, line.address));
    fact("about", line.issue.clone().unwrap_or_else(|| "everything open for them".to_owned()));
    fact("state", format!("{} ({})", mail.state, line.when(now)));
    fact("ordered", when::second(mail.enqueued_at));
    fact("due", mail.due_at.to_string());
    if let Some(rung_at) = mail.rung_at {
        fact("rung", format!("{rung_at} ({} late)", when::short(rung_at.since(mail.ready_at()))));
    }
    if !mail.state.is_end() && mail.next_at > mail.due_at {
        fact("next try", format!("{} ({})", when::second(mail.next_at), when::away(now, mail.next_at)));
    }
    if mail.attempts + mail.unknowns > 0 {
        fact("attempts", format!("{} answered, {} with an unknown outcome", mail.attempts, mail.unknowns));
    }
    for (label, text) in [("reason", &mail.reason), ("recalled", &mail.recalled)] {
        if let Some(text) = text {
            fact(label, text.clone());
        }
    }
    table.render()
}

fn history(mail: &Mail, log: &[mail_log::Line]) -> String {
    if log.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["LOG", "WHAT", "DETAIL"]);
    table.row([mail.enqueued_at.to_string(), "ordered".to_owned(), String::new()]);
    for line in log {
        table.row([line.at.to_string(), line.action.clone(), line.detail.clone()]);
    }
    format!("\n{}", table.render())
}
