//! Comments: what people say about an issue, in the order in which they said it.
//!
//! A comment has a number in its issue, under which it is linked to. Its author edits it and takes it away, and so do the
//! project's maintainers; what it said before stays in the history of the issue. A comment changes nothing about the issue
//! itself, so it makes no new version of it.

mod add;
mod delete;
mod edit;
mod find;
mod restore;
mod text;

pub use add::add;
pub use delete::delete;
pub use edit::edit;
pub use find::{Comment, find, list};
pub use restore::restore;
pub use text::CommentText;

store::id!(
    /// The number of a comment's row; people know it by its number in the issue.
    CommentId
);
