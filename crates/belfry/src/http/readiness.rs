//! Whether this process can serve, found out anew whenever somebody asks, and told to the log when it changes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::pace::Pace;
use crate::app::App;

/// How often a database in trouble is tried.
const TRY_EVERY: Duration = Duration::from_secs(1);
/// How long a try may take before the answer is given without it.
const TRY_WITHIN: Duration = Duration::from_secs(2);

/// What was found out last.
pub struct Readiness {
    tries: Pace,
    is_lost: AtomicBool,
}

/// Why a process cannot serve.
pub(super) struct Unready {
    /// For anybody.
    pub what: &'static str,
    /// For the log.
    why: String,
}

impl Default for Readiness {
    fn default() -> Readiness {
        Readiness { tries: Pace::once_in(TRY_EVERY), is_lost: AtomicBool::new(false) }
    }
}

impl Readiness {
    /// Why it cannot serve now, if so.
    pub(super) async fn ask(&self, app: &App) -> Result<(), Unready> {
        let asked = self.look(app).await;
        let was_lost = self.is_lost.swap(asked.is_err(), Ordering::Relaxed);
        match &asked {
            Err(Unready { what, why }) if !was_lost => tracing::error!(why, "not ready: {what}"),
            Ok(()) if was_lost => tracing::info!("ready again"),
            Ok(()) | Err(_) => {}
        }
        asked
    }

    async fn look(&self, app: &App) -> Result<(), Unready> {
        let unready = |what, why: store::Error| Unready { what, why: why.to_string() };
        app.store
            .health()
            .map_err(|error| unready("The database keeps no changes any more; restart Belfry.", error))?;
        if app.store.trouble().is_some() && self.tries.may(Instant::now()) {
            // How it went is asked of the store below; a try that takes longer goes on without us.
            let _ = tokio::time::timeout(TRY_WITHIN, app.store.try_to_write()).await;
        }
        if let Some(error) = app.store.trouble() {
            return Err(unready("The last change could not be made durable.", error));
        }
        app.store
            .read_short(|db| db.one("SELECT 1 AS one", &[], |row| row.get::<i64>("one")))
            .await
            .map_err(|error| unready("The database does not answer.", error))?;
        if !app.is_work_alive() {
            return Err(Unready { what: "A piece of recurring work has ended; restart Belfry.", why: String::new() });
        }
        Ok(())
    }
}
