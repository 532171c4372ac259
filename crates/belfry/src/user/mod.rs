//! People: who they are, how they log in, and what mail they want.
//!
//! An address and a username belong to one person, in whatever letter case they are typed. Nobody is ever removed: a
//! disabled account stays as the author of what it did, cannot log in and is mailed no more. What was typed is parsed
//! once, into [`Email`], [`Username`], [`Name`] and [`Password`]; from there on nothing checks it again.
//! Deliberately not here: hashing and tokens ([`crate::auth`]), and the words of any mail ([`crate::mail`]).

mod change_email;
mod disable;
mod email;
mod find;
mod govern;
mod invite;
mod mail_own_assignments;
mod mute;
mod name;
mod password;
mod password_rule;
mod register;
mod rename;
mod search;
pub mod stop;
mod suggest;
mod username;

pub use change_email::{confirm_email, set_email};
pub use disable::{disable, enable, set_password};
pub use email::Email;
pub use find::{User, find, find_all, find_by_email, find_by_username, full_name, is_nobody, list};
pub use govern::{UserChange, govern};
pub use invite::{check_invite, invite, register_invited};
pub use mail_own_assignments::mail_own_assignments;
pub use mute::{Mute, is_stopped, mutes, start_again, unmute};
pub use name::Name;
pub use password::Password;
pub use password_rule::PasswordRule;
pub use register::{NewUser, register};
pub use rename::rename;
pub use search::search;
pub use stop::{Stop, mute_reason, stop, stop_token};
pub use suggest::suggest_username;
pub use username::Username;

store::id!(
    /// The number of a person.
    UserId
);

/// A person as others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their number.
    pub id: UserId,
    /// Their address, as they typed it.
    pub email: String,
    /// What they log in with, as they typed it.
    pub username: String,
    /// First and last name as one.
    pub name: String,
}

impl From<User> for Person {
    fn from(user: User) -> Person {
        let name = user.full_name();
        Person { id: user.id, email: user.email, username: user.username, name }
    }
}
