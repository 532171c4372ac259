//! Who is at the other end: the peer of the connection, or whom a trusted proxy says it speaks for.
//!
//! Anybody can send `X-Forwarded-For`. It is believed only as far as the addresses that wrote it are trusted: read from
//! the right, the first address that is not a trusted proxy's is the client's.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::{HeaderMap, Request};

use crate::config::Cidr;

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Whoever sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address, as far as it can be believed.
    pub address: IpAddr,
    /// Whether it runs on this machine, and nothing stands between it and us but proxies that we trust.
    pub is_local: bool,
}

impl Client {
    /// The client of this request.
    pub fn of_request<B>(request: &Request<B>, proxies: &[Cidr]) -> Client {
        let peer = request.extensions().get::<Peer>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Peer(address)| address.ip());
        Client::of(peer, request.headers(), proxies)
    }

    /// The client of a request that came in from `peer`.
    pub fn of(peer: IpAddr, headers: &HeaderMap, proxies: &[Cidr]) -> Client {
        let peer = peer.to_canonical();
        let (address, is_believed) = trace(peer, headers, proxies);
        Client { address, is_local: is_believed && address.is_loopback() && peer.is_loopback() }
    }
}

/// How far back the way of a request can be followed, and whether what is found there is its beginning.
fn trace(peer: IpAddr, headers: &HeaderMap, proxies: &[Cidr]) -> (IpAddr, bool) {
    let is_trusted = |address: IpAddr| proxies.iter().any(|range| range.contains(address));
    let hops = headers.get_all("x-forwarded-for").iter().flat_map(|value| value.to_str().unwrap_or("?").split(','));
    let hops: Vec<&str> = hops.map(str::trim).collect();
    let mut address = peer;
    for hop in hops.into_iter().rev() {
        if !is_trusted(address) {
            // A peer that passes a request on without being trusted is not to be taken for the client.
            return (address, address != peer);
        }
        match hop.parse::<IpAddr>() {
            Ok(before) => address = before.to_canonical(),
            Err(_) => return (address, false),
        }
    }
    (address, !headers.contains_key("forwarded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> Client {
        let headers = forwarded.iter().map(|value| ("x-forwarded-for".parse().unwrap(), value.parse().unwrap()));
        let trusted: Vec<Cidr> = trusted.iter().map(|block| Cidr::parse(block).unwrap()).collect();
        Client::of(peer.parse().unwrap(), &headers.collect(), &trusted)
    }

    fn address(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        client(peer, forwarded, trusted).address.to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_peer_is_the_client_whatever_it_claims() {
        assert_eq!(address("9.9.9.9", &[], &[]), "9.9.9.9");
        assert_eq!(address("9.9.9.9", &["127.0.0.1"], &[]), "9.9.9.9");
        assert_eq!(address("9.9.9.9", &["127.0.0.1"], &["10.0.0.0/8"]), "9.9.9.9");
    }

    #[test]
    fn the_rightmost_address_that_is_not_a_proxy_of_ours_is_the_client() {
        let ours = ["10.0.0.0/8", "127.0.0.1", "::1"];
        assert_eq!(address("127.0.0.1", &["1.1.1.1, 8.8.8.8"], &ours), "8.8.8.8");
        assert_eq!(address("127.0.0.1", &["1.1.1.1, 8.8.8.8, 10.1.2.3"], &ours), "8.8.8.8");
        assert_eq!(address("127.0.0.1", &["1.1.1.1", "8.8.8.8", "10.1.2.3"], &ours), "8.8.8.8");
        assert_eq!(address("::ffff:10.0.0.7", &["2001:db8::1"], &ours), "2001:db8::1");
    }

    #[test]
    fn only_what_runs_here_is_local() {
        assert!(client("127.0.0.1", &[], &[]).is_local);
        assert!(client("::ffff:127.0.0.1", &[], &[]).is_local);
        assert!(client("127.0.0.1", &[], &["127.0.0.1"]).is_local);
        assert!(!client("10.0.0.1", &[], &[]).is_local);
        assert!(!client("127.0.0.1", &["9.9.9.9"], &["127.0.0.1"]).is_local);
        assert!(!client("127.0.0.1", &["9.9.9.9"], &[]).is_local, "a proxy on this machine that was not named");
        assert!(!client("127.0.0.1", &["unknown"], &["127.0.0.1"]).is_local);
    }
}
