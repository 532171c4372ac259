//! Insights: what the events of some weeks add up to.
//!
//! [`look()`] counts, for one project or for all that the actor sees: what was opened and closed in each week, how many issues
//! stood where at its end, how long it takes to close them, how old the open ones are and who has them, how late mail rings,
//! and how many assignments were taken back before anybody was mailed. The weeks are those of the reader's time zone, from
//! Monday on; the last one is not over. Only what the actor sees counts ([`crate::auth::permission::SEES`]), and issues that
//! are deleted count nowhere, not even in the weeks before. The database does the counting: nothing here grows with the
//! number of issues but its work. Deliberately not here: how it is drawn.

mod age;
mod flow;
mod holder;
mod look;
mod pace;
mod range;
mod ringing;
mod sight;
mod spread;
mod week;

pub use age::{AGES, Ages};
pub use flow::{Standing, Week};
pub use holder::{HOLDERS_MOST, Holder, Holders};
pub use look::{Insights, look};
pub use pace::{Pace, TIMES};
pub use range::Range;
pub use ringing::{LATENESSES, Lateness};
