//! Issues: something to be done, by somebody.
//!
//! An issue has a number in its project that is never used again, a status, who opened it and who has it. Each change
//! makes a new version, so that two people who edit at once notice. A deleted issue is gone for everybody; its row and
//! history stay. Every verb loads through its actor: what they may not see looks missing.
//! Deliberately not here: who may do what ([`crate::auth::permission`]) and who is mailed ([`crate::post`]).

mod delete;
mod description;
mod due;
mod edit;
mod find;
mod key;
mod list;
mod open;
mod priority;
mod status;
mod title;
mod trace;
mod which;

pub use crate::event::Act;
pub use delete::delete;
pub use description::Description;
pub use due::DueDate;
pub use edit::{Edit, edit};
pub use find::{Issue, find};
pub use key::IssueKey;
pub use list::{Filter, list};
pub use open::{Details, NewIssue, open};
pub use priority::Priority;
pub use status::Status;
pub use title::Title;
pub use trace::{Trace, trace, trace_row};
pub use which::Which;

store::id!(
    /// The number of an issue's row; people know it by its [`IssueKey`].
    IssueId
);
