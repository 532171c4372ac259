//! The way to the server: one connection that is driven by the thread that waits for its answers, as the `postgres` crate
//! does it; but several statements can go out in one message, and an answer is not waited for for ever.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future;
use postgres::types::ToSql;
use postgres::{Row, SimpleQueryMessage, Statement};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::Client;

use super::config::Target;
use super::sent::Sent;
use crate::Error;

/// How long leaving may take.
const LEAVE_WITHIN: Duration = Duration::from_millis(200);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Fault {
    /// The library says why.
    Told(postgres::Error),
    /// Nothing came in time. The connection is of no more use.
    Silent(Duration),
    /// Nothing was asked.
    Refused(Error),
}

impl Fault {
    /// For people.
    pub fn text(&self) -> String {
        match self {
            Fault::Told(error) => super::away::in_full(error),
            Fault::Refused(why) => why.to_string(),
            Fault::Silent(within) => format!("the database did not answer within {} s", within.as_secs()),
        }
    }
}

impl From<postgres::Error> for Fault {
    fn from(error: postgres::Error) -> Fault {
        Fault::Told(error)
    }
}

/// What reads and writes the socket for as long as somebody waits.
type Driver = Pin<Box<dyn Future<Output = Result<(), postgres::Error>> + Send>>;

/// An open connection. Used by one thread, outside any runtime.
pub(super) struct Wire {
    /// `None` once it is being left.
    client: Option<Client>,
    driver: RefCell<Option<Driver>>,
    is_dead: Cell<bool>,
    silence_max: Cell<Option<Duration>>,
    runtime: Runtime,
}

impl Wire {
    /// Connects.
    pub fn connect(target: &Target) -> Result<Wire, Fault> {
        let tls = target.tls().map_err(Fault::Refused)?;
        let unable = |error: std::io::Error| Fault::Refused(Error::Open(format!("a connection needs files: {error}")));
        let runtime = Builder::new_current_thread().enable_all().build().map_err(unable)?;
        let within = target.silence_max;
        let (client, connection) = runtime.block_on(async {
            let connected = tokio::time::timeout(within, target.config().connect(tls)).await;
            connected.map_err(|_| Fault::Silent(within))?.map_err(Fault::Told)
        })?;
        Ok(Wire {
            client: Some(client),
            driver: RefCell::new(Some(Box::pin(connection))),
            is_dead: Cell::new(false),
            silence_max: Cell::new(Some(within)),
            runtime,
        })
    }

    /// From now on answers may take as long as they take.
    pub fn wait_for_ever(&self) {
        self.silence_max.set(None);
    }

    /// Whether nothing more will come over it.
    pub fn is_closed(&self) -> bool {
        self.is_dead.get() || self.client.as_ref().is_none_or(Client::is_closed)
    }

    /// Runs statements whose text is ours.
    pub fn simple_query(&self, before: &[Sent], sql: &str) -> Result<Vec<SimpleQueryMessage>, Fault> {
        self.ask(before, |client| client.simple_query(sql))
    }

    /// Prepares a statement.
    pub fn prepare(&self, sql: &str) -> Result<Statement, Fault> {
        self.ask(&[], |client| client.prepare(sql))
    }

    /// Every row of the answer. `before` goes out ahead of it, in the same message; the first error of all is returned.
    pub fn query(
        &self,
        before: &[Sent],
        statement: &Statement,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Fault> {
        self.ask(before, |client| client.query(statement, params))
    }

    /// How many rows it changed; otherwise as [`Wire::query`].
    pub fn execute(
        &self,
        before: &[Sent],
        statement: &Statement,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Fault> {
        self.ask(before, |client| client.execute(statement, params))
    }

    fn ask<'w, T, F>(&'w self, before: &'w [Sent], last: impl FnOnce(&'w Client) -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, postgres::Error>>,
    {
        let Some(client) = &self.client else {
            return Err(Fault::Refused(Error::Away("the connection is closed".to_owned())));
        };
        let last = last(client);
        if before.is_empty() {
            return self.wait(last);
        }
        let before = future::join_all(before.iter().map(|sent| sent.over(client)));
        self.wait(async {
            let (before, last) = future::join(before, last).await;
            before.into_iter().find_map(Result::err).map_or(last, Err)
        })
    }

    /// Waits for an answer, and drives the connection meanwhile.
    fn wait<T>(&self, answer: impl Future<Output = Result<T, postgres::Error>>) -> Result<T, Fault> {
        let mut answer = pin!(answer);
        let mut driver = self.driver.borrow_mut();
        let driven = poll_fn(|context| {
            if let Poll::Ready(Err(error)) = drive(&mut driver, context) {
                return Poll::Ready(Err(error));
            }
            answer.as_mut().poll(context)
        });
        let answered = self.runtime.block_on(async {
            match self.silence_max.get() {
                Some(within) => tokio::time::timeout(within, driven).await.map_err(|_| Fault::Silent(within)),
                None => Ok(driven.await),
            }
        });
        if answered.is_err() || driver.is_none() {
            self.is_dead.set(true);
        }
        Ok(answered??)
    }
}

/// Reads and writes what can be. An error ends it, and so does the server's leaving.
fn drive(driver: &mut Option<Driver>, context: &mut Context<'_>) -> Poll<Result<(), postgres::Error>> {
    let Some(running) = driver else { return Poll::Pending };
    let ended = running.as_mut().poll(context);
    if ended.is_ready() {
        *driver = None;
    }
    ended
}

impl Drop for Wire {
    /// Takes its leave of the server, if that still listens.
    fn drop(&mut self) {
        self.client = None;
        if let Some(driver) = self.driver.take() {
            // Whatever comes of it: nobody waits for anything any more.
            let _ = self.runtime.block_on(async { tokio::time::timeout(LEAVE_WITHIN, driver).await });
        }
    }
}
