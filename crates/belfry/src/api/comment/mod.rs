//! `/issues/{key}/comments`
//!
//! A comment is called by its number in its issue. Editing and deleting answer to the same rules as on every other edge:
//! its author, and for deleting the project's maintainers.

pub(super) mod add;
pub(super) mod edit;
pub(super) mod list;
pub(super) mod view;
