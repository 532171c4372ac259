//! The connections that are open, and which of them goes when there is no room for another.
//!
//! A connection *waits* while we wait for its client: for a request's head, for the rest of a body, or for a next request.
//! It *works* from a whole request to its answer. A client that keeps us waiting costs only its own place: when the cap is
//! reached, a new connection takes the place of the one that has waited longest. One that works is never told to go; if
//! all do, new connections stay in the backlog until one has its answer.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// How long a client may keep us waiting.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a whole head, from its first byte; and for the first byte of a new connection.
    pub head: Duration,
    /// For a whole body, from the end of its head.
    pub body: Duration,
    /// For a next request, and for taking an answer in.
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience { head: Duration::from_secs(10), body: Duration::from_secs(20), idle: Duration::from_secs(60) }
    }
}

/// Every open connection. Clones share them.
#[derive(Clone)]
pub struct Lines(Arc<Shared>);

struct Shared {
    most: usize,
    patience: Patience,
    table: Mutex<Table>,
    /// Told whenever a connection has gone.
    left: Notify,
}

#[derive(Default)]
struct Table {
    open: usize,
    /// The place that the next one to wait gets: the lowest has waited longest.
    next: u64,
    waiting: BTreeMap<u64, Waiting>,
}

struct Waiting {
    until: Instant,
    hang_up: Arc<Notify>,
}

impl Lines {
    /// No connection yet, and room for so many.
    pub fn new(most: usize, patience: Patience) -> Lines {
        let table = Mutex::new(Table::default());
        Lines(Arc::new(Shared { most: most.max(1), patience, table, left: Notify::new() }))
    }

    /// A place for a new connection, which waits for its first head. Makes room if there is none.
    pub async fn open(&self) -> Line {
        loop {
            let mut left = pin!(self.0.left.notified());
            left.as_mut().enable();
            if let Some(line) = self.try_open() {
                return line;
            }
            left.await;
        }
    }

    fn try_open(&self) -> Option<Line> {
        let mut table = self.0.lock();
        if table.open >= self.0.most {
            if let Some((_, oldest)) = table.waiting.pop_first() {
                oldest.hang_up.notify_one();
            }
            return None;
        }
        table.open += 1;
        drop(table);
        let line = Line {
            shared: Arc::clone(&self.0),
            place: Mutex::new(None),
            is_idle: AtomicBool::new(false),
            hang_up: Arc::new(Notify::new()),
        };
        line.wait(self.0.patience.head);
        Some(line)
    }

    /// Hangs up on every client that has kept us waiting for too long.
    pub fn sweep(&self, now: Instant) {
        self.0.lock().waiting.retain(|_, waiting| {
            let is_patient = now < waiting.until;
            if !is_patient {
                waiting.hang_up.notify_one();
            }
            is_patient
        });
    }

    /// Hangs up on every client that we wait for.
    pub fn hang_up_waiting(&self) {
        for (_, waiting) in std::mem::take(&mut self.0.lock().waiting) {
            waiting.hang_up.notify_one();
        }
    }

    /// Makes room, as for a new connection, whatever the cap: the process has run out of sockets.
    pub fn drop_oldest(&self) {
        if let Some((_, oldest)) = self.0.lock().waiting.pop_first() {
            oldest.hang_up.notify_one();
        }
    }

    /// Waits until no connection is open.
    pub async fn emptied(&self) {
        loop {
            let mut left = pin!(self.0.left.notified());
            left.as_mut().enable();
            if self.open_count() == 0 {
                return;
            }
            left.await;
        }
    }

    /// How many connections are open.
    pub fn open_count(&self) -> usize {
        self.0.lock().open
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's place. Given up when dropped.
pub struct Line {
    shared: Arc<Shared>,
    /// Its place among those that wait; `None` while it works.
    place: Mutex<Option<u64>>,
    is_idle: AtomicBool,
    hang_up: Arc<Notify>,
}

impl Line {
    /// A whole request is here.
    pub fn works(&self) {
        let mut table = self.shared.lock();
        if let Some(place) = self.place().take() {
            table.waiting.remove(&place);
        }
    }

    /// The head is here, and the body is to come. Whoever takes it in minds the time; this is for bodies nobody takes in.
    pub fn awaits_body(&self) {
        self.wait(self.shared.patience.body * 2);
    }

    /// How long its client may keep us waiting.
    pub fn patience(&self) -> Patience {
        self.shared.patience
    }

    /// The answer is on its way out; the client's turn again.
    pub fn rests(&self) {
        self.wait(self.shared.patience.idle);
        self.is_idle.store(true, Ordering::Relaxed);
    }

    /// Bytes came in: if that is the beginning of a next head, it has to be whole soon.
    pub fn heard(&self) {
        if self.is_idle.swap(false, Ordering::Relaxed) {
            self.wait(self.shared.patience.head);
        }
    }

    /// Waits until this connection is told to go.
    pub async fn told_to_hang_up(&self) {
        self.hang_up.notified().await;
    }

    fn wait(&self, patience: Duration) {
        let until = Instant::now() + patience;
        let mut table = self.shared.lock();
        let mut place = self.place();
        if let Some(place) = place.take() {
            table.waiting.remove(&place);
        }
        let next = table.next;
        table.next += 1;
        table.waiting.insert(next, Waiting { until, hang_up: Arc::clone(&self.hang_up) });
        *place = Some(next);
    }

    fn place(&self) -> MutexGuard<'_, Option<u64>> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.works();
        self.shared.lock().open -= 1;
        self.shared.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether this connection was told to go.
    async fn is_told(line: &Line) -> bool {
        tokio::select! {
            biased;
            () = line.told_to_hang_up() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn the_one_that_waited_longest_makes_room() {
        let lines = Lines::new(2, Patience::default());
        let (first, second) = (lines.open().await, lines.open().await);
        first.works();
        first.rests();
        assert!(lines.try_open().is_none());
        assert!(is_told(&second).await && !is_told(&first).await);
        drop(second);
        assert!(lines.try_open().is_some());
    }

    #[tokio::test]
    async fn one_that_works_is_never_told_to_go() {
        let lines = Lines::new(1, Patience::default());
        let line = lines.open().await;
        line.works();
        assert!(lines.try_open().is_none());
        lines.sweep(Instant::now() + Duration::from_secs(3600));
        lines.hang_up_waiting();
        assert!(!is_told(&line).await);
    }

    #[tokio::test]
    async fn a_client_is_waited_for_as_long_as_its_part_may_take() {
        let lines = Lines::new(9, Patience::default());
        let (fresh, idle, heard, body) =
            (lines.open().await, lines.open().await, lines.open().await, lines.open().await);
        idle.rests();
        heard.rests();
        heard.heard();
        body.awaits_body();
        lines.sweep(Instant::now() + Duration::from_secs(11));
        assert!(is_told(&fresh).await && is_told(&heard).await);
        assert!(!is_told(&idle).await && !is_told(&body).await);
        lines.sweep(Instant::now() + Duration::from_secs(41));
        assert!(is_told(&body).await && !is_told(&idle).await);
    }

    #[tokio::test]
    async fn a_place_given_up_is_free() {
        let lines = Lines::new(1, Patience::default());
        drop(lines.open().await);
        assert_eq!(lines.open_count(), 0);
        lines.emptied().await;
        drop(lines.open().await);
    }
}
