//! The store through its front door: closures in, answers out, files on a real disk.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod announcing;
mod breaking;
mod closing;
mod copying;
mod failing;
mod folder;
mod ground;
mod opening;
mod postgres;
mod reading;
mod searching;
mod upgrading;
mod writing;
