//! The outbox from outside.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod clock;
mod file;
mod leased;
mod model;
mod node;
mod outdated;
mod promise;
mod smtp;
mod unheard;
mod world;
mod written;
