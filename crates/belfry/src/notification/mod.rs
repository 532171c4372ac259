//! Notifications: the inbox of each person, one row for each issue that they were told of.
//!
//! Something new about an issue makes its row unread and puts it on top, whether it had been read, put off or done with.
//! A row says why its owner is told and from which event on they have not read. Who is told is decided in
//! [`crate::watch`]; mail is a matter of its own ([`crate::post`]). What somebody may not see any more is not shown either.

mod list;
mod mark;
mod notify;

pub use list::{Filter, Notification, find, list, unread_among, unread_by_reason, unread_count};
pub use mark::{Mark, mark, mark_all_read};
pub use notify::notify;
