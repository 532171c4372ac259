//! Mail settings: what somebody set for themselves about the mail that they get.
//!
//! What they did not set is as the instance has it, now and later. Delays count for mail that is ordered from then on: when a
//! mail is due never moves. Quiet hours count at once, also for what waits: a mail that is due in them rests until they end
//! ([`rest`]). Digests come at their own times ([`crate::digest::follow()`]). Deliberately not here: what somebody asked to
//! hear nothing of ([`crate::watch`]), and the links in mail that stop it ([`crate::user::stop()`]).

mod change;
mod quiet;
mod settings;

pub use change::change;
pub use quiet::{keep_quiet, rest};
pub use settings::{DigestWish, MailSettings, Quiet, load};
