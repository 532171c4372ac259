//! What people are told of the relay.

use super::Dispatcher;
use crate::notice::Notice;
use crate::relay::Trouble;

impl Dispatcher {
    /// What is wrong with the relay, if anything is.
    pub fn trouble(&self) -> Option<Trouble> {
        self.agenda.relay.trouble()
    }

    /// Where people are told how the relay is.
    pub fn notice(&self) -> Notice {
        self.notice.clone()
    }
}
