//! `GET /issues/{key}/decisions`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::{View, of};
use crate::api::issue::Key;
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::app::App;
use crate::auth::permission;
use crate::error::Error;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::user::{self, Username};
use crate::{issue, post};

/// About whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Asked {
    /// The username of somebody else, if you maintain the project; missing: you.
    user: Option<String>,
}

/// What was decided.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Decisions {
    items: Vec<View>,
}

#[utoipa::path(get, path = "/issues/{key}/decisions", tag = "mails", operation_id = "list_decisions",
    params(("key" = String, Path, description = "Such as BEL-142"), Asked),
    responses((status = 200, body = Decisions), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body)))]
/// Why you did or did not get mail about an issue: of each event that might have concerned you, oldest first, whether you were
/// told and why (not), and what became of the mail that tells it.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Query(asked): Query<Asked>,
) -> Result<Json<Decisions>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let issue = issue::find(db, actor, &key)?;
        let about = match &asked.user {
            None => actor.user_id,
            Some(name) => {
                let name = Username::parse(name).map_err(|_| Error::NotFound("user"))?;
                user::find_by_username(db, &name)?.ok_or(Error::NotFound("user"))?.id
            }
        };
        if !permission::may_explain(actor, &issue, about) {
            return Err(Error::Forbidden.into());
        }
        let explained = post::why(db, issue.id, Some(about))?.into_iter();
        Ok(explained.map(|one| of(db, actor, one)).collect::<Result<Vec<_>, _>>()?)
    });
    Ok(Json(Decisions { items: found.await? }))
}
