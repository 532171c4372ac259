//! Starting on the filled database: how long until the first answer, and how much memory it takes at rest.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::client::{Client, Request};
use crate::fill;
use crate::play::Cast;
use crate::report::{Goal, Report, median};
use crate::server::{Server, Servers};

/// How often it is started; the median counts.
const STARTS: usize = 5;
/// How many people log in before its memory is looked at again.
const LOGINS: usize = 40;
/// How long it is left alone before its memory is looked at.
const REST: Duration = Duration::from_secs(10);

/// Measures it.
pub fn measure(servers: &Servers, report: &mut Report) -> Result<()> {
    let cast = Cast::read(&report.filled)?;
    let gets = cast.gets();
    let engine = servers.engine();
    let mut stand = servers.copy("start")?;
    let (mut healthy, mut known) = (Vec::new(), Vec::new());
    for get in gets.iter().take(STARTS) {
        let server = servers.belfry(stand, &[])?;
        let then = Instant::now();
        let answer = Client::connect(server.address)?.send(get)?;
        ensure!(answer.status == 200, "the first answer was {} {}", answer.status, answer.body);
        healthy.push(millis(server.took));
        known.push(millis(server.took + then.elapsed()));
        eprintln!("  started in {:.1} ms", millis(server.took));
        stand = server.stop()?;
    }
    let server = servers.belfry(stand, &[])?;
    std::thread::sleep(REST);
    let resident = server.resident()?;
    report.size(&format!("as filled{engine}"), &server)?;
    report.memory(&format!("at rest{engine}, 10 s after the start"), resident, None);
    log_in(&server)?;
    std::thread::sleep(REST);
    let resident = resident.max(server.resident()?);
    let logged_in = format!("at rest{engine}, after {LOGINS} people logged in at once");
    report.memory(&logged_in, server.resident()?, Some(server.peak()?));
    let binary = servers.binary().metadata().context("looking at the binary")?.len();
    report.note(format!(
        "Started{engine} {STARTS} times: {:.1} ms to `GET /healthz`, {:.1} ms to the first `GET` of an issue with a token (medians). The binary has {:.1} MB.",
        median(healthy.iter().copied()), median(known.iter().copied()), binary as f64 / 1e6,
    ));
    report.goal(Goal::at_most(format!("start to the first answer{engine}"), "ms", median(known), 100.0));
    report.goal(Goal::at_most(format!("memory at rest{engine}"), "MiB", resident as f64 / 1_048_576.0, 40.0));
    if engine.is_empty() {
        report.goal(Goal::at_most("the binary", "MB", binary as f64 / 1e6, 30.0));
    }
    Ok(())
}

/// Many log in at once: hashing a password takes the most memory of all that Belfry does.
fn log_in(server: &Server) -> Result<()> {
    let body = serde_json::json!({ "username": fill::username(0), "password": fill::PASSWORD }).to_string();
    let request = Request::post("/authenticate", body);
    std::thread::scope(|scope| {
        let one = || -> Result<()> {
            let answer = Client::connect(server.address)?.send(&request)?;
            ensure!(answer.status == 200, "logging in was answered with {} {}", answer.status, answer.body);
            Ok(())
        };
        let people: Vec<_> = (0..LOGINS).map(|_| scope.spawn(one)).collect();
        people.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow::anyhow!("a client panicked"))?)
    })
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
