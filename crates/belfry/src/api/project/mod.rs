//! `/projects`
//!
//! A project is called by its key, or by one that it once had. What somebody may not see is missing, here as in every list;
//! members are called by their usernames.

pub(super) mod change;
pub(super) mod list;
pub(super) mod member;
pub(super) mod open;
pub(super) mod show;
pub(super) mod status;
pub(super) mod view;
