//! The recurring work of one process.
//!
//! | work | when |
//! | --- | --- |
//! | the outbox | by its own timer: each mail when it is due, a look ahead every 2 s |
//! | planning digests | every second |
//! | forgetting answers that were kept for whoever asks again | every ten minutes |
//! | indexing issues that are not in the index of words yet | at the start, and every minute |

use std::time::Duration;

use outbox::Dispatcher;
use store::Store;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};

use crate::{digest, idempotency, search};

/// How often digests are planned.
const PLAN_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether any issue is to be indexed: another node may have died over it.
const INDEX_EVERY: Duration = Duration::from_secs(60);

/// How often answers are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(600);

/// The work of a process that is running.
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Stops all work: no further mail is taken up, what is being sent is finished within a bound.
    pub async fn stop(self) {
        // Nobody listening means that every task has ended already.
        let _ = self.stop.send(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a piece of recurring work broke off");
            }
        }
    }

    /// Whether every piece of work is still alive.
    pub fn is_alive(&self) -> bool {
        self.pulse().is_alive()
    }

    /// What tells whether it is still alive, to keep apart from it.
    pub fn pulse(&self) -> Pulse {
        Pulse(self.tasks.iter().map(JoinHandle::abort_handle).collect())
    }
}

/// Tells whether the work of this process is still alive.
#[derive(Clone, Debug)]
pub struct Pulse(Vec<AbortHandle>);

impl Pulse {
    /// Whether every piece of it is.
    pub fn is_alive(&self) -> bool {
        !self.0.iter().any(AbortHandle::is_finished)
    }
}

/// Starts all recurring work. `digest_every` is `None` where nobody has digests who did not ask for them.
pub fn start(store: Store, dispatcher: Dispatcher, digest_every: Option<Duration>) -> Running {
    let (stop, stopped) = watch::channel(false);
    let tasks = vec![
        tokio::spawn(dispatcher.run(stopped.clone())),
        tokio::spawn(index_issues(store.clone(), stopped.clone())),
        tokio::spawn(forget(store.clone(), stopped.clone())),
        tokio::spawn(plan_digests(store, digest_every, stopped)),
    ];
    Running { stop, tasks }
}

async fn plan_digests(store: Store, every: Option<Duration>, mut stop: watch::Receiver<bool>) {
    let mut is_aligned = false;
    while !*stop.borrow() {
        match step(&store, every, &mut is_aligned).await {
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "digests could not be planned; tried again in a second"),
        }
        tokio::select! {
            () = tokio::time::sleep(PLAN_EVERY) => {}
            // Whoever could say stop is gone: so is the process, all but this task.
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

async fn index_issues(store: Store, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = catch_up_with_words(&store, || *stop.borrow()).await {
            tracing::error!(%error, "issues could not be indexed; tried again in a minute");
        }
        tokio::select! {
            () = tokio::time::sleep(INDEX_EVERY) => {}
            // Whoever could say stop is gone: so is the process, all but this task.
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Indexes what is not in the index of words yet, in steps, as long as nobody says stop. Returns how many issues.
///
/// # Errors
/// As the database fails.
pub async fn catch_up_with_words(store: &Store, is_stopped: impl Fn() -> bool) -> Result<usize, crate::Error> {
    let mut indexed = 0;
    while !is_stopped() && store.read_short(search::is_behind).await? {
        match store.write(search::catch_up).await? {
            0 => break,
            step => indexed += step,
        }
    }
    Ok(indexed)
}

async fn forget(store: Store, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = forget_old_answers(&store).await {
            tracing::error!(%error, "old answers could not be forgotten; tried again in ten minutes");
        }
        tokio::select! {
            () = tokio::time::sleep(FORGET_EVERY) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Forgets the answers that were kept for longer than a day. Returns how many.
///
/// # Errors
/// As the database fails.
pub async fn forget_old_answers(store: &Store) -> Result<u64, store::Error> {
    let mut forgotten = 0;
    loop {
        match store.write(idempotency::sweep).await? {
            0 => return Ok(forgotten),
            batch => forgotten += batch,
        }
    }
}

/// One look at the digests; the first brings schedules of another interval in line, for the settings may have changed.
async fn step(store: &Store, every: Option<Duration>, is_aligned: &mut bool) -> Result<usize, store::Error> {
    if !*is_aligned {
        store.write(move |tx| digest::align(tx, every)).await?;
        *is_aligned = true;
    }
    plan_due_digests(store, every).await
}

/// Plans every digest that is due soon. Returns how many slots were dealt with.
///
/// # Errors
/// As the database fails.
pub async fn plan_due_digests(store: &Store, every: impl Into<Option<Duration>>) -> Result<usize, store::Error> {
    let every = every.into();
    let mut planned = 0;
    while store.read_short(digest::is_any_due).await? {
        let batch = store.write(move |tx| digest::plan(tx, every)).await?;
        if batch == 0 {
            break;
        }
        planned += batch;
    }
    Ok(planned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    const HOUR: Duration = Duration::from_secs(3600);
    const SHORT: Duration = Duration::from_secs(10);

    #[test]
    fn it_ends_with_whoever_could_stop_it() {
        let world = World::new();
        let (stop, stopped) = watch::channel(false);
        drop(stop);
        world.block_on(plan_digests(world.store.clone(), Some(HOUR), stopped));
    }

    #[test]
    fn a_start_with_another_interval_counts_from_there() {
        let world = World::new();
        let ada = world.register("ada");
        world.open(ada, ada);
        assert_eq!(world.block_on(step(&world.store, Some(HOUR), &mut false)).unwrap(), 0);
        let mut is_aligned = false;
        assert_eq!(world.block_on(step(&world.store, Some(SHORT), &mut is_aligned)).unwrap(), 1);
        assert!(is_aligned);
        assert_eq!(world.mails().last().map(|mail| mail.due_at), Some(world.now() + SHORT));
    }
}
