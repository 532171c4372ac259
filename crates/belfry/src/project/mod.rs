//! Projects: a key such as `BEL`, under which issues are numbered, and the people who are in it.
//!
//! The first migration makes one, which is the one that is meant where none is named; others are opened by people. A key
//! is never given up: when a project gets another, the old one goes on leading to it. A number is given out once and never
//! again, not even after its issue was deleted. One taken in a transaction that is undone may be lost: numbers only grow,
//! and may have gaps. What a [`Role`] allows is decided in [`crate::auth::permission`].

mod change;
mod find;
mod key;
mod member;
mod name;
mod number;
mod open;
mod people;
mod rename;
mod role;
mod status_name;
mod visibility;

pub use change::{ProjectChange, change};
pub use find::{Project, find, find_default, find_row, find_to_maintain, list};
pub use key::ProjectKey;
pub use member::{Member, join, leave, members};
pub use name::ProjectName;
pub use number::{default, next_number};
pub use open::{NewProject, open};
pub use people::{people, people_called};
pub use rename::rename;
pub use role::Role;
pub use status_name::{StatusName, name_statuses, status_names, status_names_of};
pub use visibility::Visibility;

store::id!(
    /// The number of a project.
    ProjectId
);
