//! Views: queries that somebody keeps under a name, to be asked again.
//!
//! A view belongs to its owner, and is seen by nobody else unless it is shared with a project: then by whoever sees that. What it
//! finds depends on who opens it: `@me` is the reader, and nobody finds by it what they may not see. Its query is read before
//! it is kept, so that a view always asks for something; a name in it that is gone by now is said when it is opened.

mod change;
mod find;
mod keep;
mod name;
mod remove;

pub use change::{ViewChange, change};
pub use find::{View, find, list};
pub use keep::{NewView, keep};
pub use name::{ViewName, ViewQuery};
pub use remove::remove;

store::id!(
    /// The number of a view.
    ViewId
);
