//! Who gets what: every row of that table in `docs/outbox.md`, through the front door.
//!
//! Each test says what arrived, and when; where nothing did, what the outbox recorded as the reason. The rules themselves
//! are tested beside them (`post/decide.rs`), and random histories in [`crate::model`].

mod assigned;
mod closed;
mod digest;
mod disabled;
mod own;
mod quiet;
mod relieved;
mod rhythm;
mod schedule;
mod settings;
mod stopped;
mod updated;
