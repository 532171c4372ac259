//! Finding issues: what a query means in the database, and the index of words that serves it.
//!
//! [`list()`] answers a query a page at a time, [`count()`] says how many it finds, [`alike()`] finds titles like another. A query is read ([`crate::query`]), its
//! names are looked up among what the actor sees (`resolve`), and the rest is facts about an issue, each a condition in SQL
//! (`fact`). How a list is read is decided here and not by a planner that knows little (`plan`): along an index that begins
//! with what one condition says and has the order of the list (`lead`, `along`), or by looking up the few issues that one
//! leaves and putting them in order (`few`), or otherwise in its order until a page is full. Words are found in an index of
//! the seam, kept in the transaction of each change ([`follow`]); what answers them in its title comes before what answers in
//! its description, and that before what answers in comments, the newest first (`tier`): the same on every database.
//! Deliberately not here: who may see what ([`crate::auth::permission`]), whose conditions every statement holds.

mod alike;
mod along;
mod asker;
mod catch_up;
mod condition;
mod count;
mod fact;
mod few;
mod index;
mod lead;
mod list;
mod mention;
mod order;
mod plan;
mod resolve;
mod sql;
mod tier;
mod words;

pub use alike::alike;
pub use catch_up::{catch_up, is_behind, owe_all};
pub use count::{COUNT_MOST, Count, count, count_to};
pub use index::{follow, passages};
pub use list::{Found, Page, list, plan};

use crate::query::Query;

/// The query in `text`; a blank one asks for everything.
///
/// # Errors
/// [`crate::Error::Invalid`] (`q`) with what is wrong, and at which column.
pub fn read(text: &str) -> crate::error::Result<Query> {
    if text.trim().is_empty() {
        return Ok(Query::default());
    }
    crate::query::parse(text).map_err(|error| wrong(&error))
}

fn wrong(error: &crate::query::QueryError) -> crate::Error {
    crate::error::FieldErrors::one("q", error.to_string()).into()
}
