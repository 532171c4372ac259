//! `/issues`
//!
//! An issue is called by its key, people by their usernames, labels by their names: what is named is looked up inside the
//! transaction that uses it. Every answer with one issue has its version as `ETag`.

pub(super) mod bulk;
pub(super) mod change;
pub(super) mod delete;
pub(super) mod history;
pub(super) mod list;
mod named;
pub(super) mod open;
pub(super) mod part;
pub(super) mod relation;
pub(super) mod show;
pub(super) mod view;

pub(super) use named::Key;
