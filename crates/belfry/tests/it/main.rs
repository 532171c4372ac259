//! Belfry through its front door: a real server, real requests, the real binary. The folders mirror those of `src`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]
#![allow(missing_docs, reason = "a test binary has no readers of its documentation")]

mod answer;
mod api;
mod bad_input;
mod classic;
mod cli;
mod http;
mod insight;
mod live;
mod mail;
mod mailbox;
mod model;
mod permission;
mod person;
mod process;
mod query;
mod schema;
mod search;
mod tables;
mod web;
mod world;
