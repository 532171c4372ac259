//! `/issues/{key}/decisions`: why somebody did or did not get mail.
//!
//! Each decision is told as it was made at the time, with the mail that it led to and what became of that. Everybody reads
//! what was decided about themselves; about others, the project's maintainers do.

pub(super) mod list;
mod view;
