//! `/events`: what happens, as it happens (server-sent events).
//!
//! A stream tells of each event that its reader may see at that moment, and ends when they may not read it any more, or when
//! Belfry stops; a reader comes back with `Last-Event-ID` and hears what they missed. Telling is at least once, in the order
//! in which things were committed. What is told is short: whoever wants to know more asks for the issue.

mod frame;
mod reader;
pub(super) mod stream;
