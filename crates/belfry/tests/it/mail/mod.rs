//! Mail from the request that causes it to the letter that arrives.
//!
//! People act over HTTP, the clock is moved, and letters are read as their recipients' programs read them: by a parser that
//! is not ours. What the outbox has on record is looked at beside them. Nothing is waited for.

mod addresses;
mod failures;
mod headers;
mod hostile;
mod in_data;
mod logged;
mod promise;
mod received;
mod rows;
mod who_gets_what;

use std::time::Duration;

/// The shortest time that the outbox knows.
const INSTANT: Duration = Duration::from_micros(1);
const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);
/// Nothing came.
const NONE: [&str; 0] = [];
