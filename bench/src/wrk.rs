//! Running `wrk`, which makes load at little cost, with `wrk/play.lua`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::server::Server;

/// How many clients there are at once.
pub const CLIENTS: usize = 32;
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/wrk/play.lua");

/// What came of one run.
#[derive(Clone, Copy, Debug)]
pub struct Played {
    pub requests: u64,
    /// Requests a second.
    pub rate: f64,
    /// Latency, in microseconds.
    pub p50_us: u64,
    pub p99_us: u64,
}

/// Plays the requests in `file` to the servers for so long, with an equal share of the clients at each.
///
/// # Errors
/// If a single request was refused or broke off: what is fast and wrong is not measured.
pub fn play(servers: &[&Server], file: &Path, time: Duration) -> Result<Played> {
    let clients = CLIENTS / servers.len();
    // Each begins elsewhere: what one has changed, the other would otherwise find changed.
    let part = |index: usize| index as f64 * 0.53 / servers.len() as f64;
    let one = |(index, server): (usize, &&Server)| one(server, (file, part(index), clients), time);
    let played = std::thread::scope(|threads| {
        let playing: Vec<_> = servers.iter().enumerate().map(|server| threads.spawn(move || one(server))).collect();
        let joined = playing.into_iter().map(|play| play.join().map_err(|_| anyhow::anyhow!("a client panicked"))?);
        joined.collect::<Result<Vec<_>>>()
    })?;
    let slowest = |of: fn(&Played) -> u64| played.iter().map(of).max().unwrap_or_default();
    Ok(Played {
        requests: played.iter().map(|played| played.requests).sum(),
        rate: played.iter().map(|played| played.rate).sum(),
        p50_us: slowest(|played| played.p50_us),
        p99_us: slowest(|played| played.p99_us),
    })
}

fn one(server: &Server, (file, part, clients): (&Path, f64, usize), time: Duration) -> Result<Played> {
    let output = Command::new("wrk")
        .args(["--threads=1", &format!("--connections={clients}"), &format!("--duration={}s", time.as_secs())])
        .args(["--timeout=10s", "--script", SCRIPT, &format!("http://{}", server.address), "--"])
        .arg(file)
        .arg(part.to_string())
        .output()
        .context("running wrk")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("PLAYED "));
    let line = line.with_context(|| format!("wrk failed: {text}{}", String::from_utf8_lossy(&output.stderr)))?;
    let number = |key: &str| -> Result<u64> {
        let value = line.split(' ').find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
        value.and_then(|value| value.parse().ok()).with_context(|| format!("wrk says no {key}: {line}"))
    };
    let (refused, broken) = (number("refused")?, number("broken")?);
    let log = server.stand.data.join("server.log");
    ensure!(
        refused == 0 && broken == 0,
        "{refused} requests were refused and {broken} broke off; see {}",
        log.display()
    );
    let (requests, us) = (number("requests")?, number("us")?);
    ensure!(requests > 0, "no request was answered");
    Ok(Played { requests, rate: requests as f64 * 1e6 / us as f64, p50_us: number("p50")?, p99_us: number("p99")? })
}
