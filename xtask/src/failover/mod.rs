//! The loss of a primary: two database servers, one of which follows the other, two nodes of Belfry that are told of both,
//! and people who open issues all the while.
//!
//! The primary goes as if its power failed, the standby is promoted, and every issue that was acknowledged is asked for again.
//! With a synchronous standby none may be gone. Without one some may: how many is told, and is no failure of the trial. The
//! way between the two is tried whole, and broken shortly before.

mod opener;

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use store::ground::server::{Server, Stop};

use opener::Opener;

use crate::people::People;
use crate::trial::nodes::Nodes;

const OPENERS: usize = 16;
/// How long people write while all is well, and after the standby was promoted.
const CALM: Duration = Duration::from_secs(5);
/// How long the way to the standby is broken before the primary goes.
const BROKEN: Duration = Duration::from_secs(1);
/// Each database server keeps a connection for every thread of two nodes.
const SETTINGS: [&str; 2] = ["max_connections=200", "wal_receiver_timeout=10s"];

/// What is tried.
#[derive(Args)]
pub struct Wish {
    /// How often each way is tried
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// One way for it to happen.
#[derive(Clone, Copy)]
struct Way {
    is_synchronous: bool,
    is_broken: bool,
}

/// What came of it.
#[derive(Default)]
struct Outcome {
    acknowledged: usize,
    gone: usize,
    longest_wait: Duration,
}

/// Tries every way. Returns whether nothing was lost that must not be.
///
/// # Errors
/// If it could not be tried.
pub fn run(_: &Path, wish: &Wish) -> Result<bool> {
    let mut is_well = true;
    for is_synchronous in [false, true] {
        for is_broken in [false, true] {
            let way = Way { is_synchronous, is_broken };
            for round in 1..=wish.rounds {
                let Some(outcome) = once(way)? else { return Ok(true) };
                let Outcome { acknowledged, gone, longest_wait } = outcome;
                let waited = longest_wait.as_secs_f64();
                println!(
                    "failover, {way}, {round} of {}: {gone} of {acknowledged} acknowledged issues are gone; nobody waited longer than {waited:.1} s",
                    wish.rounds
                );
                is_well &= !is_synchronous || gone == 0;
            }
        }
    }
    Ok(is_well)
}

fn once(way: Way) -> Result<Option<Outcome>> {
    let folder = tempfile::tempdir().context("making a folder")?;
    let Some(primary) = Server::with(&SETTINGS, &[]) else { return Ok(None) };
    let standby = primary.standby("standby");
    if way.is_synchronous {
        say(&primary, "ALTER SYSTEM SET synchronous_standby_names = 'standby'")?;
        say(&primary, "SELECT pg_reload_conf()")?;
    }
    let both = format!("127.0.0.1:{},127.0.0.1:{}", primary.port(), standby.port());
    let url = format!("postgres://postgres@{both}/belfry");
    let nodes =
        Nodes::new(&[None, None], folder.path(), &["--database", &url, "--assign-delay", "1h", "--token-ttl", "1d"])?;
    nodes.start_all(&[])?;
    let urls: Vec<String> = nodes.setups().map(crate::server::Setup::url).collect();
    let names: Vec<String> = (0..OPENERS).map(|number| format!("p{number}")).collect();
    let people = People::register(&urls[0], &names)?;
    let mut openers: Vec<Opener> = (0..OPENERS).map(Opener::new).collect();
    let stop = AtomicBool::new(false);
    std::thread::scope(|threads| {
        for (opener, url) in openers.iter_mut().zip(urls.iter().cycle()) {
            threads.spawn(|| opener.open_until(&stop, (url, &people)));
        }
        let done = lose(&primary, &standby, way);
        stop.store(true, Ordering::Relaxed);
        done
    })?;
    let mut outcome = Outcome::default();
    for opener in &openers {
        outcome.acknowledged += opener.opened.len();
        outcome.longest_wait = outcome.longest_wait.max(opener.longest_wait);
        for number in &opener.opened {
            outcome.gone += usize::from(!opener.is_there(*number, &people)?);
        }
    }
    nodes.stop_all()?;
    Ok(Some(outcome))
}

/// The primary goes, and the standby takes its place.
fn lose(primary: &Server, standby: &Server, way: Way) -> Result<()> {
    std::thread::sleep(CALM);
    let before = Instant::now();
    if way.is_broken {
        say(standby, "ALTER SYSTEM SET primary_conninfo = ''")?;
        say(standby, "SELECT pg_reload_conf()")?;
        std::thread::sleep(BROKEN);
    }
    primary.stop(Stop::Immediate);
    standby.promote();
    println!("  the standby took over after {:.1} s", before.elapsed().as_secs_f64());
    if way.is_synchronous {
        // It follows nobody and is followed by nobody: otherwise its commits would wait for a standby of its own.
        say(standby, "ALTER SYSTEM SET synchronous_standby_names = ''")?;
        say(standby, "SELECT pg_reload_conf()")?;
    }
    std::thread::sleep(CALM);
    Ok(())
}

fn say(server: &Server, sql: &str) -> Result<()> {
    server.say("postgres", sql).map(drop).map_err(anyhow::Error::msg).with_context(|| sql.to_owned())
}

/// `a synchronous standby, the way to it broken for 1 s before`
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_synchronous { "a synchronous standby" } else { "an asynchronous standby" })?;
        if self.is_broken { write!(f, ", the way to it broken for {} s before", BROKEN.as_secs()) } else { Ok(()) }
    }
}
