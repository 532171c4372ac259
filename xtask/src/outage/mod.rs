//! The database goes away under load, in every way it can, and comes back.
//!
//! It is stopped fast, stopped as if the power failed, has all its connections cut every few seconds, and loses the answers to
//! commits on the way, while people write. They are told to try again, and never that something is broken; the nodes are not
//! ready while it is away, and are again once it is back, without a restart. At the end everything that was acknowledged is
//! there, nothing that was refused is, and all mail has been sent.

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
/// From one blow at the connections to the next, at the most.
const BLOW_EVERY: Duration = Duration::from_secs(2);
/// How many answers to commits are lost at a blow, at the most.
const LOST: usize = 12;

/// For how long, and by which chance.
#[derive(Args)]
pub struct Wish {
    /// How many seconds the database stays away each time
    #[arg(long, default_value_t = 30)]
    away: u64,
    /// How many times it goes away in each way
    #[arg(long, default_value_t = 1)]
    rounds: u32,
    /// Where chance begins: the same seed makes the same choices [default: from the clock]
    #[arg(long)]
    seed: Option<u64>,
}

/// A way in which the database goes away.
#[derive(Clone, Copy)]
enum Way {
    Stopped(Stop),
    ConnectionsCut,
    AnswersLost,
}

const WAYS: [Way; 4] = [Way::Stopped(Stop::Fast), Way::Stopped(Stop::Immediate), Way::ConnectionsCut, Way::AnswersLost];

/// Runs the trial. Returns whether all held.
///
/// # Errors
/// If the trial itself could not go on.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let seed = wish.seed.unwrap_or_else(chance::from_clock);
    println!("outage: the database is away for {} s each time, with --seed {seed}", wish.away);
    crate::trial::in_a_folder("outage", seed, |folder| {
        let play = Play { name: "outage", seed, clocks: vec![None, None], env: &[("BELFRY_DIGEST_EVERY", "off")] };
        let Some(mut stage) = Stage::begin(root, folder, &play)? else { return Ok(None) };
        stage.load(|cast, summary| go_through(cast, summary, wish))?;
        stage.finish().map(Some)
    })
}

fn go_through(cast: &mut Cast, summary: &mut Summary, wish: &Wish) -> Result<()> {
    let away = Duration::from_secs(wish.away);
    for way in (0..wish.rounds).flat_map(|_| WAYS) {
        sleep(PEACE);
        let said = match way {
            Way::Stopped(how) => stop_and_start(cast, summary, (how, away))?,
            Way::ConnectionsCut | Way::AnswersLost => strike(cast, summary, (way, away))?,
        };
        cast.nodes.check()?;
        summary.progress(4 * wish.rounds, said);
        if cast.is_interrupted() {
            break;
        }
    }
    sleep(PEACE);
    Ok(())
}

fn stop_and_start(cast: &Cast, summary: &mut Summary, (how, away): (Stop, Duration)) -> Result<&'static str> {
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
    Ok("the database was stopped and started")
}

/// Blow after blow at the connections, for so long.
fn strike(cast: &mut Cast, summary: &mut Summary, (way, long): (Way, Duration)) -> Result<&'static str> {
    let (until, mut struck) = (Instant::now() + long, 0);
    while Instant::now() < until && !cast.is_interrupted() {
        if matches!(way, Way::AnswersLost) {
            cast.wire.lose_answers(1 + cast.chance.below(LOST));
        } else {
            struck += cast.server.cut_all().map_err(anyhow::Error::msg)?;
        }
        summary.happened(if matches!(way, Way::AnswersLost) { "answers lost" } else { "all connections cut" });
        sleep(cast.chance.up_to(BLOW_EVERY));
    }
    cast.wire.lose_answers(0);
    wait_until(cast, true)?;
    if matches!(way, Way::AnswersLost) {
        return Ok("answers to commits were lost again and again");
    }
    ensure!(struck > 0, "there was no connection to cut");
    Ok("all connections were cut again and again")
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
