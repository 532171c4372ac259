//! Who somebody is, and what they may do.
//!
//! A password is checked once, in [`log_in()`], and becomes an access token or a session ([`crate::session`]); each later
//! request shows it and becomes an [`Actor`] ([`authenticate()`]). What an actor may do is decided in [`permission`] and
//! nowhere else. Access tokens are not stored. One is refused once it has expired, once its account is disabled or has
//! another password, and once its key was removed. Too many wrong passwords keep everybody from signing in to that account
//! for a while. Deliberately not here: who may register, which is a setting of the edges.

mod argon;
mod authenticate;
mod bar;
mod key_bundle;
mod key_file;
mod key_place;
mod key_table;
mod lockout;
mod log_in;
pub mod password;
pub mod permission;
pub mod secret;
pub mod token;
pub mod turnstile;

pub use authenticate::{actor, authenticate, claims};
pub use bar::Bar;
pub use key_bundle::KeyBundle;
pub use lockout::forget_failures;
pub use log_in::{Login, check_present, log_in};

use crate::user::UserId;

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their number.
    pub user_id: UserId,
    /// Whether they may run the instance.
    pub is_admin: bool,
}
