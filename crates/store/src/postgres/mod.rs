//! PostgreSQL: a bounded pool of threads with one connection each, for any number of nodes on one database.
//!
//! A write is one transaction at `READ COMMITTED`; rows that are read to be changed are locked (`{for_update}`). One that
//! meets a deadlock or a serialization failure is run again. The database's clock is the one that counts: it is asked at
//! the start of each transaction, and the process's own is corrected by it. A connection that broke is made anew; while the
//! database is away, callers are told at once. Where one breaks at the `COMMIT`, it is asked what became of it.

mod away;
mod beside;
mod config;
mod connection;
mod engine;
mod examine;
mod fate;
mod listen;
mod ready;
mod sent;
mod statement;
mod transaction;
mod wire;
mod worker;

pub use config::Target;
pub(crate) use config::parse;
pub(crate) use connection::Session;
pub(crate) use engine::{Engine, Seen};
pub(crate) use examine::examine;
pub(crate) use statement::{all, first, first_apart, plan, run, send_along, set, value};
