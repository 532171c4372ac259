//! How the database reads what took much longer among many.

use anyhow::Result;
use belfry::auth::Actor;
use belfry::search::{self, Page};
use belfry::user::{self, Username};
use store::{Db, Store};

use super::ask::ASKER;
use crate::fill::username;

/// How many issues a page has, and one more, by which the next is known to be there.
const PAGE: usize = 51;

/// A query, and a line for each step of the plan for its first page.
pub type Plan = (String, Vec<String>);

/// The plans for the same person who asked for them.
///
/// # Errors
/// As the database fails.
pub async fn of(store: &Store, queries: Vec<String>) -> Result<Vec<Plan>> {
    Ok(store.read(move |db| queries.iter().map(|query| plan(db, query)).collect::<Result<_, belfry::Error>>()).await?)
}

fn plan(db: &Db<'_>, query: &str) -> Result<Plan, belfry::Error> {
    let name = Username::parse(&username(ASKER)).map_err(anyhow::Error::msg)?;
    let user = user::find_by_username(db, &name)?.ok_or(belfry::Error::NotFound("user"))?;
    let steps = search::plan(db, &Actor { user_id: user.id, is_admin: false }, Page::of(query, PAGE))?;
    Ok((query.to_owned(), steps))
}
