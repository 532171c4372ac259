//! What an issue can be: the words after `is:`.

use super::error::{echo, instead};

/// A state of an issue, as `is:` asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// There is still something to be done.
    Open,
    /// Done or cancelled.
    Closed,
    /// Somebody has it.
    Assigned,
    /// Nobody has it.
    Unassigned,
    /// Whoever asks watches it.
    Watched,
    /// Open, and its due day has passed.
    Overdue,
    /// An open issue blocks it.
    Blocked,
    /// It is open and blocks another that is.
    Blocking,
    /// Mail about it waits in the outbox.
    Pending,
    /// Only some may see it.
    Private,
    /// Deleted, and may be restored. Deleted issues are found only by queries that say this word.
    Deleted,
}

impl State {
    /// Every state, in the order in which people are told of them.
    pub const ALL: [State; 11] = [
        State::Open,
        State::Closed,
        State::Assigned,
        State::Unassigned,
        State::Watched,
        State::Overdue,
        State::Blocked,
        State::Blocking,
        State::Pending,
        State::Private,
        State::Deleted,
    ];

    /// The word after `is:`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Assigned => "assigned",
            State::Unassigned => "unassigned",
            State::Watched => "watched",
            State::Overdue => "overdue",
            State::Blocked => "blocked",
            State::Blocking => "blocking",
            State::Pending => "pending",
            State::Private => "private",
            State::Deleted => "deleted",
        }
    }

    /// The state of that word in any letter case, or a sentence about why there is none.
    pub(super) fn named(word: &str) -> Result<State, String> {
        let state = State::ALL.into_iter().find(|state| state.as_str().eq_ignore_ascii_case(word));
        state.ok_or_else(|| {
            let known = State::ALL.map(State::as_str);
            format!("an issue is never {}; {}", echo(word), instead(word, &known))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_a_slip_is_guessed() {
        for state in State::ALL {
            assert_eq!(State::named(&state.as_str().to_uppercase()), Ok(state));
        }
        assert_eq!(State::named("opne").unwrap_err(), "an issue is never opne; did you mean open?");
        assert!(State::named("urgent").unwrap_err().starts_with("an issue is never urgent; write open, closed, "));
    }
}
