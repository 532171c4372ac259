//! The side that things are copied from.

use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};

use super::plan::Plan;
use super::sum::Sum;
use super::{Escort, Parcel, Progress, hand, still};
use crate::{Error, Tx};

/// Where parcels go, and where it is heard that they are safe.
type Wire = (SyncSender<Parcel>, Receiver<()>);

/// What is done in the transaction on this side.
pub(super) fn closure(
    plan: Arc<Plan>,
    escort: Arc<dyn Escort>,
    wire: Wire,
) -> impl Fn(&Tx<'_>) -> Result<(), Error> + Send + 'static {
    let wire = Mutex::new(Some(wire));
    move |tx| {
        let wire = wire.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (parcels, heard) = wire.ok_or_else(still::disturbed)?;
        still::to_leave(tx, &plan)?;
        escort.may_leave(tx)?;
        send(tx, &plan, &*escort, parcels)?;
        // An error is the other side having kept nothing.
        heard.recv().map_err(|_| Error::Closed)?;
        escort.left(tx)
    }
}

fn send(tx: &Tx<'_>, plan: &Plan, escort: &dyn Escort, parcels: SyncSender<Parcel>) -> Result<(), Error> {
    let (mut numbers, mut sums) = (Vec::new(), Vec::new());
    for (place, table) in plan.tables.iter().enumerate() {
        let of = table.count(tx)?;
        let mut sum = Sum::default();
        table.pages(tx, |rows| {
            rows.iter().for_each(|row| sum.add(row));
            hand(&parcels, Parcel::Rows(place, rows))?;
            escort.told(&Progress { table: &table.name, rows: sum.rows, of });
            Ok(())
        })?;
        numbers.push(still::last_number(tx, table)?);
        sums.push(sum);
    }
    hand(&parcels, Parcel::End(numbers, sums))
}
