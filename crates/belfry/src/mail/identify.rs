//! Names for messages, threads and lists (RFC 5322 section 3.6.4, RFC 2919).

use std::fmt::Write;

use anyhow::{Result, ensure};

/// A `Message-ID` of 128 random bits at `host`, with its angle brackets.
pub fn message_id(host: &str, random: [u8; 16]) -> String {
    let mut id = String::with_capacity(host.len() + 36);
    id.push('<');
    for byte in random {
        write!(id, "{byte:02x}").expect("writing to a String cannot fail");
    }
    write!(id, "@{}>", domain(host)).expect("writing to a String cannot fail");
    id
}

/// The root all mail about an issue refers to. No mail ever has it as its own `Message-ID`.
pub fn thread_root(key: &str, host: &str) -> String {
    format!("<issue.{}@{}>", dotted(key), domain(host))
}

/// `Belfry <belfry.host>`, the same for all mail of one installation.
pub fn list_id(host: &str) -> String {
    format!("Belfry <belfry.{}>", dotted(host))
}

/// The host of a URL, without user and port.
pub fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((literal, _)) => format!("[{literal}]"),
        None => host.split(':').next().unwrap_or_default().to_owned(),
    }
}

/// Checks that an id given to us is one `<left@right>` of printable ASCII.
pub fn check(id: &str) -> Result<()> {
    let inner = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    let is_plain = inner.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
    let has_two_sides = inner.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    ensure!(is_plain && has_two_sides && id.len() <= 400, "not a message id: {id:?}");
    Ok(())
}

fn domain(host: &str) -> String {
    let is_literal = host.starts_with('[') && host.ends_with(']') && host.len() > 2;
    let inner_is_address = host.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'[' | b']' | b':' | b'.'));
    if is_literal && inner_is_address { host.to_owned() } else { dotted(host) }
}

/// A dot-atom: letters, digits, hyphens and single dots between them.
fn dotted(name: &str) -> String {
    let kept: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    let labels: Vec<&str> = kept.split('.').map(|label| label.trim_matches('-')).filter(|l| !l.is_empty()).collect();
    if labels.is_empty() { "localhost".to_owned() } else { labels.join(".") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_valid_whatever_the_host() {
        assert_eq!(message_id("belfry.example", [0xab; 16]), format!("<{}@belfry.example>", "ab".repeat(16)));
        assert_eq!(message_id("[::1]", [0; 16]), format!("<{}@[::1]>", "0".repeat(32)));
        assert_eq!(thread_root("BEL-142", "belfry.example"), "<issue.BEL-142@belfry.example>");
        assert_eq!(thread_root("BEL-1\r\n>", ""), "<issue.BEL-1@localhost>");
        assert_eq!(list_id("[::1]"), "Belfry <belfry.1>");
        assert_eq!(list_id("glocke.bücher.de"), "Belfry <belfry.glocke.b-cher.de>");
        for host in ["", "..", "[]", "a b", "x>\r\ny", "127.0.0.1", "[fe80::1]", "-"] {
            check(&message_id(host, [7; 16])).unwrap();
            check(&thread_root("BEL-1", host)).unwrap();
        }
    }

    #[test]
    fn a_host_is_found_in_its_url() {
        let cases = [
            ("https://belfry.example", "belfry.example"),
            ("http://localhost:8080/tracker", "localhost"),
            ("http://[::1]:8080", "[::1]"),
            ("https://u:p@belfry.example:1/x", "belfry.example"),
            ("belfry.example", "belfry.example"),
        ];
        for (url, host) in cases {
            assert_eq!(host_of(url), host, "{url}");
        }
    }

    #[test]
    fn ids_that_would_break_a_header_are_refused() {
        for id in ["", "<>", "a@b", "<a>", "<a@>", "<a@b>\r\nX: y", "<a b@c>", "<a@b><c@d>", "<ä@b>"] {
            assert!(check(id).is_err(), "{id:?}");
        }
    }
}
