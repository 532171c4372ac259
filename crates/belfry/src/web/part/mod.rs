//! What pages are made of, by the words of the design: icons, status and priority, avatars, labels, the bell, rows, notes.
//!
//! Each is a value that shows itself as markup: `{{ part::icon("search") }}`, `{{ part::avatar(face) }}`, `{{ bell }}`. What
//! people typed is escaped by the part. Deliberately not here: whole pages, and any reading of the database.

mod bell;
mod face;
mod field;
mod html;
mod icon;
mod mark;
mod outline;
mod ring;
mod row;

pub use bell::{About, Act, Bell, Ringing, mailed};
pub use face::{Face, avatar, avatar_alone, nobody};
pub use field::{Field, field};
pub use html::{Html, bold, code, label, note, tag};
pub use icon::{icon, priority, priority_icon, status, status_icon};
pub use mark::{asleep, mark};
pub use outline::outlined;
pub use ring::{mini_ring, mini_ring_sending, ring};
pub use row::{Row, RowLabel};
