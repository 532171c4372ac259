//! Who asks: `Authorization: JWT <access_token>` or `Bearer`, with an access token or a personal one; or a session's cookie.
//!
//! What a call needs ([`Need`]) stands in the table of the API; a call that is not in it (the classic API) takes access
//! tokens only. A cookie is looked at where there is no `Authorization`, and changes nothing for a page of another site.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use store::{Db, Tx};

use super::client::{Client, Peer};
use super::{cookie, kept, origin};
use crate::api::Need;
use crate::app::App;
use crate::auth::token::Claims;
use crate::auth::{self, Actor, Bar, secret};
use crate::error::{Error, Result};
use crate::event::Act;
use crate::idempotency::{self, Claim};
use crate::personal_token::{self, TokenId};
use crate::session::{self, SessionId};

const NOTHING: &str = "No access token: send the header Authorization: JWT <access_token>";
const NOT_HERE: &str = "A personal access token is good for /api/v1; this call takes what POST /authenticate gives";

/// What was shown, and what it says once it was looked at. That its owner may still do anything is asked in each
/// transaction; a signature is checked once, and never by the thread that writes.
#[derive(Clone)]
pub struct Caller {
    shown: Shown,
    need: Need,
    from: IpAddr,
    claims: Arc<OnceLock<Claims>>,
    due: Arc<OnceLock<Due>>,
    /// What a change by this request is called by its sender.
    claim: Option<Claim>,
}

/// What a request shows of who sent it.
#[derive(Clone)]
enum Shown {
    Nothing,
    /// An access token.
    Signed(Arc<str>),
    /// The hash of a personal access token.
    Personal(Arc<str>),
    /// The hash of what is in a session's cookie, and whether a page of another site may have sent it.
    Session(Arc<str>, bool),
}

/// What should be written down: that it was used.
#[derive(Clone, Copy)]
enum Due {
    Personal(TokenId),
    Session(SessionId),
}

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Caller, Infallible> {
        let path = parts.extensions.get::<MatchedPath>();
        let need = path.map_or(Need::AccessToken, |path| Need::of(&parts.method, path.as_str()));
        let from = address(parts, app);
        let shown = shown(parts, app, need);
        let claim = parts.extensions.get().cloned();
        Ok(Caller { shown, need, from, claims: Arc::default(), due: Arc::default(), claim })
    }
}

fn address(parts: &Parts, app: &App) -> IpAddr {
    let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |Peer(address)| address.ip());
    Client::of(peer, &parts.headers, &app.rules.proxies).address
}

fn shown(parts: &Parts, app: &App, need: Need) -> Shown {
    if let Some(header) = parts.headers.get(header::AUTHORIZATION) {
        return match header.to_str().ok().and_then(of_header) {
            Some(token) if token.starts_with(personal_token::PREFIX) => Shown::Personal(secret::hash(token).into()),
            Some(token) => Shown::Signed(token.into()),
            None => Shown::Nothing,
        };
    }
    match cookie::read(&parts.headers, app.rules.is_https()) {
        Some(secret) if need != Need::AccessToken => {
            let is_foreign = origin::is_foreign(&parts.method, &parts.headers, &app.rules.base_url);
            Shown::Session(secret::hash(secret).into(), is_foreign)
        }
        Some(_) | None => Shown::Nothing,
    }
}

/// The token of a header, whose scheme may be written in any letter case.
fn of_header(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(|c: char| c.is_ascii_whitespace())?;
    let is_ours = ["jwt", "bearer"].iter().any(|ours| scheme.eq_ignore_ascii_case(ours));
    is_ours.then(|| token.trim())
}

impl Caller {
    /// Whoever sent this from a browser: by the cookie of their session and by nothing else.
    pub fn of_browser(parts: &Parts, app: &App) -> Caller {
        let shown = match cookie::read(&parts.headers, app.rules.is_https()) {
            Some(secret) => {
                let is_foreign = origin::is_foreign(&parts.method, &parts.headers, &app.rules.base_url);
                Shown::Session(secret::hash(secret).into(), is_foreign)
            }
            None => Shown::Nothing,
        };
        let from = address(parts, app);
        Caller { shown, need: Need::SignedIn, from, claims: Arc::default(), due: Arc::default(), claim: None }
    }

    /// Whether anything was shown, good or not.
    pub fn shows_anything(&self) -> bool {
        !matches!(self.shown, Shown::Nothing)
    }

    /// Whose it is, if what was shown is good for this call.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], or [`Error::Barred`].
    pub fn actor(&self, app: &App, db: &Db<'_>) -> Result<Actor> {
        match &self.shown {
            Shown::Nothing => Err(Error::Unauthenticated(NOTHING)),
            Shown::Signed(token) => self.of_signed(app, db, token),
            Shown::Personal(hash) => self.of_personal(db, hash),
            Shown::Session(hash, is_foreign) => {
                let found = session::find(db, hash, db.now())?;
                if *is_foreign {
                    return Err(Error::Barred(Bar::CrossSite));
                }
                if found.is_due {
                    self.due.get_or_init(|| Due::Session(found.id));
                }
                Ok(found.actor)
            }
        }
    }

    fn of_signed(&self, app: &App, db: &Db<'_>, token: &str) -> Result<Actor> {
        let claims = match self.claims.get() {
            Some(claims) => claims,
            None => {
                let claims = auth::claims(db, &app.keys, token, db.now())?;
                self.claims.get_or_init(|| claims)
            }
        };
        auth::actor(db, claims)
    }

    fn of_personal(&self, db: &Db<'_>, hash: &str) -> Result<Actor> {
        if self.need == Need::AccessToken {
            return Err(Error::Unauthenticated(NOT_HERE));
        }
        let found = personal_token::find(db, hash, db.now())?;
        match self.need {
            Need::Scope(scope) if !found.scopes.has(scope) => return Err(Error::Barred(Bar::Scope(scope))),
            Need::SignedIn | Need::AccessToken => return Err(Error::Barred(Bar::AnyToken)),
            Need::Scope(_) | Need::Nothing => {}
        }
        if found.is_due {
            self.due.get_or_init(|| Due::Personal(found.id));
        }
        Ok(found.actor)
    }

    /// The session that was shown, if it is one.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] if it is over.
    pub fn session(&self, db: &Db<'_>) -> Result<Option<SessionId>> {
        match &self.shown {
            Shown::Session(hash, _) => Ok(Some(session::find(db, hash, db.now())?.id)),
            Shown::Nothing | Shown::Signed(_) | Shown::Personal(_) => Ok(None),
        }
    }

    /// The client's address.
    pub fn address(&self) -> IpAddr {
        self.from
    }

    /// Refuses a stranger before their body is taken in.
    pub async fn check(&self, app: &App) -> Result<()> {
        self.read(app, |_, _| Ok::<_, Error>(())).await
    }

    /// Runs `work` for its owner over a snapshot: what they may see.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Barred`], what `work` refuses, or as the database fails.
    pub async fn read<T, E, F>(&self, app: &App, work: F) -> Result<T, E>
    where
        F: Fn(&Db<'_>, &Actor) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
    {
        let (token, of) = (self.clone(), app.clone());
        let read = app.store.read_short(move |db| work(db, &token.actor(&of, db)?)).await;
        self.note(app).await;
        read
    }

    /// The same, for what takes its time: on a thread of its own, over one snapshot.
    ///
    /// # Errors
    /// As [`Caller::read`].
    pub async fn read_long<T, E, F>(&self, app: &App, work: F) -> Result<T, E>
    where
        F: Fn(&Db<'_>, &Actor) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
    {
        let (token, of) = (self.clone(), app.clone());
        let read = app.store.read(move |db| work(db, &token.actor(&of, db)?)).await;
        self.note(app).await;
        read
    }

    /// Writes down that what was shown was used, where that is due.
    async fn note(&self, app: &App) {
        if let Some(due) = self.due.get().copied()
            && let Err(error) = app.store.write(move |tx| due.write_down(tx)).await
        {
            tracing::warn!(%error, "it could not be written down that a token or a session was used");
        }
    }

    /// Runs `work` for its owner in a transaction. Who they are is decided inside it: an account that was disabled a
    /// moment ago changes nothing.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Barred`], what `work` refuses, or as the database fails.
    pub async fn change<T, E, F>(&self, app: &App, work: F) -> Result<T, E>
    where
        F: Fn(&Tx<'_>, &Act) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
    {
        if matches!(self.shown, Shown::Signed(_)) && self.claims.get().is_none() {
            self.check(app).await?;
        }
        let (token, of) = (self.clone(), app.clone());
        app.store
            .write(move |tx| {
                let act = Act { actor: token.actor(&of, tx)?, delays: of.rules.delays, from: Some(token.from) };
                if let Some(due) = token.due.get() {
                    due.write_down(tx)?;
                }
                if let Some(claim) = &token.claim {
                    idempotency::take(tx, act.actor.user_id, claim)?;
                }
                work(tx, &act)
            })
            .await
    }
}

impl Caller {
    /// As [`Caller::change`], for a change that is answered out of its transaction: what is answered to whoever asks for it
    /// again under the same key is kept in it, too.
    ///
    /// # Errors
    /// As [`Caller::change`].
    pub async fn answer<E, F>(&self, app: &App, work: F) -> Result<Response, E>
    where
        F: Fn(&Tx<'_>, &Act) -> Result<Response, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
    {
        let claim = self.claim.clone();
        let changed = self.change(app, move |tx, act| {
            let answer = work(tx, act)?;
            let Some(claim) = &claim else { return Ok(answer) };
            let (answer, kept) = kept::of(answer).ok_or_else(|| Error::Broken(anyhow::anyhow!("a body is missing")))?;
            idempotency::keep(tx, act.actor.user_id, claim, &kept)?;
            Ok(answer)
        });
        changed.await
    }

    /// Refuses an access token whose time is over, where it was good when it was first looked at.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub fn check_time(&self, db: &Db<'_>) -> Result<()> {
        match self.claims.get() {
            Some(claims) if claims.expires_at <= db.now() => Err(Error::Unauthenticated("The token has expired")),
            Some(_) | None => Ok(()),
        }
    }
}

impl Due {
    fn write_down(self, tx: &Tx<'_>) -> Result<(), store::Error> {
        match self {
            Due::Personal(id) => personal_token::touch(tx, id),
            Due::Session(id) => session::touch(tx, id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_schemes_are_read_in_any_letter_case() {
        for header in ["JWT a.b.c", "jwt a.b.c", "Bearer a.b.c", "bEARER  a.b.c ", "JWT\ta.b.c", "JWT \t a.b.c"] {
            assert_eq!(of_header(header), Some("a.b.c"), "{header}");
        }
        for header in ["", "JWT", "JWTa.b.c", "Basic a.b.c", "a.b.c"] {
            assert_eq!(of_header(header), None, "{header}");
        }
    }
}
