//! What people do to their own accounts, and the mails about it.
//!
//! A link in a mail is good once and not for long ([`RESET_TTL`], [`SIGN_IN_TTL`], [`CONFIRM_TTL`]). What is kept of it is a hash, and a seed
//! that makes it together with its owner's key; a later link of the same kind takes the place of an earlier one. Asking
//! for a link answers the same, and does about as much, whether or not there is such an account. Whatever was done is told
//! to the owner by mail. Deliberately not here: the words of these mails ([`crate::mail::account`]), and what a password
//! must be ([`crate::user::Password`]).

mod confirm;
mod email;
mod letter;
mod password;
mod reset;
mod sign_in_link;
mod trial;

pub use confirm::{Address, address, ask_to_confirm, confirm};
pub use email::ask_to_change;
pub use letter::{AccountLetter, LetterKind, find, find_by_link, spoil_entrances};
pub use password::change_password;
pub use reset::{ask_to_reset, reset};
pub use sign_in_link::{ask_to_sign_in, sign_in_by_link};
pub use trial::send_trial;

use std::time::Duration;

/// How long a link that sets another password is good.
pub const RESET_TTL: Duration = Duration::from_secs(3600);
/// How long a link that signs in is good.
pub const SIGN_IN_TTL: Duration = Duration::from_secs(15 * 60);
/// How long a link that confirms an address is good.
pub const CONFIRM_TTL: Duration = Duration::from_secs(48 * 3600);
