//! Attending connections: listeners, time-outs, the cap, and a stop that answers what is in flight.
//!
//! Plain `axum::serve` lets half-sent requests hang for ever. Here every connection has a [`Line`], which is hung up when
//! its client keeps us waiting for too long, or longest of all when there is no room for another.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tower::Service as _;

use super::client::Peer;
use super::lent::lend;
use super::lines::{Line, Lines, Patience};
use super::wire::Wire;
use super::{metrics, routes};
use crate::app::App;

/// The largest head of a request; a larger one is answered with 431 by the protocol's own code (see [`super::own_words`]).
pub(super) const HEAD_BYTES: usize = 16 * 1024;
/// How many connections the system holds for us while all of ours work.
const BACKLOG: u32 = 4096;
/// Sockets and files that the process needs besides its clients' connections.
const OTHER_FILES: u64 = 256;
/// How often clients that keep us waiting are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// What the server puts up with.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections open at once, over all listeners.
    pub connections: usize,
    /// How long a client may keep us waiting.
    pub patience: Patience,
    /// How long a stop waits for the rest of half-sent requests.
    pub stop_half_sent: Duration,
    /// How long a stop waits for answers, all in all.
    pub stop_all: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 1024,
            patience: Patience::default(),
            stop_half_sent: Duration::from_secs(3),
            stop_all: Duration::from_secs(8),
        }
    }
}

/// A server that listens, and does not answer yet.
pub struct Server {
    listeners: Vec<TcpListener>,
    limits: Limits,
}

/// Tells whoever answers for long that the server is to stop.
#[derive(Clone)]
pub struct Stopping(watch::Receiver<Stage>);

impl Stopping {
    /// Waits until the server stops.
    pub async fn begun(&mut self) {
        // Whoever could say so is gone: so is the server.
        let _ = self.0.wait_for(|stage| *stage != Stage::Serving).await;
    }
}

/// What a connection is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Serving,
    /// Answer what is in flight, and take no further request.
    Finishing,
    /// Break off.
    Leaving,
}

impl Server {
    /// Listens on every address.
    ///
    /// # Errors
    /// Names the address that could not be listened on.
    pub fn bind(addresses: &[SocketAddr], limits: Limits) -> anyhow::Result<Server> {
        metrics::begin();
        let limits = Limits { connections: allowed(limits.connections), ..limits };
        let listeners = addresses
            .iter()
            .map(|address| listen(*address).with_context(|| format!("listening on {address}")))
            .collect::<anyhow::Result<_>>()?;
        Ok(Server { listeners, limits })
    }

    /// Where it listens: with the port that the system chose, where 0 was asked for.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }

    /// Answers requests until `stop` turns true; then answers what is in flight, within the limits.
    pub async fn serve(self, app: App, mut stop: watch::Receiver<bool>) {
        let lines = Lines::new(self.limits.connections, self.limits.patience);
        let router = routes(app);
        let (stage, _) = watch::channel(Stage::Serving);
        let doors: Vec<_> = self
            .listeners
            .into_iter()
            .map(|listener| {
                let door = Door { lines: lines.clone(), router: router.clone(), stage: stage.subscribe() };
                tokio::spawn(door.accept(listener))
            })
            .collect();
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        while !*stop.borrow_and_update() {
            tokio::select! {
                _ = sweep.tick() => {
                    lines.sweep(Instant::now());
                    metrics::keep_up();
                }
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
        stage.send_replace(Stage::Finishing);
        for door in doors {
            // One that panicked is closed as well.
            let _ = door.await;
        }
        finish(&lines, &stage, &self.limits).await;
    }
}

async fn finish(lines: &Lines, stage: &watch::Sender<Stage>, limits: &Limits) {
    if tokio::time::timeout(limits.stop_half_sent, lines.emptied()).await.is_ok() {
        return;
    }
    lines.hang_up_waiting();
    let rest = limits.stop_all.saturating_sub(limits.stop_half_sent);
    if tokio::time::timeout(rest, lines.emptied()).await.is_err() {
        tracing::warn!(requests = lines.open_count(), "stopped before every request had its answer");
    }
    stage.send_replace(Stage::Leaving);
}

/// How many connections the system lets us have, after asking it for as many as we want.
fn allowed(wanted: usize) -> usize {
    let files = wanted as u64 + OTHER_FILES;
    match rlimit::increase_nofile_limit(files) {
        Ok(limit) if limit < files => {
            let most = usize::try_from(limit.saturating_sub(OTHER_FILES).max(limit / 2)).unwrap_or(wanted);
            tracing::warn!(limit, connections = most, "the system's limit on open files allows fewer connections");
            most
        }
        Ok(_) | Err(_) => wanted,
    }
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Where connections come in.
struct Door {
    lines: Lines,
    router: Router,
    stage: watch::Receiver<Stage>,
}

impl Door {
    /// Lets connections in until the server is to finish; then nobody listens any more.
    async fn accept(self, listener: TcpListener) {
        let mut stage = self.stage.clone();
        tokio::select! {
            () = self.let_in(&listener) => {}
            _ = stage.changed() => {}
        }
    }

    async fn let_in(&self, listener: &TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let line = Arc::new(self.lines.open().await);
                    tokio::spawn(attend(stream, peer, line, self.router.clone(), self.stage.clone()));
                }
                Err(error) if is_about_one_client(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "a connection could not be accepted; making room");
                    self.lines.drop_oldest();
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

fn is_about_one_client(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Answers one connection's requests until it ends, is hung up or the server stops.
async fn attend(
    stream: TcpStream,
    peer: SocketAddr,
    line: Arc<Line>,
    router: Router,
    mut stage: watch::Receiver<Stage>,
) {
    // Without it an answer on a kept connection may wait for the client's delayed acknowledgement. Not vital.
    let _ = stream.set_nodelay(true);
    let wire = TokioIo::new(Wire { stream, line: Arc::clone(&line), instead: Vec::new() });
    let stopping = Stopping(stage.clone());
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(stopping.clone());
        answer(router.clone(), peer, Arc::clone(&line), request)
    });
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(HEAD_BYTES);
    let mut connection = pin!(protocol.serve_connection(wire, service));
    let mut is_finishing = false;
    loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = line.told_to_hang_up() => return,
            changed = stage.changed() => match *stage.borrow_and_update() {
                _ if changed.is_err() => return,
                Stage::Serving => {}
                Stage::Finishing if is_finishing => {}
                Stage::Finishing => {
                    is_finishing = true;
                    connection.as_mut().graceful_shutdown();
                }
                Stage::Leaving => return,
            },
        }
    }
}

async fn answer(
    mut router: Router,
    peer: SocketAddr,
    line: Arc<Line>,
    mut request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    if request.body().is_end_stream() {
        line.works();
    } else {
        line.awaits_body();
    }
    request.extensions_mut().insert(Peer(peer));
    request.extensions_mut().insert(Arc::clone(&line));
    let (parts, body) = request.into_parts();
    let is_coming = !parts.headers.contains_key(header::EXPECT);
    let (body, returned) = lend(Body::new(body));
    let mut answer = router.call(Request::from_parts(parts, body)).await?;
    returned.settle(&mut answer, is_coming).await;
    line.rests();
    Ok(answer)
}
