//! The classic API, row by row and rule by rule of its contract.

mod authenticate;
mod change;
mod create;
mod delete;
mod etag;
mod list;
mod mail;
mod register;
mod rules;
mod show;
mod token;
