//! Durable delayed mail: ordered in the transaction of the fact, taken back in the transaction that makes it moot,
//! sent when due, once.
//!
//! The verbs, in the order of a mail's life: [`enqueue()`] (or [`touch()`], when a waiting mail takes a change in),
//! [`cancel()`], [`rest()`] (its recipient wants no mail now), [`claim`], [`ring`] (the point of no return), [`settle`], [`rescue`] after a crash. [`Dispatcher`]
//! drives them; what it does next is decided by [`agenda`] and [`relay`], which are pure. [`admin`] is for people.
//!
//! This crate knows neither issues nor words: a mail has a kind, a recipient, a topic and a cause, all numbers to it.
//! What a letter says and whether its recipient should still have it is asked of the application through [`Letters`].

pub mod admin;
pub mod agenda;
pub mod cancel;
pub mod changed;
pub mod claim;
pub mod classify;
pub mod crash;
mod desk;
pub mod dispatcher;
pub mod enqueue;
mod flight;
pub mod gauges;
pub mod letters;
pub mod listing;
pub mod mail;
pub mod mail_log;
pub mod node;
mod notice;
pub mod relay;
pub mod rescue;
mod rest;
pub mod retry;
pub mod ring;
mod said;
pub mod settle;
pub mod suppression;
pub mod transport;
pub mod waiting;

pub use cancel::{Recall, Recalled, cancel, cancel_digests_after, cancel_for, free_slots_after};
pub use changed::Changed;
pub use dispatcher::Dispatcher;
pub use enqueue::{Enqueued, Order, end_held_digest, enqueue, takes_changes, touch};
pub use gauges::{Gauges, gauges};
pub use letters::{Draft, Letter, Letters, Objection};
pub use mail::{BootId, Kind, Mail, MailId, State};
pub use notice::{Notice, Weather};
pub use rest::{rest, waiting_for, wake};
pub use said::without_addresses;
