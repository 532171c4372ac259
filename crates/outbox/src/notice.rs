//! How the relay is, for people to look at while the dispatcher works.

use std::sync::{Arc, Mutex, PoisonError};

use store::Timestamp;

use crate::relay::Trouble;

/// What this process knows of the relay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// What is wrong, since when, and when it is tried again; nothing while mail leaves.
    pub trouble: Option<(Trouble, Timestamp, Timestamp)>,
    /// What it said, or what was said of it, when it was last in trouble; without addresses.
    pub said: String,
    /// When it last took a mail.
    pub accepted_at: Option<Timestamp>,
}

/// Where the dispatcher says so. Cheap to clone; each clone shows the same.
#[derive(Clone, Debug, Default)]
pub struct Notice(Arc<Mutex<Weather>>);

impl Notice {
    pub(crate) fn put(&self, weather: Weather) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = weather;
    }

    /// How it is now.
    pub fn read(&self) -> Weather {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
