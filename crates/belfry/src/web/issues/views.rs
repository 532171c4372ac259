//! `/views`: keeping the query of a list under a name, calling it otherwise, and letting it go.

use axum::extract::{Path, State};
use axum::response::Response;

use super::{Asked, Place, read, shown};
use crate::app::App;
use crate::error::{Conflict, Error, FieldErrors};
use crate::view::{self, NewView, ViewChange, ViewId, ViewName, ViewQuery};
use crate::web::{Flash, Refusal, Typed, Visitor, answer, way};

/// What was typed to keep a query, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Saving {
    pub name: String,
    pub wrong: String,
}

/// `POST /views`: keeps `q` under `name`, for oneself or (`project`) for a project.
pub(in crate::web) async fn keep(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let project = Some(typed.get("project").to_owned()).filter(|key| !key.is_empty());
    let wrong = match new(&typed, project) {
        Err(wrong) => wrong,
        Ok(new) => match visitor.change(&app, move |tx, act| view::keep(tx, &act.actor, &new)).await {
            Ok(kept) => {
                let flash = Flash::new("flash-view-kept", &kept.name);
                return Ok(answer::go_saying(&visitor.ask, &format!("/issues?view={}", kept.id.raw()), &flash));
            }
            Err(Refusal { error: Error::Invalid(errors), .. }) => errors,
            Err(Refusal { error: Error::Conflict(Conflict::ViewTaken), .. }) => {
                FieldErrors::one("name", visitor.ask.say("view-taken"))
            }
            Err(refusal) => return Err(refusal),
        },
    };
    again(&app, &visitor, &typed, &wrong).await
}

fn new(typed: &Typed, project: Option<String>) -> Result<NewView, FieldErrors> {
    let name = ViewName::parse(typed.get("name")).map_err(|says| FieldErrors::one("name", says))?;
    let query = ViewQuery::parse(typed.get("q")).map_err(|says| FieldErrors::one("name", says))?;
    Ok(NewView { name, query, project })
}

/// The list again, with the name as it was typed.
async fn again(app: &App, visitor: &Visitor, typed: &Typed, wrong: &FieldErrors) -> Result<Response, Refusal> {
    let asked = Asked {
        place: Place::All,
        query: Some(typed.get("q").to_owned()),
        view: None,
        after: None,
        is_saving: true,
        path: "/issues".to_owned(),
    };
    let counting = app.clone();
    let (page, mut list) = visitor.read(app, move |db, actor| read(db, actor, (&counting, &asked))).await?;
    list.saving = Saving { name: typed.get("name").to_owned(), wrong: wrong.to_string() };
    shown(page, list)
}

/// `POST /views/{id}`: `do` is `rename` (`name`), `ask` (`q`) or `remove`.
pub(in crate::web) async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let id = id.parse().map(ViewId).map_err(|_| Error::NotFound("view"))?;
    let back = way::parse(typed.get("back")).unwrap_or("/issues").to_owned();
    let here = format!("/issues?view={}", id.raw());
    let (flash, there) = match typed.get("do") {
        "remove" => {
            let removed = visitor.change(&app, move |tx, act| {
                let gone = view::find(tx, &act.actor, id)?;
                view::remove(tx, &act.actor, id)?;
                Ok(gone)
            });
            let gone = removed.await?;
            let mut fields = vec![("name", gone.name.as_str()), ("q", gone.query.as_str())];
            fields.extend(gone.project_key.as_deref().map(|key| ("project", key)));
            (Flash::new("flash-view-removed", &gone.name).undone_by("/views", &fields), back)
        }
        word => {
            let change = match word {
                "rename" => {
                    let name = ViewName::parse(typed.get("name")).map_err(|says| FieldErrors::one("name", says));
                    ViewChange { name: Some(name.map_err(Error::from)?), ..ViewChange::default() }
                }
                "ask" => {
                    let query = ViewQuery::parse(typed.get("q")).map_err(|says| FieldErrors::one("q", says));
                    ViewChange { query: Some(query.map_err(Error::from)?), ..ViewChange::default() }
                }
                _ => return Err(Error::NotFound("view").into()),
            };
            let changed = visitor.change(&app, move |tx, act| view::change(tx, &act.actor, id, &change)).await?;
            (Flash::new("flash-view-kept", &changed.name), here)
        }
    };
    Ok(answer::go_saying(&visitor.ask, &there, &flash))
}
