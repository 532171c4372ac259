//! `/me`
//!
//! Whoever asks: who they are, and what they say of themselves. Deliberately not here: the address and the password, which
//! are changed by who can read the one or knows the other.

pub(super) mod change;
pub(super) mod show;
mod view;
