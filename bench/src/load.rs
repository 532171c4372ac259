//! Requests over HTTP with many clients: Belfry, Belfry without group commit, and the bare handler, in turns.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::Plan;
use crate::client::{Client, Request};
use crate::play::Cast;
use crate::report::{Goal, Report};
use crate::server::{Server, Servers};
use crate::side::{Http, Requests, Side};

/// No mail becomes due meanwhile.
pub const FAR: [&str; 4] = ["--assign-delay", "24h", "--update-delay", "24h"];

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Get,
    List,
    Create,
    Reassign,
}

impl Measure {
    pub const ALL: [Measure; 4] = [Measure::Get, Measure::List, Measure::Create, Measure::Reassign];

    pub fn title(self) -> &'static str {
        match self {
            Measure::Get => "get one",
            Measure::List => "list 50",
            Measure::Create => "create",
            Measure::Reassign => "reassign",
        }
    }

    pub fn writes(self) -> bool {
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

/// Measures all of it.
pub fn measure(plan: &Plan, servers: &Servers<'_>, report: &mut Report) -> Result<()> {
    let cast = Cast::read(&report.filled)?;
    let belfry = servers.belfry(servers.copy("belfry")?, &FAR)?;
    let single = servers.belfry(servers.copy("single")?, &[&FAR[..], &["--write-batch-max", "1"]].concat())?;
    let bare = servers.bare(servers.copy("bare")?)?;
    same_answers(&belfry, &bare, &cast)?;
    let players = (Http(vec![&belfry]), Http(vec![&single]), Http(vec![&bare]));
    for measure in Measure::ALL {
        let mut sides = vec![Side::new("Belfry", &players.0)?];
        if measure.writes() {
            sides.push(Side::new("Belfry without group commit", &players.1)?);
        }
        if measure != Measure::Reassign {
            sides.push(Side::new("bare handler", &players.2)?);
        }
        take_turns(plan, measure, &cast, &mut sides)?;
        sides.iter().try_for_each(|side| side.tell(measure.title(), report))?;
        compare(measure, &sides, report)?;
    }
    report.size("after the writing", &belfry)?;
    report.memory("after all of this", belfry.resident()?, Some(belfry.peak()?));
    Ok(())
}

/// Lets each side play the same, in an order that is turned round from run to run.
pub fn take_turns(plan: &Plan, measure: Measure, cast: &Cast, sides: &mut [Side<'_>]) -> Result<()> {
    for run in 0..=plan.runs {
        let requests = Requests::new(measure.requests(cast, run), &plan.folder)?;
        let order: Vec<usize> =
            if run % 2 == 0 { (0..sides.len()).collect() } else { (0..sides.len()).rev().collect() };
        for index in order {
            let time = if run == 0 { plan.run_time() / 4 } else { plan.run_time() };
            sides[index].run(measure.title(), &requests, (time.max(Duration::from_secs(1)), run == 0))?;
        }
    }
    if measure.writes() {
        sides.iter().try_for_each(|side| side.wrote_what_it_said(plan.runs + 1))?;
    }
    Ok(())
}

fn compare(measure: Measure, sides: &[Side<'_>], report: &mut Report) -> Result<()> {
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

/// What is compared does the same: both sides give the same answers.
pub fn same_answers(one: &Server, other: &Server, cast: &Cast) -> Result<()> {
    let (mut one, mut other) = (Client::connect(one.address)?, Client::connect(other.address)?);
    for request in cast.gets().iter().take(50).chain(cast.lists().iter().take(20)) {
        let (ours, theirs) = (one.send(request)?, other.send(request)?);
        let parsed = |body: &str| serde_json::from_str::<serde_json::Value>(body);
        let is_same = ours.status == theirs.status && parsed(&ours.body)? == parsed(&theirs.body)?;
        ensure!(is_same, "{} is answered differently:\n{}\n{}", request.path, ours.body, theirs.body);
    }
    Ok(())
}
