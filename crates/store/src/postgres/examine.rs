//! What somebody should know who looks after a PostgreSQL database: what of it can be lost, and what it has room for.

use crate::examine::Finding;
use crate::{Clock, Db, Error};

/// A clock that is further away than this is worth a look. Mail goes by the database's all the same.
const AWAY_MAX_US: u64 = 2_000_000;

/// What is known of the server.
#[derive(Clone, Debug)]
struct Facts {
    is_encrypted: bool,
    /// No network lies between.
    is_near: bool,
    connections: Connections,
    settings: Settings,
    standbys: Vec<Standby>,
    /// How far the database's clock is ahead of this machine's.
    ahead_us: i64,
    encoding: String,
    schema: String,
    may_create: bool,
}

#[derive(Clone, Copy, Debug)]
struct Connections {
    /// For everybody but superusers.
    most: i64,
    used: i64,
    /// What one node has.
    wanted: i64,
}

#[derive(Clone, Debug)]
struct Settings {
    fsync: String,
    full_page_writes: String,
    synchronous_commit: String,
    synchronous_standby_names: String,
}

/// A standby that is connected; what this role may not see of it is not known.
#[derive(Clone, Debug)]
struct Standby {
    state: Option<String>,
    sync_state: Option<String>,
}

const FACTS: &str = "SELECT
    COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS is_encrypted,
    current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint AS most,
    (SELECT COALESCE(SUM(numbackends), 0)::bigint FROM pg_stat_database) AS used,
    current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('synchronous_standby_names') AS synchronous_standby_names,
    current_setting('server_encoding') AS encoding, current_schema()::text AS schema,
    has_schema_privilege(current_schema(), 'CREATE') AS may_create,
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now";

/// Looks at the server that `db` is on. `wanted` is how many connections a node has.
pub(crate) fn examine(db: &Db<'_>, wanted: usize, is_near: bool) -> Result<Vec<Finding>, Error> {
    let standbys = db.all("SELECT state, sync_state FROM pg_stat_replication", &[], |row| {
        Ok(Standby { state: row.get("state")?, sync_state: row.get("sync_state")? })
    })?;
    let facts = db.one(FACTS, &[], |row| {
        let here = Clock::system().now();
        let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
        Ok(Facts {
            is_encrypted: row.get("is_encrypted")?,
            is_near,
            connections: Connections { most: row.get("most")?, used: row.get("used")?, wanted },
            settings: Settings {
                fsync: row.get("fsync")?,
                full_page_writes: row.get("full_page_writes")?,
                synchronous_commit: row.get("synchronous_commit")?,
                synchronous_standby_names: row.get("synchronous_standby_names")?,
            },
            standbys: standbys.clone(),
            ahead_us: row.get::<i64>("now")?.saturating_sub(here.0),
            encoding: row.get("encoding")?,
            schema: row.get("schema")?,
            may_create: row.get("may_create")?,
        })
    })?;
    Ok(judge(&facts))
}

fn judge(facts: &Facts) -> Vec<Finding> {
    vec![
        tls(facts),
        connections(facts.connections),
        durable(&facts.settings),
        standby(&facts.settings, &facts.standbys),
        clock(facts.ahead_us),
        schema(facts),
    ]
}

fn tls(facts: &Facts) -> Finding {
    match (facts.is_encrypted, facts.is_near) {
        (true, _) => Finding::fine("tls", "the connection is encrypted, and the server's certificate was checked"),
        (false, true) => Finding::fine("tls", "none, and none needed: the server is on this machine"),
        (false, false) => Finding::warning(
            "tls",
            "none: whoever is on the way reads everything; let the server speak TLS (ssl = on) and leave out ?sslmode=",
        ),
    }
}

fn connections(Connections { most, used, wanted }: Connections) -> Finding {
    let left = most.saturating_sub(used);
    let found = format!("{left} of {most} connections are left; a node has {wanted} at the most");
    let todo = "raise max_connections, or give each node fewer with --database-connections";
    match left {
        ..=2 => Finding::trouble("room", format!("{found}: {todo}")),
        _ if left < wanted => {
            Finding::warning("room", format!("{found}, so that there is no room for another: {todo}"))
        }
        _ => Finding::fine("room", found),
    }
}

/// Whether what is acknowledged survives a crash of this server.
fn durable(settings: &Settings) -> Finding {
    let Settings { fsync, full_page_writes, synchronous_commit, .. } = settings;
    for (name, value) in [("fsync", fsync), ("full_page_writes", full_page_writes)] {
        if value != "on" {
            return Finding::trouble(
                "durable",
                format!("{name} is {value}: a crash can ruin the whole database. Set it to on"),
            );
        }
    }
    match synchronous_commit.as_str() {
        "off" => Finding::trouble(
            "durable",
            "synchronous_commit is off: a crash loses changes that were acknowledged. Set it to on",
        ),
        _ => Finding::fine("durable", "what is acknowledged is on this server's disk"),
    }
}

/// Whether what is acknowledged survives the loss of this server.
fn standby(settings: &Settings, standbys: &[Standby]) -> Finding {
    let names = settings.synchronous_standby_names.trim();
    let is_streaming = |standby: &&Standby| standby.state.as_deref() == Some("streaming");
    let is_synchronous = |standby: &&Standby| matches!(standby.sync_state.as_deref(), Some("sync" | "quorum"));
    let (connected, unseen) = (standbys.len(), standbys.iter().filter(|standby| standby.state.is_none()).count());
    if names.is_empty() {
        return Finding::warning(
            "standby",
            format!(
                "no synchronous standby is configured ({connected} follow it): a failover can lose changes that were \
                 acknowledged. Where that was measured, 266 of 64,539 were lost. Set synchronous_standby_names"
            ),
        );
    }
    if settings.synchronous_commit == "local" {
        let found =
            format!("{names} is configured, but synchronous_commit is {}: set it to on", settings.synchronous_commit);
        return Finding::warning("standby", found);
    }
    let synchronous = standbys.iter().filter(is_streaming).filter(is_synchronous).count();
    match (synchronous, unseen) {
        (0, 0) => Finding::trouble(
            "standby",
            format!("{names} is configured and not connected: changes wait for it and are not acknowledged"),
        ),
        (0, _) => Finding::warning(
            "standby",
            format!("{names} is configured; whether it is connected this role may not see: GRANT pg_monitor TO it"),
        ),
        (_, _) => Finding::fine("standby", format!("{synchronous} synchronous standby is connected ({names})")),
    }
}

fn clock(ahead_us: i64) -> Finding {
    let seconds = ahead_us.unsigned_abs() / 1_000_000;
    let (away, which) = (ahead_us.unsigned_abs(), if ahead_us > 0 { "ahead of" } else { "behind" });
    if away > AWAY_MAX_US {
        let found = format!(
            "the database's is {seconds} s {which} this machine's; mail goes by the database's. Set up NTP on both"
        );
        Finding::warning("db clock", found)
    } else {
        Finding::fine("db clock", format!("the database's is within {} s of this machine's", AWAY_MAX_US / 1_000_000))
    }
}

fn schema(facts: &Facts) -> Finding {
    let schema = &facts.schema;
    if facts.encoding != "UTF8" {
        let found = format!("the database's encoding is {}: make it anew, with createdb -E UTF8", facts.encoding);
        return Finding::trouble("schema", found);
    }
    if facts.may_create {
        Finding::fine("schema", format!("{schema:?} is up to date, and this role may bring it up to date"))
    } else {
        let found =
            format!("{schema:?} is up to date; this role may not change it: another has to run `belfry migrate`");
        Finding::warning("schema", found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict::{self, Fine, Trouble, Warning};

    fn standby_of(state: Option<&str>, sync_state: Option<&str>) -> Standby {
        Standby { state: state.map(str::to_owned), sync_state: sync_state.map(str::to_owned) }
    }

    /// A server that leaves nothing to be desired.
    fn best() -> Facts {
        let on = || "on".to_owned();
        Facts {
            is_encrypted: true,
            is_near: false,
            connections: Connections { most: 97, used: 10, wanted: 18 },
            settings: Settings {
                fsync: on(),
                full_page_writes: on(),
                synchronous_commit: on(),
                synchronous_standby_names: "other".to_owned(),
            },
            standbys: vec![standby_of(Some("streaming"), Some("sync"))],
            ahead_us: 1_000,
            encoding: "UTF8".to_owned(),
            schema: "public".to_owned(),
            may_create: true,
        }
    }

    /// A server that is otherwise in one thing; what that is called; how bad it is, and what must be said.
    type Case = (fn(&mut Facts), &'static str, Verdict, &'static str);

    const CASES: [Case; 18] = [
        (|facts| facts.is_encrypted = false, "tls", Warning, "whoever is on the way"),
        (|facts| (facts.is_encrypted, facts.is_near) = (false, true), "tls", Fine, "none needed"),
        (|facts| facts.connections.used = 79, "room", Fine, "18 of 97 connections are left"),
        (|facts| facts.connections.used = 80, "room", Warning, "--database-connections"),
        (|facts| facts.connections.used = 95, "room", Trouble, "2 of 97"),
        (|facts| facts.settings.fsync = "off".to_owned(), "durable", Trouble, "fsync is off"),
        (|facts| facts.settings.full_page_writes = "off".to_owned(), "durable", Trouble, "full_page_writes is off"),
        (|facts| facts.settings.synchronous_commit = "off".to_owned(), "durable", Trouble, "synchronous_commit is off"),
        (|facts| facts.settings.synchronous_commit = "local".to_owned(), "standby", Warning, "is local"),
        (|facts| facts.settings.synchronous_standby_names.clear(), "standby", Warning, "266 of 64,539"),
        (|facts| facts.standbys.clear(), "standby", Trouble, "not connected"),
        (|facts| facts.standbys = vec![standby_of(Some("catchup"), Some("sync"))], "standby", Trouble, "not connected"),
        (
            |facts| facts.standbys = vec![standby_of(Some("streaming"), Some("async"))],
            "standby",
            Trouble,
            "wait for it",
        ),
        (|facts| facts.standbys = vec![standby_of(None, None)], "standby", Warning, "pg_monitor"),
        (|facts| facts.ahead_us = 3_600_000_000, "db clock", Warning, "3600 s ahead of"),
        (|facts| facts.ahead_us = -2_500_000, "db clock", Warning, "2 s behind"),
        (|facts| facts.encoding = "SQL_ASCII".to_owned(), "schema", Trouble, "createdb -E UTF8"),
        (|facts| facts.may_create = false, "schema", Warning, "belfry migrate"),
    ];

    #[test]
    fn each_thing_that_is_otherwise_is_found_alone() {
        assert!(judge(&best()).iter().all(|finding| finding.verdict == Fine));
        for (change, name, verdict, said) in CASES {
            let mut facts = best();
            change(&mut facts);
            for finding in judge(&facts) {
                let expected = if finding.name == name { verdict } else { Fine };
                assert_eq!(finding.verdict, expected, "{name}: {finding:?}");
                assert!(finding.name != name || finding.text.contains(said), "{said}: {finding:?}");
            }
        }
    }
}
