//! Requests over HTTP with many clients: Belfry, Belfry without group commit, and the bare handler, in turns.

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::Plan;
use crate::client::{Client, Request};
use crate::fill::DATABASE;
use crate::play::{self, Cast};
use crate::report::{Goal, Report, median};
use crate::server::{Server, Servers};
use crate::wrk::{self, CLIENTS, Played};

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Get,
    List,
    Create,
    Reassign,
}

impl Measure {
    const ALL: [Measure; 4] = [Measure::Get, Measure::List, Measure::Create, Measure::Reassign];

    fn title(self) -> &'static str {
        match self {
            Measure::Get => "get one",
            Measure::List => "list 50",
            Measure::Create => "create",
            Measure::Reassign => "reassign",
        }
    }

    fn writes(self) -> bool {
        matches!(self, Measure::Create | Measure::Reassign)
    }

    fn requests(self, cast: &Cast, run: usize) -> Vec<Request> {
        match self {
            Measure::Get => cast.gets(),
            Measure::List => cast.lists(),
            Measure::Create => cast.creates(),
            Measure::Reassign => cast.reassigns(run),
        }
    }
}

/// One of the servers, and what came of its runs of one measure.
struct Side<'s> {
    name: &'static str,
    server: &'s Server,
    runs: Vec<Played>,
    events_before: u64,
    requests: u64,
}

/// Measures all of it.
pub fn measure(plan: &Plan, servers: &Servers, report: &mut Report) -> Result<()> {
    let cast = Cast::read(&report.filled)?;
    let far = ["--assign-delay", "24h", "--update-delay", "24h"];
    let belfry = servers.belfry(servers.copy("belfry")?, &far)?;
    let single = servers.belfry(servers.copy("single")?, &[&far[..], &["--write-batch-max", "1"]].concat())?;
    let bare = servers.bare(servers.copy("bare")?)?;
    same_answers(&belfry, &bare, &cast)?;
    for measure in Measure::ALL {
        let mut sides = vec![Side::new("Belfry", &belfry)?];
        if measure.writes() {
            sides.push(Side::new("Belfry without group commit", &single)?);
        }
        if measure != Measure::Reassign {
            sides.push(Side::new("bare handler", &bare)?);
        }
        take_turns(plan, measure, &cast, &mut sides)?;
        tell(measure, &sides, report)?;
    }
    report.size("after the writing", &belfry);
    report.memory("after all of this", belfry.resident()?, Some(belfry.peak()?));
    Ok(())
}

fn take_turns(plan: &Plan, measure: Measure, cast: &Cast, sides: &mut [Side<'_>]) -> Result<()> {
    let file = plan.folder.join("requests.txt");
    for run in 0..=plan.runs {
        play::write(&measure.requests(cast, run), &file)?;
        let order: Vec<usize> =
            if run % 2 == 0 { (0..sides.len()).collect() } else { (0..sides.len()).rev().collect() };
        for index in order {
            let side = &mut sides[index];
            let time = if run == 0 { plan.run_time() / 4 } else { plan.run_time() };
            let played = wrk::play(side.server, &file, time.max(std::time::Duration::from_secs(1)))?;
            side.requests += played.requests;
            let (title, name) = (measure.title(), side.name);
            let word = if run == 0 { "warm-up" } else { "run" };
            eprintln!(
                "  {title}, {name}: {:.0} a second, p50 {} us, p99 {} us ({word})",
                played.rate, played.p50_us, played.p99_us
            );
            if run > 0 {
                side.runs.push(played);
            }
        }
    }
    if measure.writes() {
        sides.iter().try_for_each(|side| side.wrote_what_it_said(plan.runs + 1))?;
    }
    Ok(())
}

fn tell(measure: Measure, sides: &[Side<'_>], report: &mut Report) -> Result<()> {
    for side in sides {
        report.rate(measure.title(), side.name, (side.rate(), side.p50_us(), side.p99_us()), side.server.resident()?);
    }
    let of = |name: &str| sides.iter().find(|side| side.name == name).map(Side::rate);
    let belfry = of("Belfry").context("Belfry was not measured")?;
    if let (Some(bare), false) = (of("bare handler"), measure.writes()) {
        let measured = belfry / bare * 100.0;
        report.goal(Goal::at_least(format!("{} beside the bare handler", measure.title()), "%", measured, 50.0));
    }
    if let (Some(single), Measure::Create) = (of("Belfry without group commit"), measure) {
        report.goal(Goal::at_least("durable creates beside those without group commit", "times", belfry / single, 5.0));
    }
    Ok(())
}

impl<'s> Side<'s> {
    fn new(name: &'static str, server: &'s Server) -> Result<Side<'s>> {
        Ok(Side { name, server, runs: Vec::new(), events_before: events(server)?, requests: 0 })
    }

    fn rate(&self) -> f64 {
        median(self.runs.iter().map(|run| run.rate))
    }

    fn p50_us(&self) -> f64 {
        median(self.runs.iter().map(|run| run.p50_us as f64))
    }

    fn p99_us(&self) -> f64 {
        median(self.runs.iter().map(|run| run.p99_us as f64))
    }

    /// Every request that was answered left its event. At the end of each run, and of the one before the first, some
    /// requests are cut off on their way and leave theirs all the same.
    fn wrote_what_it_said(&self, plays: usize) -> Result<()> {
        let (written, said) = (events(self.server)? - self.events_before, self.requests);
        let most = said + (CLIENTS * (plays + 1)) as u64;
        ensure!(
            (said..=most).contains(&written),
            "{}: {said} requests were answered and {written} changes written",
            self.name
        );
        Ok(())
    }
}

fn events(server: &Server) -> Result<u64> {
    let db = Connection::open_with_flags(server.data.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(db.query_row("SELECT COUNT(*) FROM events", [], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// What is compared does the same: both sides give the same answers.
fn same_answers(belfry: &Server, bare: &Server, cast: &Cast) -> Result<()> {
    let (mut one, mut other) = (Client::connect(belfry.address)?, Client::connect(bare.address)?);
    for request in cast.gets().iter().take(50).chain(cast.lists().iter().take(20)) {
        let (ours, bare) = (one.send(request)?, other.send(request)?);
        let parsed = |body: &str| serde_json::from_str::<serde_json::Value>(body);
        let is_same = ours.status == bare.status && parsed(&ours.body)? == parsed(&bare.body)?;
        ensure!(is_same, "{} is answered differently:\n{}\n{}", request.path, ours.body, bare.body);
    }
    Ok(())
}
