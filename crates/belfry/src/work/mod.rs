//! Work that nobody asks for by a request: the outbox and the digests.
//!
//! All recurring work, with how often it runs, is on one page: [`schedule`]. Nothing else in Belfry spawns a task that
//! lives as long as the process. Each piece of work can be stepped by hand, which is how the tests drive it.

pub mod schedule;

pub use schedule::{Pulse, Running, start};
