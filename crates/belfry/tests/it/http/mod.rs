//! The server itself: time-outs, the cap, a graceful stop, health, metrics, and the links in mail.

mod health;
mod patience;
mod stop;
mod stopping;
