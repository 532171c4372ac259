//! `/users`: people, to pick one from; and what admins do to their accounts.
//!
//! Whoever is signed in sees what people are called. Addresses, and which accounts are disabled, are for admins; what is
//! one's own is at `/me`.

use axum::extract::{OriginalUri, Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Sent;
use super::page::{Page, Paged, Wanted};
use super::problem::{Body, Problem};
use super::query::Query;
use super::time;
use crate::app::App;
use crate::auth::{Actor, permission};
use crate::error::Error;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::user::{self, User, UserChange, UserId, Username};

/// Somebody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(super) struct View {
    /// What they log in with, and are called by in this API.
    username: String,
    /// First and last name as one.
    name: String,
    /// Where they are mailed: for themselves and for admins.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Whether they run this Belfry.
    is_admin: bool,
    /// Since when their account is closed; null: it is not.
    #[schema(value_type = Option<String>, format = DateTime)]
    disabled_at: Option<String>,
}

impl View {
    fn of(actor: &Actor, user: User) -> View {
        View {
            name: user.full_name(),
            email: permission::may_see_addresses(actor, user.id).then_some(user.email),
            username: user.username,
            is_admin: user.is_admin,
            disabled_at: user.disabled_at.map(time::rfc3339),
        }
    }
}

/// Who is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// A part of a username or of a name, in any letter case; missing: everybody.
    q: Option<String>,
}

/// What is to be different; what is missing stays.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[schema(as = UserChange)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// Whether the account is closed.
    is_disabled: Option<bool>,
    /// Whether they run this Belfry.
    is_admin: Option<bool>,
}

#[utoipa::path(get, path = "/users", tag = "people", operation_id = "list_users", params(Asked, Wanted),
    responses((status = 200, body = Page<View>), (status = 401, body = Body), (status = 422, body = Body)))]
/// People, in the order in which they registered. Admins also see those whose accounts are disabled.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Paged<View>, Problem> {
    caller.check(&app).await?;
    let (limit, text) = (wanted.limit()?, asked.q.unwrap_or_default());
    let after = wanted.after::<1>()?.map_or(UserId(0), |[id]| UserId(id));
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let found = user::search(db, actor, &text, (after, limit + 1))?;
        Ok(found.into_iter().map(|user| (user.id, View::of(actor, user))).collect::<Vec<_>>())
    });
    Ok(Paged::new(found.await?, limit, uri, |(id, _)| vec![id.raw()]).map(|(_, view)| view))
}

#[utoipa::path(patch, path = "/users/{username}", tag = "people", operation_id = "change_user", request_body = Wish,
    params(("username" = String, Path, description = "Who")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body)))]
/// Closes an account or opens it again, makes an admin or unmakes one. A closed account ends everything at once: sessions,
/// access tokens, and mail that waits. The last admin stays one. For admins.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(username): Path<String>,
    Sent(wish): Sent<Wish>,
) -> Result<Json<View>, Problem> {
    let change = UserChange { is_disabled: wish.is_disabled, is_admin: wish.is_admin };
    let changed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        if !permission::may_run_instance(&act.actor) {
            return Err(Error::Forbidden.into());
        }
        let username = Username::parse(&username).map_err(|_| Error::NotFound("user"))?;
        let user = user::find_by_username(tx, &username)?.ok_or(Error::NotFound("user"))?;
        Ok(View::of(&act.actor, user::govern(tx, act, user.id, &change)?))
    });
    changed.await.map(Json)
}
