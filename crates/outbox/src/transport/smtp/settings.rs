//! How to reach a relay.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How to reach a relay. Displays as the URL it was parsed from, without the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpSettings {
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Who we are to the relay, if it wants to know.
    pub login: Option<Login>,
    /// How the connection is encrypted.
    pub tls: TlsMode,
    /// A file of certificates (PEM) believed beside the public ones.
    pub ca: Option<PathBuf>,
    /// What we call ourselves in `EHLO`; by default the address the connection comes from.
    pub ehlo: Option<String>,
    /// How long each phase may take.
    pub timeouts: Timeouts,
    /// How long an idle connection is kept.
    pub idle_max: Duration,
    /// How many mails go over one connection.
    pub mails_max: u32,
}

impl SmtpSettings {
    /// A relay without a login, and everything else as usual.
    pub fn new(host: impl Into<String>, port: u16, tls: TlsMode) -> SmtpSettings {
        SmtpSettings {
            host: host.into(),
            port,
            login: None,
            tls,
            ca: None,
            ehlo: None,
            timeouts: Timeouts::default(),
            idle_max: Duration::from_secs(25),
            mails_max: 100,
        }
    }
}

impl fmt::Display for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls == TlsMode::Implicit { "smtps" } else { "smtp" };
        write!(f, "{scheme}://")?;
        if let Some(login) = &self.login {
            write!(f, "{}:***@", login.user)?;
        }
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port)?,
            false => write!(f, "{}:{}", self.host, self.port)?,
        }
        let starttls = self.tls.as_str().map(|word| format!("starttls={word}"));
        let ca = self.ca.as_ref().map(|file| format!("ca={}", file.display()));
        let ehlo = self.ehlo.as_ref().map(|name| format!("ehlo={name}"));
        let options: Vec<String> = [starttls, ca, ehlo].into_iter().flatten().collect();
        if options.is_empty() { Ok(()) } else { write!(f, "?{}", options.join("&")) }
    }
}

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// From the start.
    Implicit,
    /// By `STARTTLS`; without it, no mail and no password.
    Required,
    /// By `STARTTLS` if the relay offers it. Without it mail goes out readable, but no password.
    Opportunistic,
    /// Not at all, the password included.
    Off,
}

impl TlsMode {
    /// What a URL says after `starttls=`; nothing if it does not say it so.
    fn as_str(self) -> Option<&'static str> {
        match self {
            TlsMode::Implicit => None,
            TlsMode::Required => Some("required"),
            TlsMode::Opportunistic => Some("opportunistic"),
            TlsMode::Off => Some("off"),
        }
    }
}

/// A user name and a password. Shown without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name.
    pub user: String,
    password: String,
}

impl Login {
    /// A login. Neither part may hold a NUL.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Login {
        Login { user: user.into(), password: password.into() }
    }

    pub(in super::super) fn password(&self) -> &str {
        &self.password
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:***", self.user)
    }
}

/// How long each phase may take (RFC 5321 section 4.5.3.2). Each covers the question, the answer and everything between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Looking the host up and connecting to it, over all its addresses together.
    pub connect: Duration,
    /// A TLS handshake.
    pub tls: Duration,
    /// Waiting for the greeting.
    pub greeting: Duration,
    /// `EHLO` and `STARTTLS`.
    pub hello: Duration,
    /// Each step of `AUTH`.
    pub auth: Duration,
    /// The check of a connection that was idle.
    pub check: Duration,
    /// `MAIL FROM`.
    pub mail: Duration,
    /// `RCPT TO`.
    pub rcpt: Duration,
    /// `DATA`.
    pub data: Duration,
    /// Each block of the message.
    pub block: Duration,
    /// The whole message.
    pub content: Duration,
    /// The answer to the final dot.
    pub dot: Duration,
}

impl Timeouts {
    /// The longest that a delivery can take from `MAIL FROM` on. Must stay below [`crate::ring::SENDING_MAX`].
    pub fn delivery_max(&self) -> Duration {
        self.mail + self.rcpt + self.data + self.content + self.block + self.dot
    }
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Timeouts {
            connect: Duration::from_secs(15),
            tls: Duration::from_secs(15),
            greeting: minutes(1),
            hello: minutes(1),
            auth: minutes(1),
            check: Duration::from_secs(5),
            mail: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            block: minutes(3),
            content: minutes(15),
            dot: minutes(10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_ends_before_its_row_is_taken_for_abandoned() {
        assert!(Timeouts::default().delivery_max() < crate::ring::SENDING_MAX);
    }
}
