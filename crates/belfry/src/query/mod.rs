//! The language in which people ask for issues: `is:open assignee:@me label:bug -label:docs "exact words" sort:updated`.
//!
//! The same text in the address of a page, in the API, on the command line and in saved views; `docs/queries.md` describes
//! it. [`parse()`] makes a tree of it, or says in one sentence what is wrong and at which column. The tree's text is its
//! canonical form, and parses back to it. Days stay as they were typed, since a saved view is asked again tomorrow:
//! [`Days`] are what they mean on a given day.
//! Deliberately not here: the database. Whether there is such a label or person is for whoever looks it up, and each
//! [`Name`] knows its place, so that they can say where it stands.

mod days;
mod edit;
mod error;
mod expr;
mod extent;
mod field;
mod moment;
mod order;
mod parse;
mod place;
mod state;
mod term;
mod token;
mod value;

pub use days::{Days, Instants};
pub use error::QueryError;
pub use expr::{Expr, Query, Text};
pub use extent::Extent;
pub use field::Field;
pub use moment::{Moment, Shift, Unit, Way};
pub use order::{Group, Sort, SortBy};
pub use parse::{DEPTH_MOST, LENGTH_MOST, parse};
pub use place::Place;
pub use state::State;
pub use term::Term;
pub use value::{Name, StatusIs, Who};

#[cfg(test)]
mod tests;
