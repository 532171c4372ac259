//! Doing what was asked for once, however often it is asked: the keys that senders give their changes, and what was answered.
//!
//! The key is taken in the transaction of the change ([`take`]), and the answer kept in it too where that is possible
//! ([`keep`]): a crash in between never makes two of one. A change that was refused has changed nothing, and leaves its key
//! free. Keys are each person's own and are forgotten after a day ([`sweep`]). The meaning is that of
//! draft-ietf-httpapi-idempotency-key-header-07. Deliberately not here: HTTP; a status and headers are numbers and words.

mod claim;
mod kept;

pub use claim::{Claim, Key};
pub use kept::{Answer, Found, KEPT_FOR, keep, look, sweep, take};
