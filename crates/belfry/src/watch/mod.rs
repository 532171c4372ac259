//! Watching: who hears of what happens to an issue, and why.
//!
//! Whoever has an issue, opened it, said something about it, was mentioned or asked to, hears of it; so does whoever asked
//! for all of its project. Whoever asked not to hears only of being given it and of being mentioned anew. Each person is
//! told once of each event, for the strongest reason, never of what they did themselves, and only of what they may see.
//! What was decided about whom is kept ([`decisions`]). Deliberately not here: how they are told, by the inbox
//! ([`crate::notification`]) and by mail ([`crate::post`]).

mod audience;
mod decision;
mod follow;
mod hearing;
mod level;
mod reason;

pub use audience::{Audience, Listener, audience};
pub use decision::{Decision, decisions, keep};
pub use follow::{follow, is_watching, unwatch, watch, watchers};
pub use hearing::{Watcher, hearing, is_left_out, why};
pub use level::{Level, level, set_level};
pub use reason::Reason;
