//! `/issues/{key}/mails`, the bell, and `/outbox`, all mail
//!
//! A mail is called by its number. What may be done to it depends on its state, which can change at any moment: what came too
//! late is told so (409), and nothing was changed. The words of letters are not shown here.

pub(super) mod bell;
pub(super) mod outbox;
mod steer;
mod view;
