//! `/BEL-142/comments`: saying something, saying it better, taking it back.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::log::Shown;
use super::named::{Key, Number};
use super::parts::{self, Part};
use super::show::Sheet;
use super::{links, read, undo};
use crate::app::App;
use crate::auth::permission;
use crate::comment::{self, CommentText};
use crate::error::{Conflict, Error, FieldErrors};
use crate::issue::{self, Edit, IssueKey, Status};
use crate::markdown;
use crate::web::part;
use crate::web::typed::Typed;
use crate::web::{Flash, Page, Refusal, Visitor, answer};

/// Says it, and closes the issue with it if that is wished.
pub(super) async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    typed: Typed,
) -> Result<Response, Refusal> {
    if typed.get("do") == "preview" {
        return composing(&app, &visitor, key, (&typed, String::new())).await;
    }
    let text = match CommentText::parse(typed.get("text")) {
        Ok(text) => text,
        Err(wrong) => return composing(&app, &visitor, key, (&typed, wrong)).await,
    };
    let (named, closes) = (key.clone(), typed.get("also") == "close");
    let added = visitor.change(&app, move |tx, act| {
        let added = comment::add(tx, act, &named, &text)?;
        let issue = issue::find(tx, &act.actor, &named)?;
        let mut events = undo::just_done(tx, &act.actor, issue.id)?;
        if closes {
            let after = issue::edit(tx, act, &named, &Edit { status: Some(Status::Done), ..Edit::default() })?;
            events.extend(undo::just_changed(tx, &act.actor, [&issue, &after])?);
        }
        Ok((added.number, events))
    });
    let (number, events) = added.await?;
    let flash = Flash::new(if closes { "flash-commented-closed" } else { "flash-commented" }, &key);
    let flash = undo::undone(flash, &key, &events);
    if visitor.ask.is_swap {
        let wanted = &[Part::Log, Part::Composer, Part::Props, Part::Bells];
        return parts::saying(&app, &visitor, &key, (wanted, None, flash)).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}#c{number}"), &flash))
}

/// The page of the issue with what is being written, as it will look or with what is wrong with it.
async fn composing(
    app: &App,
    visitor: &Visitor,
    key: IssueKey,
    (typed, wrong): (&Typed, String),
) -> Result<Response, Refusal> {
    let draft = typed.get("text").to_owned();
    let looked = draft.clone();
    let (page, (whole, links)) = visitor
        .read(app, move |db, actor| {
            let whole = read::read(db, actor, &key)?;
            Ok((whole, links::of(db, actor, std::iter::once(looked.as_str()))?))
        })
        .await?;
    let mut sheet = Sheet::new(page, whole, (Shown::All, None));
    sheet.preview = wrong.is_empty().then(|| part::outlined(&markdown::render(&draft, &links), 3));
    (sheet.draft, sheet.wrong) = (draft, wrong);
    if visitor.ask.is_swap {
        return parts::of(sheet, &[Part::Composer]);
    }
    if sheet.wrong.is_empty() { answer::show(&sheet) } else { answer::again(&sheet) }
}

#[derive(Template)]
#[template(path = "web/issue/comment.html")]
struct Form {
    page: Page,
    key: String,
    project: String,
    number: i64,
    text: String,
    base: i64,
    wrong: String,
    preview: Option<markdown::Html>,
}

async fn form(
    app: &App,
    visitor: &Visitor,
    (key, number): (IssueKey, i64),
    (typed, wrong): (&Typed, String),
) -> Result<Form, Refusal> {
    let draft = typed.maybe("text").map(str::to_owned);
    let looked = draft.clone().unwrap_or_default();
    let (page, (issue, comment, links)) = visitor
        .read(app, move |db, actor| {
            let (issue, comment) = comment::find(db, actor, &key, number)?;
            if !permission::may_edit_comment(actor, &issue, &comment) {
                return Err(Error::Forbidden);
            }
            Ok((issue, comment, links::of(db, actor, std::iter::once(looked.as_str()))?))
        })
        .await?;
    let is_preview = typed.get("do") == "preview";
    let preview = draft.as_deref().filter(|_| is_preview).map(|text| markdown::render(text, &links));
    let base = typed.get("base").parse().unwrap_or(comment.version);
    let text = draft.unwrap_or(comment.text);
    let (key, project) = (issue.key.to_string(), issue.key.project);
    Ok(Form { page, key, project, number, text, base, wrong, preview })
}

/// The form in which a comment is said better.
pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    Number(number): Number,
) -> Result<Response, Refusal> {
    answer::show(&form(&app, &visitor, (key, number), (&Typed::default(), String::new())).await?)
}

/// Says it better.
pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    Number(number): Number,
    typed: Typed,
) -> Result<Response, Refusal> {
    if typed.get("do") == "preview" {
        return answer::show(&form(&app, &visitor, (key, number), (&typed, String::new())).await?);
    }
    let saved = match CommentText::parse(typed.get("text")) {
        Ok(text) => {
            let (named, base) = (key.clone(), typed.get("base").parse().ok());
            let saving = visitor.change(&app, move |tx, act| {
                let (issue, before) = comment::find(tx, &act.actor, &named, number)?;
                let after = comment::edit(tx, act, (&named, number), (&text, base))?;
                let is_same = before.version == after.version;
                if is_same { Ok(Vec::new()) } else { undo::just_done(tx, &act.actor, issue.id) }
            });
            saving.await
        }
        Err(wrong) => Err(Error::from(FieldErrors::one("text", wrong)).into()),
    };
    let wrong = match saved {
        Ok(events) => {
            let flash = undo::undone(Flash::new("flash-saved", &key), &key, &events);
            return Ok(answer::go_saying(&visitor.ask, &format!("/{key}#c{number}"), &flash));
        }
        Err(Refusal { error: Error::Invalid(wrong), .. }) => wrong.to_string(),
        Err(Refusal { error: Error::Conflict(Conflict::Stale { .. }), .. }) => visitor.ask.say("comment-stale"),
        Err(refusal) => return Err(refusal),
    };
    answer::again(&form(&app, &visitor, (key, number), (&typed, wrong)).await?)
}

/// Takes it back.
pub(super) async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    Number(number): Number,
) -> Result<Response, Refusal> {
    let named = key.clone();
    let deleted = visitor.change(&app, move |tx, act| {
        comment::delete(tx, act, &named, number)?;
        undo::just_done(tx, &act.actor, issue::find(tx, &act.actor, &named)?.id)
    });
    let flash = undo::undone(Flash::new("flash-comment-deleted", &key), &key, &deleted.await?);
    if visitor.ask.is_swap {
        return parts::saying(&app, &visitor, &key, (&[Part::Log], None, flash)).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}
