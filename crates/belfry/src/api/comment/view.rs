//! A comment as the API shows it.

use serde::Serialize;
use store::Timestamp;
use utoipa::ToSchema;

use crate::api::time;
use crate::comment;

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comment)]
pub(in crate::api) struct View {
    /// Its number in the issue, which is linked to as `#c1`; never used again.
    pub number: i64,
    /// The username of who said it.
    author: String,
    /// Their name.
    author_name: String,
    /// Markdown.
    text: String,
    /// Grows by one with each edit, from 1 on; also in the header `ETag`.
    pub version: i64,
    /// When it was said.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last edited, if ever.
    #[schema(value_type = Option<String>, format = DateTime)]
    edited_at: Option<String>,
}

impl From<comment::Comment> for View {
    fn from(comment: comment::Comment) -> View {
        View {
            number: comment.number,
            author: comment.author_username,
            author_name: comment.author_name,
            text: comment.text,
            version: comment.version,
            created_at: comment.created_at,
            edited_at: comment.edited_at.map(time::rfc3339),
        }
    }
}
