//! `/BEL-142/relations`: how an issue stands to others.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::named::Key;
use super::parts::{self, Part};
use super::undo;
use crate::app::App;
use crate::auth::permission;
use crate::error::{Conflict, Error, FieldErrors};
use crate::issue::{self, IssueKey, Relation};
use crate::web::part::{self, Field, field};
use crate::web::typed::Typed;
use crate::web::{Flash, Page, Refusal, Visitor, answer};

#[derive(Template)]
#[template(path = "web/issue/relation.html")]
struct Form {
    page: Page,
    key: String,
    title: String,
    base: i64,
    relation: String,
    project: String,
    /// The issue that it is a part of.
    parent: Field,
    other: Field,
    /// What stands so already: the word, its name, and the key and the title of the other issue.
    known: Vec<(&'static str, &'static str, String, String)>,
}

async fn form(
    app: &App,
    visitor: &Visitor,
    key: IssueKey,
    (typed, wrong): (&Typed, &FieldErrors),
) -> Result<Form, Refusal> {
    let (page, (issue, related, parent)) = visitor
        .read(app, move |db, actor| {
            let issue = issue::find(db, actor, &key)?;
            if !permission::may_edit(actor, &issue) {
                return Err(Error::Forbidden);
            }
            let related = issue::related(db, actor, &issue)?;
            let parent = issue.parent_id.and_then(|parent| issue::find(db, actor, parent).ok());
            Ok((issue, related, parent))
        })
        .await?;
    let parent = parent.map(|parent| parent.key.to_string()).unwrap_or_default();
    let parent = field("parent", page.say("part-of")).with("autocapitalize=\"characters\"").value(parent);
    let own = related.into_iter().filter(|one| !one.is_from_other);
    let known = own.map(|one| (one.relation.as_str(), name(one.relation), one.other.key.to_string(), one.other.title));
    let other =
        field("other", page.say("rel-other")).with("required autocapitalize=\"characters\" placeholder=\"BEL-7\"");
    let other = other.value(typed.get("other")).wrong(wrong);
    let relation = typed.maybe("relation").unwrap_or("relates").to_owned();
    Ok(Form {
        key: issue.key.to_string(),
        title: issue.title,
        base: issue.version,
        project: issue.key.project,
        relation,
        parent,
        other,
        known: known.collect(),
        page,
    })
}

fn name(relation: Relation) -> &'static str {
    match relation {
        Relation::Blocks => "rel-blocks",
        Relation::Duplicates => "rel-duplicates",
        Relation::Relates => "rel-relates",
    }
}

/// The form.
pub(super) async fn ask(State(app): State<App>, visitor: Visitor, Key(key): Key) -> Result<Response, Refusal> {
    answer::show(&form(&app, &visitor, key, (&Typed::default(), &FieldErrors::default())).await?)
}

/// Says how it stands to another one.
pub(super) async fn relate(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    typed: Typed,
) -> Result<Response, Refusal> {
    let (relation, other) = (Relation::parse(typed.get("relation")), IssueKey::parse(typed.get("other")));
    let related = match (relation, other) {
        (Some(relation), Some(other)) => {
            let named = key.clone();
            let related = visitor.change(&app, move |tx, act| {
                let issue = issue::find(tx, &act.actor, &named)?.id;
                let before = undo::just_done(tx, &act.actor, issue)?;
                issue::relate(tx, act, &named, (relation, &other))?;
                let after = undo::just_done(tx, &act.actor, issue)?;
                // It stood so already: then there is nothing to take back.
                Ok(if before == after { Vec::new() } else { after })
            });
            related.await
        }
        (None, _) => Err(Error::NotFound("relation").into()),
        (_, None) => Err(Error::from(FieldErrors::one("other", "Write the key of an issue, such as BEL-142.")).into()),
    };
    let wrong = match related {
        Ok(events) => {
            let flash = undo::undone(Flash::new("flash-saved", &key), &key, &events);
            return Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash));
        }
        Err(Refusal { error: Error::Invalid(wrong), .. }) => wrong,
        Err(Refusal { error: Error::NotFound("issue"), .. }) => {
            FieldErrors::one("other", "There is no such issue, or you may not see it.")
        }
        Err(Refusal { error: Error::Conflict(conflict @ Conflict::Circle), .. }) => {
            FieldErrors::one("other", conflict.to_string())
        }
        Err(refusal) => return Err(refusal),
    };
    answer::again(&form(&app, &visitor, key, (&typed, &wrong)).await?)
}

/// Says that it stands so no more.
pub(super) async fn unrelate(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    typed: Typed,
) -> Result<Response, Refusal> {
    let relation = Relation::parse(typed.get("relation")).ok_or(Error::NotFound("relation"))?;
    let other = IssueKey::parse(typed.get("other")).ok_or(Error::NotFound("issue"))?;
    let named = key.clone();
    let done = visitor.change(&app, move |tx, act| {
        issue::unrelate(tx, act, &named, (relation, &other))?;
        undo::just_done(tx, &act.actor, issue::find(tx, &act.actor, &named)?.id)
    });
    let flash = undo::undone(Flash::new("flash-saved", &key), &key, &done.await?);
    if visitor.ask.is_swap {
        return parts::saying(&app, &visitor, &key, (&[Part::Props, Part::Log], None, flash)).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}
