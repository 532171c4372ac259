//! Belfry through its front door.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod cli;
mod model;
