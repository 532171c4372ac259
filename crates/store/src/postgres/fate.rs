//! What became of a transaction whose `COMMIT` was sent, and whose answer was not heard.
//!
//! The number that the server gives a transaction is learnt as it begins, and asked after over another connection. After a
//! crash the server may give the number of a transaction that left no trace to a later one; so may a server that takes over
//! without the last of the log. Hence a number counts as committed only in the life of the server in which it was given.

use postgres::error::SqlState;

use super::wire::Fault;

/// A life of the server, in SQL: the line of its history, which another that takes over breaks off, and when its statistics
/// began, which they do anew when it comes up from a crash.
pub(super) const LIFE: &str = "left(pg_walfile_name(pg_current_wal_lsn()), 8)
    || coalesce((SELECT stats_reset FROM pg_stat_bgwriter)::text, '')";

/// What a transaction is asked after by.
#[derive(Debug)]
pub(super) struct Ticket {
    pub number: u64,
    pub life: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Committed,
    /// Nothing of it was kept, nor will be.
    Undone,
    /// The server is still at it.
    UnderWay,
    /// The server cannot tell.
    Untold,
}

/// What follows from the server's word for the number, in the life in which it was given or in a later one.
pub(super) fn told(word: Option<&str>, is_same_life: bool) -> Fate {
    match (word, is_same_life) {
        (Some("committed"), true) => Fate::Committed,
        (Some("in progress"), true) => Fate::UnderWay,
        // What was committed in an earlier life is committed in this one, too: here it is either undone, or another's.
        (Some("aborted"), _) | (Some("in progress"), false) => Fate::Undone,
        (Some(_) | None, _) => Fate::Untold,
    }
}

/// What follows from the server's refusal to tell, if anything: a number that it has yet to give in this life was not kept.
pub(super) fn refused(fault: &Fault, is_same_life: bool) -> Option<Fate> {
    let is_in_the_future =
        matches!(fault, Fault::Told(error) if error.code() == Some(&SqlState::INVALID_PARAMETER_VALUE));
    (is_in_the_future && !is_same_life).then_some(Fate::Undone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_believed_to_be_committed_only_in_the_life_in_which_it_was_given() {
        assert_eq!(told(Some("committed"), true), Fate::Committed);
        assert_eq!(told(Some("committed"), false), Fate::Untold);
    }

    #[test]
    fn what_is_undone_or_given_anew_was_not_kept() {
        for is_same_life in [true, false] {
            assert_eq!(told(Some("aborted"), is_same_life), Fate::Undone);
            assert_eq!(told(None, is_same_life), Fate::Untold);
        }
        assert_eq!(told(Some("in progress"), true), Fate::UnderWay);
        assert_eq!(told(Some("in progress"), false), Fate::Undone);
    }
}
