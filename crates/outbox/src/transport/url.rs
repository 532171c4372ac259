//! What `--mail` says: where mail goes, as a URL.
//!
//! `file:DIR` · `smtp://[user:password@]host[:port][?starttls=required|opportunistic|off][&ca=FILE][&ehlo=NAME]` ·
//! `smtps://…`. A password with special characters is percent-encoded. Showing one never shows the password.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use super::smtp::{Login, SmtpSettings, TlsMode};

/// Where mail goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailUrl {
    /// Into this folder.
    File(PathBuf),
    /// To this relay.
    Smtp(Box<SmtpSettings>),
}

/// Why a text is not a [`MailUrl`], and what to write instead. Never holds the password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadMailUrl(String);

fn bad<T>(why: impl Into<String>) -> Result<T, BadMailUrl> {
    Err(BadMailUrl(why.into()))
}

impl FromStr for MailUrl {
    type Err = BadMailUrl;

    fn from_str(text: &str) -> Result<MailUrl, BadMailUrl> {
        let text = text.trim();
        match text.split_once(':') {
            Some(("file", folder)) => parse_folder(folder).map(MailUrl::File),
            Some(("smtp", rest)) => parse_relay(rest, false).map(Box::new).map(MailUrl::Smtp),
            Some(("smtps", rest)) => parse_relay(rest, true).map(Box::new).map(MailUrl::Smtp),
            _ => bad(
                "write file:DIR, smtp://HOST or smtps://HOST, for example smtp://user:password@mail.example.com:587",
            ),
        }
    }
}

impl fmt::Display for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MailUrl::File(folder) => write!(f, "file:{}", folder.display()),
            MailUrl::Smtp(settings) => settings.fmt(f),
        }
    }
}

fn parse_folder(folder: &str) -> Result<PathBuf, BadMailUrl> {
    let folder = match folder.strip_prefix("//") {
        Some(path) if path.starts_with('/') => path,
        Some(_) => return bad("a folder is written file:DIR or file:/DIR, without a host"),
        None => folder,
    };
    if folder.is_empty() {
        bad("write the folder after file:, for example file:mail")
    } else {
        Ok(PathBuf::from(folder))
    }
}

fn parse_relay(rest: &str, is_implicit: bool) -> Result<SmtpSettings, BadMailUrl> {
    let scheme = if is_implicit { "smtps" } else { "smtp" };
    let Some(rest) = rest.strip_prefix("//") else { return bad(format!("write {scheme}://HOST, with two slashes")) };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    if query.contains('@') {
        return bad("a question mark in a user name or a password is written %3F");
    }
    let place = place.strip_suffix('/').unwrap_or(place);
    let (login, host) = match place.rsplit_once('@') {
        Some((login, host)) => (Some(parse_login(login)?), host),
        None => (None, place),
    };
    if host.contains('/') || login.as_ref().is_some_and(|login| login.user.contains('/')) {
        return bad(
            "nothing may follow the host but a port and options; a slash in a user name or password is written %2F",
        );
    }
    let (host, port) = parse_host(host)?;
    let port = port.unwrap_or(match (is_implicit, &login) {
        (true, _) => 465,
        (false, Some(_)) => 587,
        (false, None) => 25,
    });
    let tls = match (is_implicit, is_loopback(&host)) {
        (true, _) => TlsMode::Implicit,
        (false, true) => TlsMode::Off,
        (false, false) => TlsMode::Required,
    };
    let mut settings = SmtpSettings::new(host, port, tls);
    settings.login = login;
    for option in query.split('&').filter(|option| !option.is_empty()) {
        apply(&mut settings, option)?;
    }
    Ok(settings)
}

fn parse_login(text: &str) -> Result<Login, BadMailUrl> {
    let Some((user, password)) = text.split_once(':') else {
        return bad("a user name needs a password: smtp://user:password@host");
    };
    let (user, password) = (decode(user)?, decode(password)?);
    if user.is_empty() || password.is_empty() {
        return bad("the user name and the password before the @ must not be empty");
    }
    if [&user, &password].iter().any(|part| part.contains('\0')) {
        return bad("the user name and the password must not hold %00");
    }
    Ok(Login::new(user, password))
}

fn parse_host(text: &str) -> Result<(String, Option<u16>), BadMailUrl> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let Some((address, rest)) = rest.split_once(']') else { return bad("the [ before the host has no ]") };
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return bad("what stands in brackets is not an IPv6 address");
            }
            (address, if rest.is_empty() { None } else { Some(rest.strip_prefix(':').unwrap_or(rest)) })
        }
        None => match text.split_once(':') {
            Some((_, rest)) if rest.contains(':') => {
                return bad("an IPv6 address is written in brackets: smtp://[::1]:25");
            }
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if host.is_empty() || !host.chars().all(is_name) {
        return bad("the host is not a name: write smtp://mail.example.com");
    }
    // What was taken for a port may be a password whose @ was forgotten: it is not shown.
    let port = match port.map(str::parse::<u16>) {
        None => None,
        Some(Ok(port)) if port > 0 => Some(port),
        Some(_) => return bad("what follows the host is not a port: write a number from 1 to 65535"),
    };
    Ok((host.to_ascii_lowercase(), port))
}

fn apply(settings: &mut SmtpSettings, option: &str) -> Result<(), BadMailUrl> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let value = decode(value)?;
    match (name, value.as_str()) {
        ("starttls", _) if settings.tls == TlsMode::Implicit => {
            return bad("smtps is encrypted from the start: leave starttls out, or write smtp://");
        }
        ("starttls", "required") => settings.tls = TlsMode::Required,
        ("starttls", "opportunistic") => settings.tls = TlsMode::Opportunistic,
        ("starttls", "off") => settings.tls = TlsMode::Off,
        ("starttls", _) => return bad("starttls is required, opportunistic or off"),
        ("ca", "") => return bad("write the file of certificates after ca="),
        ("ca", file) => settings.ca = Some(PathBuf::from(file)),
        ("ehlo", name) if !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic()) => {
            settings.ehlo = Some(name.to_owned());
        }
        ("ehlo", _) => return bad("write the name this host calls itself by after ehlo="),
        _ => return bad(format!("there is no option {name:?}: write starttls, ca or ehlo")),
    }
    Ok(())
}

fn decode(text: &str) -> Result<String, BadMailUrl> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = match (byte, tail) {
            (b'%', [high, low, tail @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                let (Some(high), Some(low)) = (digit(high), digit(low)) else { return bad_percent() };
                bytes.push(high * 16 + low);
                tail
            }
            (b'%', _) => return bad_percent(),
            _ => {
                bytes.push(*byte);
                tail
            }
        };
    }
    String::from_utf8(bytes).or_else(|_| bad("what is percent-encoded must be UTF-8"))
}

fn bad_percent<T>() -> Result<T, BadMailUrl> {
    bad("a % stands before two hexadecimal digits; % itself is written %25")
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
