//! SQLite: one thread that writes, a few that read, one that moves the log into the file.
//!
//! WAL with `synchronous=FULL`: a commit is answered after the log reached the disk. Statements are prepared once per
//! connection. The one writer runs waiting closures each in a SAVEPOINT and commits them together (see `writer`).

mod checkpoint;
mod connection;
mod engine;
mod examine;
mod statement;
mod writer;

pub(crate) use connection::{check, new_in_memory, version};
pub(crate) use engine::Engine;
pub(crate) use examine::examine;
pub(crate) use statement::{all, first, run, value};
