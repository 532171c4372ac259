//! The `Host` header: one in each HTTP/1.1 request, naming a host (RFC 9112 section 3.2).

use axum::extract::Request;
use axum::http::{Version, header};

/// What is wrong with it, if anything is.
pub(super) fn fault(request: &Request) -> Option<&'static str> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if request.version() < Version::HTTP_11 => None,
        (None, _) => Some("An HTTP/1.1 request has a Host header: send one."),
        (Some(_), Some(_)) => Some("A request has one Host header, not several."),
        (Some(host), None) if host.as_bytes().iter().all(|byte| is_of_host(*byte)) => None,
        (Some(_), None) => Some("The Host header does not hold a host name and a port."),
    }
}

/// Letters, digits, and what RFC 3986 section 3.2 allows in a host and a port.
fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:[]".contains(&byte)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn fault_of(version: Version, hosts: &[&str]) -> bool {
        let request =
            hosts.iter().fold(Request::builder().version(version), |request, host| request.header(header::HOST, *host));
        fault(&request.body(Body::empty()).unwrap()).is_some()
    }

    #[test]
    fn a_request_names_one_host() {
        for host in ["belfry.example", "127.0.0.1:8000", "[::1]:8000", ""] {
            assert!(!fault_of(Version::HTTP_11, &[host]), "{host}");
        }
        for hosts in [&[][..], &["a", "a"], &["a b"], &["a/b"], &["user@host"], &["a?b"]] {
            assert!(fault_of(Version::HTTP_11, hosts), "{hosts:?}");
        }
        assert!(!fault_of(Version::HTTP_10, &[]));
    }
}
