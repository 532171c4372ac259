//! Copying all that is in one database into another, of whichever engine, and making sure that it arrived.
//!
//! Both databases stand still meanwhile: nobody else writes to the one, and nobody else sees the other. All of it is one
//! transaction on either side: the new database has everything, read back and compared, or is as it was. The order of events:
//!
//! 1. The source is locked against changes, and [`Escort::may_leave`] is asked.
//! 2. The target is locked, and refused unless it is as the migrations made it.
//! 3. Rows are carried over, table by table, those that are referred to first; then what numbers rows had last.
//! 4. The target is read back; the counts and the sums of both sides are compared.
//! 5. [`Escort::arrived`]; the target commits; then [`Escort::left`], and the source commits.

mod plan;
mod receive;
mod send;
mod still;
mod sum;

use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};

use crate::{Error, Migration, Store, Tx};
use plan::Plan;
use sum::{Held, Sum};

/// How many pages may be under way.
const PAGES_UNDER_WAY: usize = 2;

/// Who goes along with a copy: says what only the owner of the tables knows. Its errors end the copy, and nothing is kept.
pub trait Escort: Send + Sync + 'static {
    /// The source stands still: may it be left? What is written to it here is copied too.
    ///
    /// # Errors
    /// If it may not.
    fn may_leave(&self, from: &Tx<'_>) -> Result<(), Error>;

    /// Everything has arrived and was compared; what is written to the target here is committed with it.
    ///
    /// # Errors
    /// If the target is not to be kept.
    fn arrived(&self, to: &Tx<'_>) -> Result<(), Error>;

    /// The target is durable. What is written to the source here stays there.
    ///
    /// # Errors
    /// As the database fails.
    fn left(&self, from: &Tx<'_>) -> Result<(), Error>;

    /// Hears how far it is. Called often.
    fn told(&self, progress: &Progress<'_>);
}

/// How far a copy is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'p> {
    /// The table.
    pub table: &'p str,
    /// How many of its rows were handed over.
    pub rows: u64,
    /// Of how many.
    pub of: u64,
}

/// A table that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its name.
    pub table: String,
    /// How many rows it has, on both sides.
    pub rows: u64,
    /// The sum of its rows, on both sides: whatever their order, only the same rows have the same sum.
    pub sum: String,
}

/// What is copied.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// What makes the tables. Both databases must be at its end.
    pub migrations: &'static [Migration],
    /// The tables whose rows stay where they are.
    pub left_out: &'static [&'static str],
}

/// What goes from one side to the other.
enum Parcel {
    /// Rows of the table at this place of the plan.
    Rows(usize, Vec<Vec<Held>>),
    /// That was all: the last numbers given, and the sums, of each table in the order of the plan.
    End(Vec<i64>, Vec<Sum>),
}

/// Copies everything, or nothing.
///
/// # Errors
/// [`Error::Open`] with what to do if one of them cannot be used for it, or the two sides differ in the end; or as a
/// database fails.
pub async fn copy(from: &Store, to: &Store, scope: Scope, escort: Arc<dyn Escort>) -> Result<Vec<Copied>, Error> {
    let plan = Arc::new(Plan::of(scope)?);
    refuse_early(to, &plan).await?;
    let (parcels, arriving) = mpsc::sync_channel(PAGES_UNDER_WAY);
    let (verdict, heard) = mpsc::channel();
    let sending = send::closure(Arc::clone(&plan), Arc::clone(&escort), (parcels, heard));
    let receiving = receive::closure(Arc::clone(&plan), Arc::clone(&escort), arriving);
    let arrival = async {
        let arrived = to.write(receiving).await;
        if arrived.is_ok() {
            // Nobody who hears it is a source that failed meanwhile, which says so itself.
            let _ = verdict.send(());
        }
        drop(verdict);
        arrived
    };
    match tokio::join!(from.write(sending), arrival) {
        (Ok(()), Ok(sums)) => Ok(plan.copied(&sums)),
        (Err(why), Ok(_)) => Err(Error::Open(format!(
            "everything was copied, compared and kept, but the old database could not be told so ({why}): do not use it again"
        ))),
        // The side that only lost the other has nothing to say.
        (Err(why), Err(Error::Closed)) | (_, Err(why)) => Err(why),
    }
}

/// Refuses what will be refused, before anything is locked.
async fn refuse_early(to: &Store, plan: &Arc<Plan>) -> Result<(), Error> {
    let plan = Arc::clone(plan);
    to.read(move |db| plan.refuse_content(db)).await
}

/// Hands a parcel over, unless the other side has ended.
fn hand(parcels: &SyncSender<Parcel>, parcel: Parcel) -> Result<(), Error> {
    parcels.send(parcel).map_err(|_| Error::Closed)
}
