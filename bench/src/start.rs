//! Starting on the filled database: how long until the first answer, and how much memory it takes at rest.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::client::Client;
use crate::play::Cast;
use crate::report::{Goal, Report, median};
use crate::server::Servers;

/// How often it is started; the median counts.
const STARTS: usize = 5;
/// How long it is left alone before its memory is looked at.
const REST: Duration = Duration::from_secs(10);

/// Measures it.
pub fn measure(servers: &Servers, report: &mut Report) -> Result<()> {
    let cast = Cast::read(&report.filled)?;
    let gets = cast.gets();
    let mut data = servers.copy("start")?;
    let (mut healthy, mut known) = (Vec::new(), Vec::new());
    for get in gets.iter().take(STARTS) {
        let server = servers.belfry(data, &[])?;
        let then = Instant::now();
        let answer = Client::connect(server.address)?.send(get)?;
        ensure!(answer.status == 200, "the first answer was {} {}", answer.status, answer.body);
        healthy.push(millis(server.took));
        known.push(millis(server.took + then.elapsed()));
        eprintln!("  started in {:.1} ms", millis(server.took));
        data = server.stop()?;
    }
    let server = servers.belfry(data, &[])?;
    std::thread::sleep(REST);
    let resident = server.resident()?;
    report.size("as filled", &server);
    report.memory("at rest, 10 s after the start", resident, None);
    let binary = servers.binary().metadata().context("looking at the binary")?.len();
    report.note(format!(
        "Started {STARTS} times: {:.1} ms to `GET /healthz`, {:.1} ms to the first `GET` of an issue with a token (medians). The binary has {:.1} MB.",
        median(healthy.iter().copied()), median(known.iter().copied()), binary as f64 / 1e6,
    ));
    report.goal(Goal::at_most("start to the first answer", "ms", median(known), 100.0));
    report.goal(Goal::at_most("memory at rest", "MiB", resident as f64 / 1_048_576.0, 40.0));
    report.goal(Goal::at_most("the binary", "MB", binary as f64 / 1e6, 30.0));
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
