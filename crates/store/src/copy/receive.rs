//! The side that things are copied to.

use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

use super::plan::{Plan, Planned, ROWS_AT_ONCE};
use super::sum::{Held, Sum};
use super::{Escort, Parcel, still};
use crate::{Error, Param, Tx};

/// What is done in the transaction on this side. Answers with the sums of both.
pub(super) fn closure(
    plan: Arc<Plan>,
    escort: Arc<dyn Escort>,
    arriving: Receiver<Parcel>,
) -> impl Fn(&Tx<'_>) -> Result<Vec<Sum>, Error> + Send + 'static {
    let arriving = Mutex::new(Some(arriving));
    move |tx| {
        let arriving = arriving.lock().unwrap_or_else(PoisonError::into_inner).take();
        let arriving = arriving.ok_or_else(still::disturbed)?;
        still::to_arrive(tx, &plan)?;
        plan.refuse_content(tx)?;
        plan.emptying().try_for_each(|sql| tx.run(&sql, &[]).map(drop))?;
        let sent = unpack(tx, &plan, &arriving)?;
        let arrived = plan.tables.iter().map(|table| table.sum(tx)).collect::<Result<Vec<_>, _>>()?;
        compare(&plan, &sent, &arrived)?;
        escort.arrived(tx)?;
        Ok(arrived)
    }
}

/// Puts everything where it belongs. Answers with the sums of the other side.
fn unpack(tx: &Tx<'_>, plan: &Plan, arriving: &Receiver<Parcel>) -> Result<Vec<Sum>, Error> {
    let mut later = Vec::new();
    loop {
        // An error is the other side having failed, which says why itself.
        match arriving.recv().map_err(|_| Error::Closed)? {
            Parcel::Rows(place, mut rows) => {
                let table = &plan.tables[place];
                later.extend(rows.iter_mut().filter_map(|row| put_off(table, row)).map(|values| (place, values)));
                put(tx, table, &rows)?;
            }
            Parcel::End(numbers, sums) => {
                for (place, values) in &later {
                    let table = &plan.tables[*place];
                    let values: Vec<Param<'_>> = values.iter().map(Held::param).collect();
                    tx.run(&table.refer(), &values).map_err(|error| refused(table, error))?;
                }
                for (table, number) in plan.tables.iter().zip(numbers) {
                    still::number_on(tx, table, number)?;
                }
                still::gather_statistics(tx, plan)?;
                return Ok(sums);
            }
        }
    }
}

/// Takes out of a row what refers to other rows of its table, which may not be there yet. Answers with what puts it back.
fn put_off(table: &Planned, row: &mut [Held]) -> Option<Vec<Held>> {
    let mut values: Vec<Held> = table.inward.iter().map(|at| std::mem::replace(&mut row[*at], Held::Null)).collect();
    if values.iter().all(|value| *value == Held::Null) {
        return None;
    }
    values.extend(table.key.iter().map(|at| row[*at].clone()));
    Some(values)
}

fn put(tx: &Tx<'_>, table: &Planned, rows: &[Vec<Held>]) -> Result<(), Error> {
    for some in rows.chunks(ROWS_AT_ONCE) {
        let values: Vec<Param<'_>> = some.iter().flatten().map(Held::param).collect();
        tx.run(&table.insert(some.len()), &values).map_err(|error| refused(table, error))?;
    }
    Ok(())
}

/// A row that the target does not take is named by its table: the value itself belongs to a person.
fn refused(table: &Planned, error: Error) -> Error {
    if error.is_temporary() { error } else { Error::Open(format!("a row of {} was not taken: {error}", table.name)) }
}

fn compare(plan: &Plan, sent: &[Sum], arrived: &[Sum]) -> Result<(), Error> {
    for ((table, sent), arrived) in plan.tables.iter().zip(sent).zip(arrived) {
        if sent != arrived {
            return Err(Error::Open(format!(
                "the table {} did not arrive as it was: {} rows with the sum {} became {} with {}. Nothing was kept",
                table.name,
                sent.rows,
                sent.shown(),
                arrived.rows,
                arrived.shown()
            )));
        }
    }
    Ok(())
}
