//! Who may have a password hashed, or mail sent, now.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::api::problem::Problem;
use crate::app::App;
use crate::http::client::{Client, Peer};

/// A client whose turn it is, by their address. Whoever is on this machine is not counted.
pub(in crate::api) struct Turn(pub IpAddr);

impl FromRequestParts<App> for Turn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Turn, Problem> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |Peer(address)| address.ip());
        let client = Client::of(peer, &parts.headers, &app.rules.proxies);
        if !client.is_local {
            app.turnstile().pass(client.address, app.store.clock().now()).map_err(Problem::too_often)?;
        }
        Ok(Turn(client.address))
    }
}
