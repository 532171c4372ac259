//! The store through its front door: closures in, answers out, files on a real disk.

mod closing;
mod failing;
mod folder;
mod ground;
mod opening;
mod reading;
mod writing;
