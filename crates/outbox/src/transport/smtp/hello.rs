//! Opening a conversation: connect, greeting, `EHLO`, `STARTTLS` (RFC 3207), `AUTH` (RFC 4954).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::reply::Answer;
use super::super::{Cause, Failure, Phase};
use super::wire::Wire;
use super::{Login, SmtpSettings, TlsMode, tls};

/// How many of a host's addresses are tried.
const ADDRESSES_MAX: usize = 4;

/// What a relay says it can do.
#[derive(Debug, Default)]
pub(super) struct Offers {
    /// Its first line.
    pub(super) greeting: String,
    pub(super) eight_bit: bool,
    /// Whether it wants to be told the size of a message beforehand.
    pub(super) size: bool,
    /// The largest message it takes, if it says so (RFC 1870).
    pub(super) size_max: Option<u64>,
    starttls: bool,
    auth_plain: bool,
    auth_login: bool,
}

/// Opens a conversation that is ready for mail.
pub(super) async fn open(settings: &SmtpSettings, config: &Arc<ClientConfig>) -> Result<(Wire, Offers), Failure> {
    let (times, host) = (&settings.timeouts, settings.host.as_str());
    let tcp = connect(settings).await?;
    let name = match &settings.ehlo {
        Some(name) => name.clone(),
        None => address_literal(&tcp),
    };
    let mut wire = Wire::new(Box::new(tcp), false);
    if settings.tls == TlsMode::Implicit {
        wire = encrypt(wire, host, config, times.tls).await?;
    }
    let greeting = wire.hear(times.greeting).await.and_then(positive).map_err(|cause| Phase::Hello.failed(cause))?;
    let mut offers = hello(&mut wire, &name, times.hello).await?;
    if wants_starttls(settings.tls, &offers)? {
        let answer = wire.ask("STARTTLS", times.hello).await.and_then(positive);
        answer.map_err(|cause| Phase::Tls.failed(cause))?;
        wire = encrypt(wire, host, config, times.tls).await?;
        offers = hello(&mut wire, &name, times.hello).await?;
    }
    if let Some(login) = &settings.login {
        let may_show = wire.is_encrypted() || settings.tls == TlsMode::Off;
        log_in(&mut wire, &offers, login.clone(), (may_show, times.auth))
            .await
            .map_err(|cause| Phase::Auth.failed(cause))?;
    }
    offers.greeting = greeting.reply.to_string();
    Ok((wire, offers))
}

async fn connect(settings: &SmtpSettings) -> Result<TcpStream, Failure> {
    let within = settings.timeouts.connect;
    let connecting = async {
        let found = tokio::net::lookup_host((settings.host.as_str(), settings.port)).await;
        let addresses: Vec<SocketAddr> = found.map_err(|error| lost(settings, &error.to_string()))?.collect();
        let tried = addresses.len().min(ADDRESSES_MAX);
        let mut last = lost(settings, "the name has no address");
        for address in addresses.into_iter().take(tried) {
            // An address that does not answer must leave time for the next.
            match timeout(within / u32::try_from(tried).unwrap_or(1), TcpStream::connect(address)).await {
                Ok(Ok(tcp)) => {
                    // Without it a relay that delays its acknowledgements costs some 40 ms a mail.
                    tcp.set_nodelay(true).map_err(|error| lost(settings, &error.to_string()))?;
                    return Ok(tcp);
                }
                Ok(Err(error)) => last = lost(settings, &error.to_string()),
                Err(_) => last = Cause::TimedOut,
            }
        }
        Err(last)
    };
    timeout(within, connecting).await.unwrap_or(Err(Cause::TimedOut)).map_err(|cause| Phase::Connect.failed(cause))
}

fn lost(settings: &SmtpSettings, why: &str) -> Cause {
    Cause::Lost(format!("{}:{} cannot be reached: {why}", settings.host, settings.port))
}

/// Our own address as `EHLO` takes it when there is no name (RFC 5321 section 4.1.3).
fn address_literal(tcp: &TcpStream) -> String {
    match tcp.local_addr() {
        Ok(SocketAddr::V4(address)) => format!("[{}]", address.ip()),
        Ok(SocketAddr::V6(address)) => format!("[IPv6:{}]", address.ip()),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

async fn encrypt(wire: Wire, host: &str, config: &Arc<ClientConfig>, within: Duration) -> Result<Wire, Failure> {
    let io = wire.into_io().map_err(|cause| Phase::Tls.failed(cause))?;
    let shaking = timeout(within, tls::shake_hands(io, host, config)).await;
    shaking.unwrap_or(Err(Phase::Tls.failed(Cause::TimedOut))).map(|io| Wire::new(io, true))
}

async fn hello(wire: &mut Wire, name: &str, within: Duration) -> Result<Offers, Failure> {
    let answer = wire.ask(&format!("EHLO {name}"), within).await.and_then(positive);
    Ok(read_offers(&answer.map_err(|cause| Phase::Hello.failed(cause))?.lines))
}

fn read_offers(lines: &[String]) -> Offers {
    let mut offers = Offers::default();
    for line in lines.iter().skip(1).map(|line| line.to_ascii_uppercase()) {
        let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
        match words.next() {
            Some("8BITMIME") => offers.eight_bit = true,
            Some("SIZE") => {
                offers.size = true;
                // Zero means that no limit is known.
                offers.size_max = words.next().and_then(|word| word.parse().ok()).filter(|max| *max > 0);
            }
            Some("STARTTLS") => offers.starttls = true,
            Some("AUTH") => {
                let ways: Vec<&str> = words.collect();
                offers.auth_plain |= ways.contains(&"PLAIN");
                offers.auth_login |= ways.contains(&"LOGIN");
            }
            _ => {}
        }
    }
    offers
}

fn wants_starttls(mode: TlsMode, offers: &Offers) -> Result<bool, Failure> {
    match mode {
        TlsMode::Implicit | TlsMode::Off => Ok(false),
        TlsMode::Opportunistic => Ok(offers.starttls),
        TlsMode::Required if offers.starttls => Ok(true),
        TlsMode::Required => {
            let why = "the relay offers no STARTTLS, and mail must not go out readable: use smtps://, or ?starttls=off if that is meant";
            Err(Phase::Tls.failed(Cause::Unfit(why.to_owned())))
        }
    }
}

async fn log_in(wire: &mut Wire, offers: &Offers, login: Login, terms: (bool, Duration)) -> Result<(), Cause> {
    let (may_show, within) = terms;
    if !may_show {
        return Err(Cause::Unfit(
            "the relay offers no encryption, and the password must not go out readable".to_owned(),
        ));
    }
    let answer = if offers.auth_login && !offers.auth_plain {
        let user = expect(wire.ask("AUTH LOGIN", within).await?, 334).map(|()| BASE64.encode(&login.user))?;
        expect(wire.ask(&user, within).await?, 334)?;
        wire.ask(&BASE64.encode(login.password()), within).await?
    } else {
        // Also asked of a relay that offers no login at all: its own words say best why not.
        let told = BASE64.encode(format!("\0{}\0{}", login.user, login.password()));
        wire.ask(&format!("AUTH PLAIN {told}"), within).await?
    };
    positive(answer).map(drop)
}

fn expect(answer: Answer, code: u16) -> Result<(), Cause> {
    if answer.reply.code == code { Ok(()) } else { Err(Cause::Reply(answer.reply)) }
}

fn positive(answer: Answer) -> Result<Answer, Cause> {
    if answer.reply.is_positive() { Ok(answer) } else { Err(Cause::Reply(answer.reply)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_in_any_case_and_the_old_form_of_auth() {
        let lines = ["mail.example.com", "size 1000", "8bitmime", "AUTH=LOGIN", "auth plain cram-md5", "STARTTLS"];
        let offers = read_offers(&lines.map(str::to_owned));
        assert_eq!(offers.size_max, Some(1000));
        assert!(offers.size && offers.eight_bit && offers.starttls && offers.auth_login && offers.auth_plain);
    }

    #[test]
    fn a_relay_named_after_an_extension_offers_nothing() {
        let offers = read_offers(&["STARTTLS".to_owned()]);
        assert!(!offers.starttls);
    }

    #[test]
    fn a_size_of_zero_or_none_is_no_limit() {
        for line in ["SIZE 0", "SIZE", "SIZE lots"] {
            let offers = read_offers(&["mail.example.com".to_owned(), line.to_owned()]);
            assert_eq!((offers.size, offers.size_max), (true, None), "{line}");
        }
    }
}
