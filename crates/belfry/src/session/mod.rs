//! Sessions: somebody who is signed in at a browser.
//!
//! What is in the cookie is a long random word; what is kept is its hash. A session ends when its owner says so, when it
//! was not used for [`IDLE`], [`LONGEST`] after it began, when the password becomes another, and when the account is
//! disabled. Deliberately not here: the cookie itself, which is the business of the edge.

mod begin;
mod end;
mod find;
mod list;

pub use begin::{Browser, begin};
pub use end::{end, end_all, end_others};
pub use find::{Found, find, touch};
pub use list::{Session, list};

use std::time::Duration;

/// What every cookie's value begins with.
pub const PREFIX: &str = "belfry_ses_";
/// How long a session lasts that nobody uses.
pub const IDLE: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a session lasts at the most.
pub const LONGEST: Duration = Duration::from_secs(90 * 24 * 3600);

store::id!(
    /// The number of a session.
    SessionId
);
