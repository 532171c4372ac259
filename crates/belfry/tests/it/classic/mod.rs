//! The classic API, row by row and rule by rule of its contract (`docs/classic-api.md`).
//!
//! A file for each call, named like its file in `src/classic`; the rules for all calls are in `rules`, the mail that follows
//! from calls in `mail`. What is wrong with input is not tested here but in [`crate::bad_input`], for all calls at once.

mod authenticate;
mod change;
mod create;
mod delete;
mod etag;
mod list;
mod mail;
mod rate;
mod register;
mod rules;
mod show;
mod token;
