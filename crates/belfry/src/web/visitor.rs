//! Somebody who is signed in at a browser. Whoever is not is led to `/sign-in`, and back afterwards.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use store::{Db, Tx};

use super::ask::Ask;
use super::{Page, Refusal};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result as Verbs};
use crate::event::Act;
use crate::http::caller::Caller;

/// Somebody who is signed in, and what they ask.
#[derive(Clone)]
pub struct Visitor {
    /// Who asks: their session.
    pub caller: Caller,
    /// What they ask.
    pub ask: Ask,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visitor, Refusal> {
        let Ok(ask) = Ask::from_request_parts(parts, app).await;
        let caller = Caller::of_browser(parts, app);
        if !caller.shows_anything() {
            return Err(Error::Unauthenticated("sign in").into());
        }
        Ok(Visitor { caller, ask })
    }
}

impl Visitor {
    /// Reads what a page shows, in one look at the database: what every page has, and what `work` finds for this one.
    ///
    /// # Errors
    /// What `work` refuses, or as the database fails; the session may be over.
    pub async fn read<T, F>(&self, app: &App, work: F) -> Result<(Page, T), Refusal>
    where
        F: Fn(&Db<'_>, &Actor) -> Verbs<T> + Send + 'static,
        T: Send + 'static,
    {
        let ask = self.ask.clone();
        let read = self.caller.read::<_, Error, _>(app, move |db, actor| {
            let page = Page::read(db, actor, &ask)?;
            Ok((page, work(db, actor)?))
        });
        Ok(read.await?)
    }

    /// The same, for what takes its time: on a thread of its own, over one snapshot.
    ///
    /// # Errors
    /// As [`Visitor::read`].
    pub async fn read_long<T, F>(&self, app: &App, work: F) -> Result<(Page, T), Refusal>
    where
        F: Fn(&Db<'_>, &Actor) -> Verbs<T> + Send + 'static,
        T: Send + 'static,
    {
        let ask = self.ask.clone();
        let read = self.caller.read_long::<_, Error, _>(app, move |db, actor| {
            let page = Page::read(db, actor, &ask)?;
            Ok((page, work(db, actor)?))
        });
        Ok(read.await?)
    }

    /// Runs one verb in one transaction.
    ///
    /// # Errors
    /// What the verb refuses, or as the database fails; the session may be over.
    pub async fn change<T, F>(&self, app: &App, work: F) -> Result<T, Refusal>
    where
        F: Fn(&Tx<'_>, &Act) -> Verbs<T> + Send + 'static,
        T: Send + 'static,
    {
        Ok(self.caller.change::<_, Error, _>(app, work).await?)
    }
}
