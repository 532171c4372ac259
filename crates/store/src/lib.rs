//! The data seam: one SQL text on every engine, reads and durable writes as closures, migrations. Knows no issue.
//!
//! [`Store::read`] and [`Store::read_short`] run a closure over a [`Db`], a consistent snapshot; [`Store::write`] runs one
//! over a [`Tx`] and answers only after its commit is durable. Nothing else opens a transaction. SQL is written once, in the
//! portable subset of `migrations/README.md`: `$1` placeholders, 64-bit integers, text and bytes, columns read by name.
//! What differs between engines stands in [`dialect`]; the engines themselves live in folders of their own (`sqlite`, `postgres`).
//!
//! A closure must be able to run more than once: an engine may have to repeat it.

mod announce;
mod clock;
mod column;
pub mod copy;
mod db;
mod dialect;
mod error;
mod examine;
mod folder;
#[cfg(feature = "ground")]
pub mod ground;
mod id;
mod migrate;
mod options;
mod param;
mod pass_on;
mod postgres;
mod queue;
pub mod schema;
pub mod search;
mod several;
mod sqlite;
mod store;
mod threads;
mod timestamp;
mod url;
mod work;

pub use crate::postgres::Target;
pub use announce::{Announcement, Subscription};
pub use clock::Clock;
pub use column::{FromColumn, Row, Value};
pub use db::{Db, Tx};
pub use error::Error;
pub use examine::{Finding, Verdict};
pub use migrate::Migration;
pub use options::{Access, Options, Place, Tuning};
pub use param::Param;
pub use several::several;
pub use store::Store;
pub use timestamp::Timestamp;
pub use url::{URL_FORMS, parse_url};
