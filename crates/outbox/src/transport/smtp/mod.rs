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
use std::time::Duration;

use rustls::ClientConfig;
use tokio::task::{self, JoinSet};
use tokio::time::Instant;

use super::reply::Reply;
use super::{Failure, OnPhase, Parcel};
use hello::Offers;
use pool::Pool;
pub use settings::{Login, SmtpSettings, Timeouts, TlsMode};
pub use tls::BadCertificates;
use wire::Wire;

/// A connection that was made ready within this time is not asked again before its mail.
const TRUSTED_FOR: Duration = Duration::from_secs(5);

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
            if self.is_good(&mut idle).await {
                return Ok(self.converse(idle));
            }
        }
        self.connect_anew().await
    }

    /// Whether an idle connection can be used. One that was made ready for this mail is not asked again, which would cost the
    /// mail the way there and back: it is enough that the relay has not hung up.
    async fn is_good(&self, idle: &mut Idle) -> bool {
        if idle.warmed.is_none_or(|since| since.elapsed() >= TRUSTED_FOR) {
            return idle.wire.still_answers(self.settings.timeouts.check).await;
        }
        // Lets what has come in meanwhile be noticed.
        task::yield_now().await;
        idle.wire.refuse_unasked().await.is_ok()
    }

    /// Sees to it that so many idle connections are there that answer.
    pub(super) async fn warm(&self, connections: usize) {
        let mut ready = Vec::new();
        while ready.len() < connections
            && let Some(mut idle) = self.pool.take()
        {
            if idle.wire.still_answers(self.settings.timeouts.check).await {
                idle.warmed = Some(Instant::now());
                ready.push(idle);
            }
        }
        let missing = connections - ready.len();
        ready.into_iter().for_each(|idle| self.pool.put(idle));
        let mut opening = JoinSet::new();
        for _ in 0..missing {
            let relay = self.clone();
            opening.spawn(async move {
                let mut opened = relay.connect_anew().await?;
                opened.idle.warmed = Some(Instant::now());
                opened.give_back();
                Ok::<_, Failure>(())
            });
        }
        while let Some(opened) = opening.join_next().await {
            if let Ok(Err(failure)) = opened {
                tracing::debug!(%failure, "the relay could not be reached ahead of a mail");
            }
        }
    }

    /// A new connection.
    pub(super) async fn connect_anew(&self) -> Result<Conversation, Failure> {
        let (wire, offers) = hello::open(&self.settings, &self.tls).await?;
        Ok(self.converse(Idle { wire, offers, mails: 0, warmed: None }))
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
    /// When it was made ready for the next mail, if that is to come.
    warmed: Option<Instant>,
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
        self.idle.warmed = None;
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
