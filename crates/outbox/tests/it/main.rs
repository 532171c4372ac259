//! The outbox from outside.

mod file;
mod smtp;
