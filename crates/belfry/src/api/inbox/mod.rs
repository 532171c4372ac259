//! `/inbox`
//!
//! One row for each issue that somebody was told of, however often: called by the key of the issue. Something new makes it
//! unread and puts it on top, whether it was read, put off or done with. Everybody sees their own, and nobody another's.

pub(super) mod list;
pub(super) mod mark;
mod view;
