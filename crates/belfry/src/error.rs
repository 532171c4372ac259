//! error
/// Placeholder until the domain lands.
pub enum Error {}
