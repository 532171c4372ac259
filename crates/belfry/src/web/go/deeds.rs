//! What can be done: anywhere, and to the issue that is looked at.

use outbox::{Mail, State};
use store::Db;

use super::line::{Line, To};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::issue::{self, Issue, IssueKey};
use crate::user::{self, UserId};
use crate::web::part::{self, Html};
use crate::web::{Page, Reader};
use crate::{post, watch};

/// What can be done on every page.
pub(super) fn anywhere(page: &Page, may_open_project: bool) -> Vec<Line> {
    let icon = part::icon;
    let mut lines = vec![
        Line::new(icon("plus"), page.say("nav-new"), To::Page("/issues/new".to_owned())).keys("C"),
        Line::new(icon("theme"), page.say("nav-theme"), To::Post("/theme".to_owned(), "theme", "toggle".to_owned())),
        Line::new(icon("keyboard"), page.say("keys-sheet"), To::Page("/keys".to_owned())).keys("?"),
    ];
    if may_open_project {
        lines.push(Line::new(icon("plus"), page.say("project-new"), To::Page("/projects/new".to_owned())));
    }
    lines.push(Line::new(
        icon("out"),
        page.say("nav-sign-out"),
        To::Post("/sign-out".to_owned(), "out", "1".to_owned()),
    ));
    lines
}

/// The key of the issue, and what the actor may do to it; none where they see no such issue.
pub(super) fn on_issue(
    db: &Db<'_>,
    actor: &Actor,
    key: &IssueKey,
    reader: &Reader,
) -> Result<Option<(String, Vec<Line>)>> {
    let issue = match issue::find(db, actor, key) {
        Ok(issue) => issue,
        Err(Error::NotFound(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut lines = mail(db, actor, &issue, reader)?;
    let path = format!("/{}", issue.key);
    if permission::may_edit(actor, &issue) {
        lines.extend(edits(db, actor, &issue, reader)?);
    }
    if permission::may_comment(&issue) {
        lines.push(
            Line::new(part::icon("comment"), reader.say("keys-reply"), To::Page(format!("{path}#reply"))).keys("R"),
        );
    }
    let (word, value) = match watch::is_watching(db, actor.user_id, issue.id)? {
        true => ("watch-stop", "0"),
        false => ("watch", "1"),
    };
    let watch = To::Post(path.clone(), "watch", value.to_owned());
    lines.push(Line::new(part::icon("eye"), reader.say(word), watch).keys("W"));
    lines.push(Line::new(part::icon("link"), reader.say("keys-copy"), To::Copy(path)));
    Ok(Some((issue.key.to_string(), lines)))
}

/// Sending and taking back the mail about it that rings next.
fn mail(db: &Db<'_>, actor: &Actor, issue: &Issue, reader: &Reader) -> Result<Vec<Line>> {
    if !permission::may_steer_mail(actor, issue) {
        return Ok(Vec::new());
    }
    let waits = |mail: &Mail| matches!(mail.state, State::Pending | State::Leased | State::Held);
    let Some(mail) = post::bell(db, actor, issue)?.into_iter().rfind(waits) else { return Ok(Vec::new()) };
    let who = user::find(db, UserId(mail.recipient_id))?.map(|user| user.full_name()).unwrap_or_default();
    let bell = |word: &str| To::Post(format!("/{}/bell/{}", issue.key, mail.id), "do", word.to_owned());
    let left = match mail.state {
        State::Held => Html::default(),
        _ => Html::new(
            reader.tell("go-due-in").html("left", reader.countdown(mail.next_at.max(mail.due_at))).to_string(),
        ),
    };
    let line =
        |key: &str, icon, word| Line::new(part::icon(icon), reader.tell(key).text("who", &who).plain(), bell(word));
    Ok(vec![
        line("go-mail-send", "send", "send").after(left).keys("B S"),
        line("go-mail-cancel", "bell-off", "cancel").keys("B X"),
    ])
}

/// What its properties may be made.
fn edits(db: &Db<'_>, actor: &Actor, issue: &Issue, reader: &Reader) -> Result<Vec<Line>> {
    let path = format!("/{}", issue.key);
    let mut lines = Vec::new();
    if issue.assignee.as_ref().is_none_or(|person| person.id != actor.user_id)
        && let Some(me) = user::find(db, actor.user_id)?
    {
        let to = To::Post(path.clone(), "assignee", me.username);
        lines.push(Line::new(part::icon("user"), reader.say("keys-assign-me"), to).keys("I"));
    }
    let menus = [
        ("go-assign", part::icon("user"), "assignee", "a", "A"),
        ("go-status", part::status_icon(issue.status), "status", "s", "S"),
        ("go-priority", part::priority_icon(issue.priority), "priority", "p", "P"),
        ("go-labels", part::icon("tag"), "labels", "l", "L"),
        ("go-due-day", part::icon("calendar"), "due", "d", "D"),
    ];
    lines.extend(menus.into_iter().map(|(key, icon, place, menu, pressed)| {
        Line::new(icon, reader.say(key), To::Menu(format!("{path}#p-{place}"), menu)).keys(pressed)
    }));
    let (word, status) = if issue.status.is_open() { ("bulk-close", "done") } else { ("go-reopen", "todo") };
    let done = To::Post(path.clone(), "status", status.to_owned());
    lines.push(Line::new(part::icon("check"), reader.say(word), done).keys("⇧ D"));
    lines.push(Line::new(part::icon("edit"), reader.say("keys-edit"), To::Page(format!("{path}/edit"))).keys("E"));
    Ok(lines)
}
