//! Yourself, as the API shows you.

use serde::Serialize;
use store::{Db, Timestamp};
use utoipa::ToSchema;

use crate::api::time;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::user;

/// Yourself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub(in crate::api) struct View {
    /// What you log in with.
    username: String,
    /// First and last name as one.
    name: String,
    /// Your first name.
    first_name: String,
    /// Your last name, if you have one.
    last_name: Option<String>,
    /// Where you are mailed.
    email: String,
    /// `admin`: runs the instance; `user`: everybody else. What you are in a project is told by `/projects/{key}`.
    role: &'static str,
    /// When you registered.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// The actor, as the database now has them.
pub(super) fn of(db: &Db<'_>, actor: &Actor) -> Result<View> {
    let user = user::find(db, actor.user_id)?.ok_or(Error::NotFound("user"))?;
    Ok(View {
        name: user.full_name(),
        username: user.username,
        first_name: user.first_name,
        last_name: Some(user.last_name).filter(|name| !name.is_empty()),
        email: user.email,
        role: if user.is_admin { "admin" } else { "user" },
        created_at: user.created_at,
    })
}
