//! Belfry on PostgreSQL: one node and two over HTTP, its verbs in this process, and the `postgres` crate alone, in turns.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::Plan;
use crate::alone::Alone;
use crate::cluster::Cluster;
use crate::here::{self, Here};
use crate::load::{self, FAR, Measure};
use crate::play::Cast;
use crate::report::{Goal, Report};
use crate::server::{Servers, Stand};
use crate::side::{Http, Player as _, Requests, Side};
use crate::statements::{self, Said};

/// What it is to answer in this process, a second; or so much of what the crate does alone, in per cent.
const GETS: f64 = 15_000.0;
const OF_THE_CRATE: f64 = 70.0;

/// What a commit takes on a disk behind a network, or one that turns.
const SLOW: Duration = Duration::from_millis(20);

const ONE: &str = "PostgreSQL: one node";
const TWO: &str = "PostgreSQL: two nodes";
const HERE: &str = "PostgreSQL: in one process, without HTTP";
const ALONE: &str = "PostgreSQL: the `postgres` crate alone";

/// Measures all of it.
pub fn measure(plan: &Plan, servers: &Servers<'_>, cluster: &Cluster, report: &mut Report) -> Result<()> {
    let cast = Cast::read(&report.filled)?;
    let stand = servers.copy("one")?;
    let one = servers.belfry(stand.clone(), &FAR)?;
    same_as_in_a_file(plan, (&cast, &one), report)?;
    let pair = servers.copy("two")?;
    let beside = servers.belfry(servers.beside(&pair, "two-node-2")?, &FAR)?;
    let two = servers.belfry(pair, &FAR)?;
    let apart = servers.copy("here")?;
    let said = said(plan, &apart, (&cast, cluster))?;
    let here = Here::open(&apart)?;
    let alone = Alone { url: servers.copy("alone")?.url.context("a database has a URL")?, get: said };
    let players = (Http(vec![&one]), Http(vec![&two, &beside]));
    for measure in Measure::ALL {
        let mut sides = vec![Side::new(ONE, &players.0)?, Side::new(TWO, &players.1)?];
        if matches!(measure, Measure::Get | Measure::Create) {
            sides.push(Side::new(HERE, &here)?);
            sides.push(Side::new(ALONE, &alone)?);
        }
        load::take_turns(plan, measure, &cast, &mut sides)?;
        sides.iter().try_for_each(|side| side.tell(measure.title(), report))?;
        compare(measure, &sides, report)?;
    }
    let sides = vec![Side::new(ONE, &players.0)?, Side::new(ALONE, &alone)?];
    over_a_slow_disk(plan, (&cast, cluster), sides, report)?;
    report.size("after the writing on PostgreSQL", &one)?;
    report.memory("of one node after all of this", one.resident()?, Some(one.peak()?));
    let statements = alone.get.len();
    report.note(format!(
        "{}, all settings as they come but `max_connections`. A look at an issue is {statements} statements to it; the crate alone sends the same {statements} over as many connections as Belfry has.",
        cluster.version
    ));
    Ok(())
}

/// Creates where it is the commits that take their time.
fn over_a_slow_disk(
    plan: &Plan,
    (cast, cluster): (&Cast, &Cluster),
    mut sides: Vec<Side<'_>>,
    report: &mut Report,
) -> Result<()> {
    cluster.slow_commits(SLOW)?;
    load::take_turns(plan, Measure::Create, cast, &mut sides)?;
    cluster.slow_commits(Duration::ZERO)?;
    let title = format!("create, each commit {} ms longer", SLOW.as_millis());
    sides.iter().try_for_each(|side| side.tell(&title, report))?;
    let [belfry, alone] = &sides[..] else { anyhow::bail!("two are compared") };
    let measured = belfry.rate() / alone.rate() * 100.0;
    report.goal(Goal::at_least(format!("{title}, beside the crate alone"), "%", measured, OF_THE_CRATE));
    Ok(())
}

/// Both engines give the same answers.
fn same_as_in_a_file(plan: &Plan, (cast, one): (&Cast, &crate::server::Server), report: &Report) -> Result<()> {
    let in_a_file = Servers::new(plan, &report.filled, None)?;
    let server = in_a_file.belfry(in_a_file.copy("same")?, &FAR)?;
    load::same_answers(one, &server, cast)
}

/// What looking at one issue says to the server, once everything is prepared.
fn said(plan: &Plan, stand: &Stand, (cast, cluster): (&Cast, &Cluster)) -> Result<Vec<Said>> {
    let url = stand.url.as_deref().context("a database has a URL")?;
    let here = Here::open(&Stand { data: stand.data.clone(), url: Some(format!("{url}?{}", statements::LOGGED)) })?;
    let gets = cast.gets();
    let get = gets.iter().find(|get| here::number(get).is_ok_and(|number| number > 1000 || plan.issues <= 1000));
    let get = get.context("no request")?;
    let requests = Requests { list: vec![get.clone()], file: plan.folder.join("requests.txt") };
    let before = cluster.log()?.len();
    here.play(&requests, std::time::Duration::from_millis(200))?;
    let log = cluster.log()?;
    let all = statements::read(&log[before..], here::number(get)?)?;
    // Many looked at once, so what each said is mingled: one look says each of these once.
    let mut each: Vec<Said> = Vec::new();
    for said in all {
        if !each.iter().any(|known| known.sql == said.sql) {
            each.push(said);
        }
    }
    ensure!((2..=4).contains(&each.len()), "a look takes {} statements: that cannot be right", each.len());
    Ok(each)
}

fn compare(measure: Measure, sides: &[Side<'_>], report: &mut Report) -> Result<()> {
    let of =
        |name: &str| sides.iter().find(|side| side.name == name).map(Side::rate).context("a side was not measured");
    let (one, two) = (of(ONE)?, of(TWO)?);
    report.note(format!("{}: two nodes do {:.2} times what one does.", measure.title(), two / one));
    if let (Measure::Get, Ok(here), Ok(alone)) = (measure, of(HERE), of(ALONE)) {
        let wanted = GETS.min(alone * OF_THE_CRATE / 100.0).round();
        report.goal(Goal::at_least("get one on PostgreSQL, without HTTP", "a second", here, wanted));
        report.goal(Goal::at_least("the same beside the crate alone", "%", here / alone * 100.0, OF_THE_CRATE));
    }
    Ok(())
}
