//! `/issues/{key}/watch`, `/issues/{key}/watchers` and `/projects/{key}/watch`
//!
//! Who hears of an issue, and why, is decided in [`crate::watch`]. Everybody says for themselves what they want to hear of:
//! nobody makes another watch, but by mentioning them or giving them the issue.

pub(super) mod issue;
pub(super) mod project;
