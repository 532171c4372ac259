//! Who somebody is, and what they may do.
//!
//! A password is checked once, in [`log_in()`], and becomes an access token; each later request shows the token and becomes
//! an [`Actor`] ([`authenticate()`]). What an actor may do is decided in [`permission`] and nowhere else.
//! Tokens are not stored. One is refused once it has expired, once its account is disabled or has another password, and
//! once its key was removed. Deliberately not here: who may register, which is a setting of the edges.

mod argon;
mod authenticate;
mod key_bundle;
mod key_file;
mod key_place;
mod key_table;
mod log_in;
pub mod password;
pub mod permission;
pub mod token;
pub mod turnstile;

pub use authenticate::{actor, authenticate, claims};
pub use key_bundle::KeyBundle;
pub use log_in::log_in;

use crate::user::UserId;

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their number.
    pub user_id: UserId,
    /// Whether they may run the instance.
    pub is_admin: bool,
}
