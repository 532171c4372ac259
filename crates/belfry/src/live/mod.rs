//! What happens now, for those who watch: each event is told to whoever follows it and may see it, on every node.
//!
//! [`publish()`] is called where events are recorded; once the change is committed, and only then, the store tells this
//! process and the other nodes. What is told is no more than which event it was: whoever hears of it looks for themselves,
//! by the rules for what they may see. A [`Following`] is bounded. Whoever falls behind, and everybody after a lost connection, hears
//! [`Heard::Missed`] instead, and catches up by [`since()`].
//!
//! Telling is at least once: catching up may repeat what was heard, and what is heard may repeat it. Events are told in the
//! order of their commits, which is not always that of their numbers. What becomes of a mail is heard, too: [`Heard::Mail`].

mod follow;
mod notice;
mod publish;
mod since;

pub use follow::{Follow, Following, Heard, follow};
pub use notice::Notice;
pub use publish::publish;
pub use since::{CaughtUp, latest, since};
