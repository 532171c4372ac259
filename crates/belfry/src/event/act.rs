//! Who does it, and by which rules.

use std::net::IpAddr;

use crate::auth::Actor;
use crate::post::Delays;

/// What every verb that changes an issue is told beside the change.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// Who does it.
    pub actor: Actor,
    /// How long mail about it waits.
    pub delays: Delays,
    /// The client's address, if it came over the net.
    pub from: Option<IpAddr>,
}
