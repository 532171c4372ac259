//! Issues: something to be done, by somebody.
//!
//! An issue has a number in its project that is never used again, a status, who opened it and who has it. Each change
//! makes a new version, so that two people who edit at once notice. A deleted issue is gone for everybody; its row and
//! history stay. Every verb loads through its actor: what they may not see looks missing.
//! Deliberately not here: who may do what ([`crate::auth::permission`]) and who is mailed ([`crate::post`]).

mod bulk;
mod clash;
mod delete;
mod description;
mod due;
mod edit;
mod find;
mod key;
mod label;
mod list;
mod listed;
mod load;
mod numbered;
mod open;
mod parent;
mod priority;
mod relate;
mod restore;
mod status;
mod take_back;
mod title;
mod trace;
mod unrelate;
mod which;

pub use crate::event::Act;
pub use bulk::bulk;
pub use clash::{Clash, clash};
pub use delete::delete;
pub use description::Description;
pub use due::DueDate;
pub use edit::{Edit, edit};
pub use find::{Issue, find};
pub(crate) use find::{find_each, find_to_change};
pub use key::IssueKey;
pub(crate) use label::{follow_labels, unlabel_all};
pub use list::{Filter, list};
pub use listed::{Listed, NextMail, listed};
pub use load::{count_mine, count_open};
pub use numbered::numbered;
pub use open::{Details, NewIssue, open};
pub use parent::parts;
pub use priority::Priority;
pub use relate::{Related, Relation, relate, related};
pub use restore::restore;
pub use status::Status;
pub use take_back::take_back;
pub use title::Title;
pub use trace::{Trace, trace, trace_row};
pub use unrelate::unrelate;
pub use which::Which;

store::id!(
    /// The number of an issue's row; people know it by its [`IssueKey`].
    IssueId
);
