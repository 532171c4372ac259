//! Three nodes on one database under load, one of which is killed every ten seconds and another started.
//!
//! People write over all three. What is checked at the end is the promise of `crash-loop`, with any number of nodes, some of
//! which may have a wrong clock: no acknowledged write lost, every mail once but for recorded unknown outcomes, none early,
//! none after a relief, nothing left under way.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;

use crate::trial::chance;
use crate::trial::stage::{Cast, Play, Stage, env};
use crate::trial::summary::Summary;

const KILL_EVERY: Duration = Duration::from_secs(10);
/// How long a killed node stays away, at the most.
const AWAY: Duration = Duration::from_secs(7);
const DIGESTS: &[(&str, &str)] = &[("BELFRY_DIGEST_EVERY", "10s")];
const NO_DIGESTS: &[(&str, &str)] = &[("BELFRY_DIGEST_EVERY", "off")];

/// For how long, and by which chance.
#[derive(Args)]
pub struct Wish {
    /// How long people write
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// By how much the clock of one node is ahead and that of another behind, as in 1h [default: all are right]
    #[arg(long)]
    clock_off: Option<String>,
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
    let clocks = match &wish.clock_off {
        Some(wrong) => vec![None, Some(format!("+{wrong}")), Some(format!("-{wrong}"))],
        None => vec![None; 3],
    };
    let off =
        wish.clock_off.as_ref().map(|wrong| format!(", one clock {wrong} ahead and one behind")).unwrap_or_default();
    println!("nodes: {} minutes with --seed {seed}{off}", wish.minutes);
    crate::trial::in_a_folder("nodes", seed, |folder| {
        let play = Play { name: "nodes", seed, clocks, env: DIGESTS };
        let Some(mut stage) = Stage::begin(root, folder, &play)? else { return Ok(None) };
        stage.load(|cast, summary| kill_in_turn(cast, summary, Duration::from_secs_f64(wish.minutes * 60.0)))?;
        // There is always a next digest; so that all mail comes to an end, there are none any more.
        stage.cast.nodes.stop_all()?;
        stage.cast.nodes.start_all(&env(NO_DIGESTS))?;
        stage.finish().map(Some)
    })
}

fn kill_in_turn(cast: &mut Cast, summary: &mut Summary, long: Duration) -> Result<()> {
    let database = cast.visit()?;
    let cycles = u32::try_from(long.as_secs() / KILL_EVERY.as_secs()).unwrap_or(u32::MAX).max(1);
    for _ in 0..cycles {
        let until = Instant::now() + KILL_EVERY;
        std::thread::sleep(cast.chance.up_to(Duration::from_secs(1)));
        let victim = cast.chance.below(cast.nodes.count());
        cast.nodes.kill(victim).context("killing a node")?;
        summary.happened("nodes killed");
        std::thread::sleep(cast.chance.up_to(AWAY));
        cast.nodes.start(victim, &env(DIGESTS)).context("starting a node again")?;
        cast.nodes.check()?;
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
        let overdue = database.oldest_overdue()?;
        summary.progress(cycles, &format!("{} changes, oldest overdue {overdue:.1} s", database.count_changes()?));
        if cast.is_interrupted() {
            break;
        }
    }
    Ok(())
}
