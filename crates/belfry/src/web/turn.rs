//! Who may have a password hashed, or mail sent, now.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;

use super::Refusal;
use crate::app::App;
use crate::error::Error;
use crate::http::client::{Client, Peer};
use crate::session::Browser;

/// A client whose turn it is, by their address. Whoever is on this machine is not counted.
pub(in crate::web) struct Turn {
    /// Where they are.
    pub from: IpAddr,
    agent: String,
}

impl Turn {
    /// Where and with what they sign in.
    pub fn browser(&self) -> Browser {
        Browser { address: Some(self.from), agent: self.agent.clone() }
    }
}

impl FromRequestParts<App> for Turn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Turn, Refusal> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |Peer(address)| address.ip());
        let client = Client::of(peer, &parts.headers, &app.rules.proxies);
        if !client.is_local {
            let passed = app.turnstile().pass(client.address, app.store.clock().now());
            passed.map_err(|retry_after| Error::TooMany { retry_after })?;
        }
        Ok(Turn { from: client.address, agent: agent(&parts.headers) })
    }
}

fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    agent.map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned()).unwrap_or_default()
}
