//! `/BEL-142/relations`: how an issue stands to others.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::named::Key;
use super::parts::{self, Part};
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
            visitor.change(&app, move |tx, act| issue::relate(tx, act, &named, (relation, &other))).await
        }
        (None, _) => Err(Error::NotFound("relation").into()),
        (_, None) => Err(Error::from(FieldErrors::one("other", "Write the key of an issue, such as BEL-142.")).into()),
    };
    let wrong = match related {
        Ok(()) => return Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &Flash::new("flash-saved", &key))),
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
    let (named, word) = (key.clone(), other.to_string());
    visitor.change(&app, move |tx, act| issue::unrelate(tx, act, &named, (relation, &other))).await?;
    if visitor.ask.is_swap {
        return parts::show(&app, &visitor, &key, (&[Part::Props, Part::Log], None)).await;
    }
    let again = [("relation", relation.as_str()), ("other", word.as_str())];
    let flash = Flash::new("flash-saved", &key).undone_by(format!("/{key}/relations"), &again);
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}
