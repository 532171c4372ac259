//! The database and the outbox in it.

use std::time::Duration;

use outbox::{Gauges, admin, gauges, suppression};
use store::{Error, Store};

use super::super::{open, when};
use super::finding::Finding;
use crate::config::Settings;
use crate::user;

/// A mail that is later than this is not just on its way.
const OVERDUE: Duration = Duration::from_secs(60);

pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let shown = settings.database.to_string();
    if settings.database.file().is_some_and(|file| !file.exists()) {
        return vec![Finding::warn("database", format!("{shown} is not there yet: `belfry serve` makes it"))];
    }
    let store = match open::to_look(settings) {
        Ok(store) => store,
        Err(failure) => return vec![Finding::fail("database", failure.to_string())],
    };
    let mut findings = vec![damage(&store, &shown).await];
    match store.examine().await {
        Ok(found) => findings.extend(found.into_iter().map(Finding::from)),
        Err(error) => findings.push(Finding::fail("database", error.to_string())),
    }
    findings.extend(nodes(&store).await);
    findings.push(people(&store).await);
    findings.extend(mail(&store).await);
    findings
}

async fn damage(store: &Store, shown: &str) -> Finding {
    let engine = store.engine();
    let served = if store.is_served() { "a server runs on it" } else { "no server runs on it" };
    match store.check().await {
        Ok(_) if store.is_shared() => Finding::ok("database", format!("{shown} answers and is up to date ({engine})")),
        Ok(damage) if damage.is_empty() => {
            Finding::ok("database", format!("{shown} is sound and up to date ({engine}); {served}"))
        }
        Ok(damage) => Finding::fail("database", format!("{shown} is damaged; restore a backup: {}", damage.join("; "))),
        Err(error) => Finding::fail("database", error.to_string()),
    }
}

/// Who works on a database that several may share.
async fn nodes(store: &Store) -> Option<Finding> {
    if !store.is_shared() {
        return None;
    }
    let alive = store.read(|db| Ok::<_, Error>((outbox::node::alive(db)?, db.now()))).await;
    Some(match alive {
        Ok((nodes, _)) if nodes.is_empty() => Finding::warn("nodes", "none is alive: start `belfry serve`"),
        Ok((nodes, now)) => {
            let since: Vec<String> = nodes.iter().map(|(_, began)| when::long(now.since(*began))).collect();
            Finding::ok("nodes", format!("{} alive, for {}", nodes.len(), since.join(", ")))
        }
        Err(error) => Finding::fail("nodes", error.to_string()),
    })
}

async fn people(store: &Store) -> Finding {
    match store.read(user::list).await {
        Ok(people) if people.iter().any(|user| user.is_admin && user.is_active()) => {
            Finding::ok("people", format!("{} registered", people.len()))
        }
        Ok(_) => Finding::warn("people", "nobody is an admin: add one with `belfry user add --admin …`"),
        Err(error) => Finding::fail("people", error.to_string()),
    }
}

async fn mail(store: &Store) -> Vec<Finding> {
    let is_served = store.is_served();
    let read = store.read(|db| Ok::<_, Error>((gauges(db)?, admin::held_since(db)?, suppression::list(db)?.len())));
    let (gauges, held_since, suppressed) = match read.await {
        Ok(read) => read,
        Err(error) => return vec![Finding::fail("outbox", error.to_string())],
    };
    let mut findings = Vec::new();
    if let Some(since) = held_since {
        let since = when::second(since);
        findings.push(Finding::warn("outbox", format!("all mail is held since {since}: `belfry outbox release`")));
    } else if gauges.oldest_overdue > OVERDUE {
        let late = when::long(gauges.oldest_overdue);
        let todo = if is_served { "see `belfry outbox list` and the log" } else { "start `belfry serve`" };
        findings.push(Finding::warn("outbox", format!("mail is overdue by {late}: {todo}")));
    }
    if suppressed > 0 {
        let found = format!("{suppressed} addresses get no mail: see `belfry outbox suppressions`");
        findings.push(Finding::warn("outbox", found));
    }
    if findings.is_empty() {
        findings.push(Finding::ok("outbox", states(&gauges)));
    }
    findings
}

fn states(gauges: &Gauges) -> String {
    let states: Vec<String> = gauges
        .by_state
        .iter()
        .filter(|(_, mails)| *mails > 0)
        .map(|(state, mails)| format!("{mails} {state}"))
        .collect();
    if states.is_empty() { "no mail yet".to_owned() } else { states.join(", ") }
}
