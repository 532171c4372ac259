//! The server itself: time-outs, the cap, a graceful stop, health, metrics, and the links in mail.
//!
//! These tests speak to a real socket, some of them in bytes that no client would send. Where a time-out is tested it is
//! made short, and the test waits for what the server does, never for a time.

mod health;
mod lost;
mod patience;
mod stop;
mod stopping;
