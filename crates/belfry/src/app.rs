//! What one process shares: the database, the keys, the rules that the edges go by, and how to wake the outbox.
//!
//! It is put together from parts, so that a test can put in a clock of its own and mail that stays in memory.

use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context;
use outbox::{Notice, Weather};
use store::Store;

use crate::auth::password::Hasher;
use crate::auth::secret;
use crate::auth::token::Keys;
use crate::auth::turnstile::{Rate, Turnstile};
use crate::config::{Cidr, Registration, Secret};
use crate::http::Readiness;
use crate::http::quota::Quota;
use crate::http::streams::Streams;
use crate::post::Delays;
use crate::user::PasswordRule;
use crate::web::Tallies;
use crate::work::Pulse;

/// What the edges need of the settings.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How long mail waits.
    pub delays: Delays,
    /// From one digest to the next, for whoever sets nothing else; `None` where there are none.
    pub digest_every: Option<Duration>,
    /// How long an access token is good.
    pub token_ttl: Duration,
    /// Who may register.
    pub registration: Registration,
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: Vec<Cidr>,
    /// How often one address may have a password hashed, if that is limited.
    pub auth_rate: Option<Rate>,
    /// How often somebody may call the API, if that is limited.
    pub api_rate: Option<Rate>,
    /// The sites whose pages may call the API from a browser.
    pub cors_origins: Vec<String>,
    /// Where links lead, without a trailing slash.
    pub base_url: String,
    /// How long a password is at the least, in characters.
    pub password_min: usize,
    /// What opens `/metrics` to other machines, if anything does.
    pub metrics_token: Option<Secret>,
}

impl Rules {
    /// What a password must be.
    pub fn password_rule(&self) -> PasswordRule {
        PasswordRule { min: self.password_min }
    }

    /// Whether people come over https, so that cookies may be bound to it.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// What an [`App`] is put together from.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// What access tokens are signed with.
    pub keys: Keys,
    /// What passwords are hashed with.
    pub hasher: Hasher,
    /// What the edges go by.
    pub rules: Rules,
}

/// Everything that one process shares. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    parts: Parts,
    pulse: OnceLock<Pulse>,
    relay: OnceLock<Notice>,
    readiness: Readiness,
    turnstile: Turnstile,
    streams: Streams,
    tallies: Tallies,
    setup_code: OnceLock<String>,
    quota: Quota,
    boot: u32,
    requests: AtomicU64,
}

impl App {
    /// Puts it together.
    ///
    /// # Errors
    /// If the system has no randomness to give.
    pub fn new(parts: Parts) -> anyhow::Result<App> {
        let mut boot = [0; 4];
        getrandom::fill(&mut boot).context("drawing the number that request ids begin with")?;
        let boot = u32::from_be_bytes(boot);
        Ok(App(Arc::new(Shared {
            turnstile: Turnstile::new(parts.rules.auth_rate),
            quota: Quota::new(parts.rules.api_rate),
            parts,
            streams: Streams::default(),
            tallies: Tallies::default(),
            setup_code: OnceLock::new(),
            pulse: OnceLock::new(),
            relay: OnceLock::new(),
            readiness: Readiness::default(),
            boot,
            requests: AtomicU64::new(0),
        })))
    }

    /// From now on readiness depends on this work. Told once; a process that does no work is ready without.
    pub fn depends_on(&self, pulse: Pulse) {
        // A second pulse changes nothing: one process starts its work once.
        let _ = self.0.pulse.set(pulse);
    }

    /// Here it is told how the relay is. Told once; a process that sends no mail knows nothing of it.
    pub fn looks_at(&self, notice: Notice) {
        // A second one changes nothing: one process sends its mail once.
        let _ = self.0.relay.set(notice);
    }

    /// How the relay is, as far as this process knows.
    pub fn relay(&self) -> Weather {
        self.0.relay.get().map(Notice::read).unwrap_or_default()
    }

    /// Whether every piece of recurring work is still alive.
    pub fn is_work_alive(&self) -> bool {
        self.0.pulse.get().is_none_or(Pulse::is_alive)
    }

    /// What was found out about whether this process can serve.
    pub fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }

    /// What strangers pass before a password is hashed for them.
    pub fn turnstile(&self) -> &Turnstile {
        &self.0.turnstile
    }

    /// What counts calls of the API.
    pub fn quota(&self) -> &Quota {
        &self.0.quota
    }

    /// The streams that people read.
    pub fn streams(&self) -> &Streams {
        &self.0.streams
    }

    /// What the tabs of lists say.
    pub fn tallies(&self) -> &Tallies {
        &self.0.tallies
    }

    /// Makes the link by which the first admin comes in, good for as long as there is nobody and this process runs. Told once;
    /// what is kept is its hash.
    ///
    /// # Errors
    /// If the system has no randomness to give.
    pub fn make_setup_code(&self) -> anyhow::Result<String> {
        let code = secret::draw("")?;
        // A second one changes nothing: the first was printed.
        let _ = self.0.setup_code.set(secret::hash(&code));
        Ok(code)
    }

    /// Whether this is that code.
    pub fn is_setup_code(&self, code: &str) -> bool {
        self.0.setup_code.get().is_some_and(|hash| *hash == secret::hash(code))
    }

    /// The id of the next request: unique in this process, and in practice among all.
    pub fn next_request_id(&self) -> String {
        let number = self.0.requests.fetch_add(1, Ordering::Relaxed);
        format!("{:08x}-{number:x}", self.0.boot)
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
