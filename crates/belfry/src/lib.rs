//! Belfry: the issue tracker that rings the right person at the right time.
//!
//! Read this page first: it is the table of contents. A noun is a folder, a verb is a file in it.
//! A request comes in at an edge, becomes an [`auth::Actor`] and parsed input, runs one verb inside one transaction of
//! [`store`], and leaves again. What follows from a change (mail, and later notifications, search and live updates) is
//! called in plain sight in [`event::record`]. Mail leaves by the [`outbox`], never from a request.

// Ground: what everything stands on.
pub mod app;
pub mod config;
pub mod error;
pub mod log;
pub mod migrations;
pub mod text;

// Domain: plain synchronous Rust over a transaction. Knows no HTTP.
pub mod account;
pub mod audit;
pub mod auth;
pub mod comment;
pub mod digest;
pub mod event;
pub mod idempotency;
pub mod insight;
pub mod issue;
pub mod label;
pub mod live;
pub mod mail_setting;
pub mod markdown;
pub mod notification;
pub mod personal_token;
pub mod project;
pub mod query;
pub mod search;
pub mod session;
pub mod user;
pub mod view;
pub mod watch;

// What we send to people: `mail` holds the words, `post` writes the letter when the outbox asks for it.
pub mod mail;
pub mod post;

// Edges: parse, call one verb, render.
pub mod api;
pub mod classic;
pub mod cli;
pub mod http;
pub mod web;

// All recurring work on one page.
pub mod work;

pub use error::Error;

#[cfg(test)]
mod world;
