//! The database goes away under load, in every way it can, and comes back.
//!
//! It is stopped fast, stopped as if the power failed, and has all its connections cut every few seconds, while people
//! write. They are told to try again, and never that something is broken; the nodes are not ready while it is away, and are
//! again once it is back, without a restart. At the end everything that was acknowledged is there, and all mail has been sent.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Args;
use store::ground::server::Stop;

use crate::server::is_ready;
use crate::trial::chance;
use crate::trial::stage::{Cast, Play, Stage};
use crate::trial::summary::Summary;

/// How long people write in peace before and between.
const PEACE: Duration = Duration::from_secs(3);
/// How soon a node notices that the database is away, or back.
const NOTICED_WITHIN: Duration = Duration::from_secs(6);
const CUT_EVERY: Duration = Duration::from_secs(2);

/// For how long, and by which chance.
#[derive(Args)]
pub struct Wish {
    /// How many seconds the database stays away each time
    #[arg(long, default_value_t = 30)]
    away: u64,
    /// Where chance begins: the same seed makes the same choices [default: from the clock]
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs the trial. Returns whether all held.
///
/// # Errors
/// If the trial itself could not go on.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let seed = wish.seed.unwrap_or_else(chance::from_clock);
    println!("outage: the database is away for {} s each time, with --seed {seed}", wish.away);
    crate::trial::in_a_folder("outage", seed, |folder| {
        let play = Play { name: "outage", seed, nodes: 2, env: &[("BELFRY_DIGEST_EVERY", "off")] };
        let Some(mut stage) = Stage::begin(root, folder, &play)? else { return Ok(None) };
        stage.load(|cast, summary| {
            let away = Duration::from_secs(wish.away);
            for how in [Stop::Fast, Stop::Immediate] {
                sleep(PEACE);
                stop_and_start(cast, summary, (how, away))?;
                summary.progress(3, "the database was stopped and started");
            }
            sleep(PEACE);
            cut(cast, summary, away)?;
            sleep(PEACE);
            summary.progress(3, "all connections were cut again and again");
            Ok(())
        })?;
        stage.finish().map(Some)
    })
}

fn stop_and_start(cast: &mut Cast, summary: &mut Summary, (how, away): (Stop, Duration)) -> Result<()> {
    let until = Instant::now() + away;
    cast.server.stop(how);
    summary.happened(if how == Stop::Fast { "stopped fast" } else { "stopped as by a power cut" });
    wait_until(cast, false)?;
    while Instant::now() < until {
        ensure!(!is_any_ready(cast), "a node was ready while the database was away");
        sleep(Duration::from_millis(200));
    }
    cast.server.start();
    wait_until(cast, true)?;
    cast.nodes.check()
}

fn cut(cast: &mut Cast, summary: &mut Summary, long: Duration) -> Result<()> {
    let until = Instant::now() + long;
    while Instant::now() < until && !cast.is_interrupted() {
        let cut = cast.server.cut_all().map_err(anyhow::Error::msg)?;
        ensure!(cut > 0, "there was no connection to cut");
        summary.happened("all connections cut");
        sleep(cast.chance.up_to(CUT_EVERY));
    }
    wait_until(cast, true)
}

/// Waits until every node is ready, or none is.
fn wait_until(cast: &Cast, ready: bool) -> Result<()> {
    let started = Instant::now();
    while !cast.nodes.setups().all(|setup| is_ready(&setup.url()) == ready) {
        let took = started.elapsed();
        ensure!(
            took < NOTICED_WITHIN,
            "after {took:.1?} not every node says that it is {}ready",
            if ready { "" } else { "not " }
        );
        sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn is_any_ready(cast: &Cast) -> bool {
    cast.nodes.setups().any(|setup| is_ready(&setup.url()))
}
