//! A look at the relay when a server starts: mail waits for one that is away, but somebody should know before it is due.

use std::convert::Infallible;

use outbox::transport::{MailUrl, Transport};

/// Warns in the log if the relay cannot be reached or refuses us; then there is nothing more to do.
pub(super) async fn warn_if_away(mail: &MailUrl) -> Infallible {
    if let (MailUrl::Smtp(_), Ok(transport)) = (mail, Transport::open(mail))
        && let Err(failure) = transport.probe().await
    {
        tracing::warn!(%failure, "the relay does not take mail; it waits until it does (belfry doctor says more)");
    }
    std::future::pending().await
}
