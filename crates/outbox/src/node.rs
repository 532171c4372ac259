//! The processes that share one outbox: each says now and then that it is alive, and the others take over from one that has
//! fallen silent. None is special.
//!
//! Where one process has the database to itself there is nobody to tell, and nothing is written.

use std::time::Duration;

use store::{Error, Timestamp, Tx, params};

use crate::mail::BootId;

/// How often a process says that it is alive.
pub const BEAT_EVERY: Duration = Duration::from_secs(5);
/// One that has been silent for this long is taken for dead.
pub const DEAD_AFTER: Duration = Duration::from_secs(20);
/// What is known of the dead is kept for this long.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Says that this process is alive.
pub fn beat(tx: &Tx<'_>, boot: &BootId) -> Result<(), Error> {
    tx.run(
        "INSERT INTO nodes (boot_id, started_at, seen_at) VALUES ($1, $2, $2)
         ON CONFLICT (boot_id) DO UPDATE SET seen_at = $2",
        &params![&*boot.0, tx.now()],
    )?;
    tx.run("DELETE FROM nodes WHERE seen_at < $1", &params![tx.now() - KEPT])?;
    Ok(())
}

/// Says that this process ends: the others need not wait for it to fall silent.
pub fn leave(tx: &Tx<'_>, boot: &BootId) -> Result<(), Error> {
    tx.run("DELETE FROM nodes WHERE boot_id = $1", &params![&*boot.0])?;
    Ok(())
}

/// Every process that is alive, the oldest first, with when it began.
pub fn alive(db: &store::Db<'_>) -> Result<Vec<(String, Timestamp)>, Error> {
    db.all(
        "SELECT boot_id, started_at FROM nodes WHERE seen_at >= $1 ORDER BY started_at, boot_id",
        &params![db.now() - DEAD_AFTER],
        |row| Ok((row.get("boot_id")?, row.get("started_at")?)),
    )
}

/// When to say that one is alive, and when one may call others dead. Pure.
///
/// While the database is away nobody can say anything, so that everybody looks dead when it is back: whoever calls others
/// dead must have been heard itself for as long as that takes.
#[derive(Debug, Default)]
pub(crate) struct Vigil {
    last: Option<Duration>,
    since: Option<Duration>,
}

impl Vigil {
    /// Whether it is time to say that one is alive. Times are those since the process began, by a clock nobody sets.
    pub fn is_due(&self, now: Duration) -> bool {
        self.last.is_none_or(|last| now.saturating_sub(last) >= BEAT_EVERY)
    }

    /// It was said.
    pub fn beaten(&mut self, now: Duration) {
        let was_silent = self.last.is_none_or(|last| now.saturating_sub(last) >= 2 * BEAT_EVERY);
        if was_silent {
            self.since = Some(now);
        }
        self.last = Some(now);
    }

    /// Whether one may call others dead.
    pub fn may_judge(&self, now: Duration) -> bool {
        self.since.is_some_and(|since| now.saturating_sub(since) >= DEAD_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn whoever_was_silent_itself_does_not_call_others_dead_for_a_while() {
        let mut vigil = Vigil::default();
        assert!(vigil.is_due(at(0)) && !vigil.may_judge(at(0)));
        for second in (0..20).step_by(5) {
            assert!(vigil.is_due(at(second)) && !vigil.may_judge(at(second)));
            vigil.beaten(at(second));
            assert!(!vigil.is_due(at(second + 4)));
        }
        vigil.beaten(at(20));
        assert!(vigil.may_judge(at(20)));
        // The database was away for half a minute.
        vigil.beaten(at(50));
        assert!(!vigil.may_judge(at(50)) && !vigil.may_judge(at(69)));
        for second in (55..=70).step_by(5) {
            vigil.beaten(at(second));
        }
        assert!(vigil.may_judge(at(70)));
    }
}
