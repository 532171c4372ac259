//! Handing letters to a relay over SMTP (RFC 5321).
//!
//! The client is our own, on tokio and rustls: lettre's connections hide in which phase a mail failed and whether the final
//! dot was out, have one time-out for all phases, and do not set `TCP_NODELAY`. The outbox's promise hangs on the first.
//!
//! `hello` opens a conversation, `deliver` hands one mail over, `pool` keeps conversations that are idle, `wire`
//! asks and hears within a time, `tls` says whom to believe. Certificates are always verified: a relay with one of its
//! own making is named by `?ca=`. No pipelining: what is gained is small against knowing each phase exactly.

mod deliver;
mod hello;
mod pool;
mod settings;
mod tls;
mod wire;

use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;

use super::reply::Reply;
use super::{Failure, OnPhase, Parcel};
use hello::Offers;
use pool::Pool;
pub use settings::{Login, SmtpSettings, Timeouts, TlsMode};
pub use tls::BadCertificates;
use wire::Wire;

/// A relay, and the connections to it that are idle.
#[derive(Clone)]
pub(super) struct Smtp {
    settings: Arc<SmtpSettings>,
    tls: Arc<ClientConfig>,
    pool: Pool,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Smtp {
    pub(super) fn new(settings: SmtpSettings) -> Result<Smtp, BadCertificates> {
        let tls = tls::config(settings.ca.as_deref())?;
        let pool = Pool::new(settings.idle_max, settings.mails_max);
        Ok(Smtp { settings: Arc::new(settings), tls, pool })
    }

    /// An idle connection that still answers, or else a new one.
    pub(super) async fn connect(&self) -> Result<Conversation, Failure> {
        while let Some(mut idle) = self.pool.take() {
            if idle.wire.still_answers(self.settings.timeouts.check).await {
                return Ok(self.converse(idle));
            }
        }
        self.connect_anew().await
    }

    /// A new connection.
    pub(super) async fn connect_anew(&self) -> Result<Conversation, Failure> {
        let (wire, offers) = hello::open(&self.settings, &self.tls).await?;
        Ok(self.converse(Idle { wire, offers, mails: 0 }))
    }

    /// Opens a connection, looks, and takes leave.
    pub(super) async fn probe(&self) -> Result<String, Failure> {
        let (wire, offers) = hello::open(&self.settings, &self.tls).await?;
        let (is_encrypted, greeting) = (wire.is_encrypted(), offers.greeting);
        wire.take_leave().await;
        let encryption = if is_encrypted { "over TLS" } else { "without encryption" };
        let login = if self.settings.login.is_some() { ", logged in" } else { "" };
        Ok(format!("{}:{} answers {encryption}{login}: {greeting}", self.settings.host, self.settings.port))
    }

    fn converse(&self, idle: Idle) -> Conversation {
        Conversation { idle, is_in_step: true, settings: Arc::clone(&self.settings), pool: self.pool.clone() }
    }
}

/// A connection between two mails.
#[derive(Debug)]
struct Idle {
    wire: Wire,
    offers: Offers,
    /// How many mails were tried over it.
    mails: u32,
}

/// A connection in use.
#[derive(Debug)]
pub(super) struct Conversation {
    idle: Idle,
    /// Whether both sides agree on what comes next. Not so after a time-out, a loss, or an attempt that was dropped.
    is_in_step: bool,
    settings: Arc<SmtpSettings>,
    pool: Pool,
}

impl Conversation {
    pub(super) async fn deliver(&mut self, parcel: &Parcel, on_phase: OnPhase<'_>) -> Result<Reply, Failure> {
        self.is_in_step = false;
        self.idle.mails += 1;
        let Idle { wire, offers, .. } = &mut self.idle;
        let delivery = deliver::Delivery { wire, offers, timeouts: &self.settings.timeouts };
        let outcome = delivery.run(parcel, on_phase).await;
        self.is_in_step = match &outcome {
            Ok(_) => true,
            Err(failure) => deliver::is_in_step(failure),
        };
        outcome
    }

    pub(super) fn give_back(self) {
        if self.is_in_step {
            self.pool.put(self.idle);
        }
    }
}
