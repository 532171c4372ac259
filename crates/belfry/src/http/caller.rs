//! Who asks: `Authorization: JWT <access_token>`, or `Bearer`.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use store::{Db, Tx};

use crate::app::App;
use crate::auth::token::Claims;
use crate::auth::{self, Actor};
use crate::error::{Error, Result};
use crate::event::Act;

/// What stood in the header, and what it says once it was looked at. That its owner may still do anything is asked in each
/// transaction; its signature is checked once, and never by the thread that writes.
#[derive(Clone)]
pub struct Caller {
    shown: Option<Arc<str>>,
    claims: Arc<OnceLock<Claims>>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Infallible> {
        let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        Ok(Caller { shown: shown.and_then(of_header).map(Arc::from), claims: Arc::default() })
    }
}

/// The token of a header, whose scheme may be written in any letter case.
fn of_header(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(|c: char| c.is_ascii_whitespace())?;
    let is_ours = ["jwt", "bearer"].iter().any(|ours| scheme.eq_ignore_ascii_case(ours));
    is_ours.then(|| token.trim())
}

impl Caller {
    /// Whose it is.
    pub fn actor(&self, app: &App, db: &Db<'_>) -> Result<Actor> {
        let claims = match self.claims.get() {
            Some(claims) => claims,
            None => {
                let missing = "No access token: send the header Authorization: JWT <access_token>";
                let shown = self.shown.as_deref().ok_or(Error::Unauthenticated(missing))?;
                let claims = auth::claims(db, &app.keys, shown, db.now())?;
                self.claims.get_or_init(|| claims)
            }
        };
        auth::actor(db, claims)
    }

    /// Refuses a stranger before their body is taken in.
    pub async fn check(&self, app: &App) -> Result<()> {
        let (token, of) = (self.clone(), app.clone());
        app.store.read_short(move |db| token.actor(&of, db).map(drop)).await
    }

    /// Runs `work` for its owner over a snapshot: what they may see.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], what `work` refuses, or as the database fails.
    pub async fn read<T, E, F>(&self, app: &App, work: F) -> Result<T, E>
    where
        F: Fn(&Db<'_>, &Actor) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
    {
        let (token, of) = (self.clone(), app.clone());
        app.store.read_short(move |db| work(db, &token.actor(&of, db)?)).await
    }

    /// Runs `work` for its owner in a transaction. Who they are is decided inside it: an account that was disabled a
    /// moment ago changes nothing.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], what `work` refuses, or as the database fails.
    pub async fn change<T, E, F>(&self, app: &App, work: F) -> Result<T, E>
    where
        F: Fn(&Tx<'_>, &Act) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
    {
        if self.claims.get().is_none() {
            self.check(app).await?;
        }
        let (token, of) = (self.clone(), app.clone());
        app.store
            .write(move |tx| {
                let act = Act { actor: token.actor(&of, tx)?, delays: of.rules.delays };
                work(tx, &act)
            })
            .await
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
        for header in ["", "a.b.c", "Basic a.b.c", "JWTa.b.c", "JWT"] {
            assert_eq!(of_header(header), None, "{header}");
        }
    }
}
