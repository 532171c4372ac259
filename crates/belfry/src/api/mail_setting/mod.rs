//! `/me/mail-settings`
//!
//! What somebody set for themselves about the mail they get; what is null is as the instance has it, which is told beside it.
//! Local times are in one time zone, which is theirs.

mod change;
mod digest;
pub(super) mod edit;
pub(super) mod show;
mod view;
