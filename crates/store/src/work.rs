//! A closure on its way to a thread of the store and back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::{Db, Error, Tx};

/// A write that waits for its turn.
pub(crate) trait Write: Send {
    /// Runs the closure. Returns whether what it did is to be kept. May be called again after the transaction was lost.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Tells the caller: their own error, or `outcome`, the fate of the commit.
    fn answer(self: Box<Self>, outcome: Result<(), Error>);
}

/// A read that waits for its turn.
pub(crate) trait Read: Send {
    /// Runs the closure. May be called again after the snapshot was lost.
    fn run(&mut self, db: &Db<'_>);
    /// Tells the caller: their own result, or why there is none.
    fn answer(self: Box<Self>, outcome: Result<(), Error>);
}

struct Work<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

/// What a caller waits on.
type Answer<T, E> = oneshot::Receiver<Result<T, E>>;

impl<F, T, E: From<Error>> Work<F, T, E> {
    fn new(work: F) -> (Work<F, T, E>, Answer<T, E>) {
        let (caller, answer) = oneshot::channel();
        (Work { work, result: None, caller }, answer)
    }

    fn tell(self, outcome: Result<(), Error>) {
        let result = match (self.result, outcome) {
            (Some(Err(own)), _) => Err(own),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Error::Database("the work was not run".to_owned()).into()),
        };
        // Nobody listening is a caller that went away: a change stands all the same.
        let _ = self.caller.send(result);
    }
}

/// A write and what its caller waits on.
pub(crate) fn write<F, T, E>(work: F) -> (Box<dyn Write>, Answer<T, E>)
where
    F: Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (write, answer) = Work::new(work);
    (Box::new(write), answer)
}

impl<F, T, E> Write for Work<F, T, E>
where
    F: Fn(&Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let result = guarded(|| (self.work)(tx));
        let is_kept = result.is_ok();
        self.result = Some(result);
        is_kept
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>) {
        self.tell(outcome);
    }
}

/// A read and what its caller waits on.
pub(crate) fn read<F, T, E>(work: F) -> (Box<dyn Read>, Answer<T, E>)
where
    F: Fn(&Db<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (read, answer) = Work::new(work);
    (Box::new(read), answer)
}

impl<F, T, E> Read for Work<F, T, E>
where
    F: Fn(&Db<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, db: &Db<'_>) {
        self.result = Some(guarded(|| (self.work)(db)));
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>) {
        self.tell(outcome);
    }
}

/// Runs a closure; a panic in it is an error of that closure alone.
pub(crate) fn guarded<T, E: From<Error>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::Panicked.into()))
}
