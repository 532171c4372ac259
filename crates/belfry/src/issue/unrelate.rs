//! Saying that a relation between two issues is over.

use store::Tx;

use super::relate::unrelate_both;
use super::{Act, Relation, Which};
use crate::error::Result;
use crate::event::{self, Event};

/// Says that `which` stands so to `other` no more.
///
/// # Errors
/// [`crate::Error::NotFound`] also where there is no such relation, [`crate::Error::Forbidden`].
pub fn unrelate(
    tx: &Tx<'_>,
    act: &Act,
    which: impl Into<Which>,
    (relation, other): (Relation, impl Into<Which>),
) -> Result<()> {
    let (issue, other) = unrelate_both(tx, act, which, (relation, other))?;
    event::record(tx, act, &issue, Event::Related { relation, other, is_over: true })?;
    Ok(())
}
