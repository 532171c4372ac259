//! Reading single values. Each refusal says what to write instead.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use lettre::Address;
use outbox::transport::MailUrl;
use store::Place;
use tracing::level_filters::LevelFilter;

use super::settings::{LogFormat, Registration};
use super::{Origin, span};
use crate::auth::turnstile::Rate;

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let wrong =
        || format!("{text:?} is no address to listen on; write it like 127.0.0.1:8000, 0.0.0.0:80 or [::1]:8000");
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("{}:{port}", Ipv4Addr::LOCALHOST),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| wrong())
}

/// An address that is named twice. Port 0 is another port each time.
pub(super) fn twice(addresses: &[SocketAddr]) -> Option<SocketAddr> {
    let mut seen = std::collections::BTreeSet::new();
    addresses.iter().copied().find(|address| address.port() != 0 && !seen.insert(*address))
}

/// Whether this host of a URL is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The origin of a site (RFC 6454): what a browser calls it.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let wrong =
        || format!("{text:?} is no origin; write it like https://example.org or http://localhost:3000, without a path");
    let (scheme, host) = text.split_once("://").ok_or_else(wrong)?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if !matches!(scheme, "http" | "https") || host.is_empty() || !host.chars().all(is_host) {
        return Err(wrong());
    }
    Ok(text.to_ascii_lowercase())
}

pub(super) fn rate(text: &str) -> Result<Option<Rate>, String> {
    let wrong = || format!("{text:?} is no rate; write it like 30/30s, or off");
    if matches!(text, "off" | "0") {
        return Ok(None);
    }
    let (most, per) = text.split_once('/').ok_or_else(wrong)?;
    let most = most.parse().ok().filter(|most| *most > 0).ok_or_else(wrong)?;
    let per = span::parse_at_least(per, Duration::from_secs(1)).map_err(|problem| format!("{problem}, or off"))?;
    Ok(Some(Rate { most, per }))
}

pub(super) fn database(text: &str, origin: &Origin) -> Result<Place, String> {
    let place = store::parse_url(text, std::env::var("PGPASSWORD").ok())?;
    Ok(place.with_file(|path| path.to_str().map_or_else(|| path.to_owned(), |path| origin.resolve(path))))
}

pub(super) fn mail(text: &str, origin: &Origin) -> Result<MailUrl, String> {
    match text.parse().map_err(|bad: outbox::transport::BadMailUrl| bad.to_string())? {
        MailUrl::File(folder) => Ok(MailUrl::File(match folder.to_str() {
            Some(folder) => origin.resolve(folder),
            None => folder,
        })),
        other => Ok(other),
    }
}

pub(super) fn mail_from(text: &str) -> Result<String, String> {
    let wrong = || format!("{text:?} is no mail address; write it like belfry@example.org, without a name");
    if !text.is_ascii() {
        return Err(format!("{text:?} has letters that not every mail server takes; use an address of plain ASCII"));
    }
    text.parse::<Address>().map(|address| address.to_string()).map_err(|_| wrong())
}

pub(super) fn base_url(text: &str) -> Result<String, String> {
    let wrong = || format!("{text:?} is no address of a site; write it like https://issues.example.org");
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(wrong)?;
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    let is_plain = |part: &str, also: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c));
    if authority.is_empty()
        || authority.starts_with([':', '.'])
        || !is_plain(authority, ".-:[]")
        || !is_plain(path, "/-._~%")
    {
        return Err(wrong());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

pub(super) fn registration(text: &str) -> Result<Registration, String> {
    match text {
        "open" => Ok(Registration::Open),
        "invite" => Ok(Registration::Invite),
        "closed" => Ok(Registration::Closed),
        _ => Err(format!("{text:?} is none of open, invite and closed")),
    }
}

pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1_000_000) => Ok(count),
        Ok(_) | Err(_) => Err(format!("{text:?} is no number from 1 to 1000000")),
    }
}

/// NIST SP 800-63B section 3.1.1.2 asks for 8 at the least.
pub(super) fn password_min(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 8..=64) => Ok(count),
        Ok(_) | Err(_) => Err(format!("{text:?} is no number from 8 to 64")),
    }
}

/// One listens, one is beside the transactions, and with fewer than two of those a write would wait for a long read.
pub(super) fn database_connections(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 4..=10_000) => Ok(count),
        Ok(_) | Err(_) => Err(format!("{text:?} is no number from 4 to 10000")),
    }
}

pub(super) fn level(text: &str) -> Result<LevelFilter, String> {
    match text {
        "off" => Ok(LevelFilter::OFF),
        "error" => Ok(LevelFilter::ERROR),
        "warn" => Ok(LevelFilter::WARN),
        "info" => Ok(LevelFilter::INFO),
        "debug" => Ok(LevelFilter::DEBUG),
        "trace" => Ok(LevelFilter::TRACE),
        _ => Err(format!("{text:?} is none of off, error, warn, info, debug and trace")),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("{text:?} is neither text nor json")),
    }
}

/// The address as the host of a link: what listens everywhere is reached by name.
pub(super) fn host_of(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(at) if *at.ip() == Ipv4Addr::UNSPECIFIED => format!("localhost:{}", at.port()),
        SocketAddr::V6(at) if *at.ip() == Ipv6Addr::UNSPECIFIED => format!("localhost:{}", at.port()),
        SocketAddr::V4(_) | SocketAddr::V6(_) => address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_port() {
        assert_eq!(address("localhost:80").unwrap(), address("127.0.0.1:80").unwrap());
        assert!(address("[::1]:8000").is_ok());
        for text in ["", "8000", ":8000", "127.0.0.1", "example.org:80", "127.0.0.1:99999", "localhost:"] {
            assert!(address(text).unwrap_err().contains("write it like"), "{text}");
        }
    }

    #[test]
    fn a_database_path_is_relative_to_where_it_was_written() {
        let file = Origin::File("/etc/belfry/belfry.toml".into());
        let place = |path: &str, origin| database(&format!("sqlite:{path}"), origin).unwrap().to_string();
        assert_eq!(place("b.db", &file), "sqlite:/etc/belfry/b.db");
        assert_eq!(place("b.db", &Origin::Flag), "sqlite:b.db");
        assert_eq!(place("/srv/b.db", &file), "sqlite:/srv/b.db");
    }

    #[test]
    fn a_base_url_is_plain_and_has_no_slash_at_its_end() {
        for (text, url) in [
            ("https://issues.example.org/", "https://issues.example.org"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("http://[::1]:8000", "http://[::1]:8000"),
            ("https://example.org/issues", "https://example.org/issues"),
        ] {
            assert_eq!(base_url(text).unwrap(), url);
        }
        for text in [
            "",
            "issues.example.org",
            "https://",
            "ftp://x",
            "https://a b",
            "https://u:p@x",
            "http://:80",
            "http://x/?a",
            "http://x\r\n",
        ] {
            assert!(base_url(text).unwrap_err().contains("write it like"), "{text}");
        }
    }

    #[test]
    fn mail_comes_from_a_bare_address() {
        assert_eq!(mail_from("belfry@example.org").unwrap(), "belfry@example.org");
        for text in
            ["", "belfry", "Belfry <belfry@example.org>", "a@b\r\nBcc: c@d", "ü@example.org", "a@b.org, c@d.org"]
        {
            assert!(mail_from(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_listens_everywhere_is_linked_to_by_name() {
        assert_eq!(host_of(address("0.0.0.0:8000").unwrap()), "localhost:8000");
        assert_eq!(host_of(address("[::1]:8000").unwrap()), "[::1]:8000");
    }
}
