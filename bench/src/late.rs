//! How late mail is while 100,000 others wait and people write: to a relay in this process, over SMTP.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use store::Clock;
use testrelay::Relay;

use crate::Plan;
use crate::client::{Client, Request};
use crate::look;
use crate::play::Cast;
use crate::report::{Goal, Report, percentile};
use crate::server::{Server, Servers};

/// How many writes there are a second.
const RATE: u32 = 50;
/// How many clients take turns, so that a slow answer delays no other write.
const CLIENTS: usize = 4;
/// Until mail is due after a write, in seconds.
const DELAY: u64 = 5;

/// Measures it.
pub fn measure(plan: &Plan, servers: &Servers, report: &mut Report) -> Result<()> {
    let cast = Cast::read(&report.filled)?;
    let relay = Relay::start();
    let (delay, url) = (format!("{DELAY}s"), relay.url());
    let settings = ["--assign-delay", &delay, "--update-delay", &delay, "--mail", &url];
    let server = servers.belfry(servers.copy("mail")?, &settings)?;
    let place = server.stand.place()?;
    let waiting = look::number(&place, "SELECT COUNT(*) AS n FROM mails WHERE state = 'pending'")?;
    let writes = write(&server, &requests(&cast), plan.mail_seconds)?;
    // The last mail is due after the delay; what is not gone then is late, and found out below.
    std::thread::sleep(Duration::from_secs(DELAY + 3));
    let counted = from_metrics(&server)?;
    let resident = server.resident()?;
    let unsent = look::number(&place, &due_and_not_gone())?;
    ensure!(unsent == 0, "{unsent} mails were due and are not sent");
    let rung = rung(&server)?;
    let at_relay = at_relay(&relay, &rung)?;
    server.stop()?;
    tell(report, (waiting, servers.engine()), (&rung, &at_relay, &writes), &counted);
    report.memory(&format!("while mail is sent{}", servers.engine()), resident, None);
    Ok(())
}

/// Creates and reassigns in turns.
fn requests(cast: &Cast) -> Vec<Request> {
    cast.creates().into_iter().zip(cast.reassigns(0)).flat_map(|(create, reassign)| [create, reassign]).collect()
}

/// Sends the requests at their times. Returns how long after its time each was answered, in microseconds.
fn write(server: &Server, requests: &[Request], seconds: u64) -> Result<Vec<i64>> {
    let count = usize::try_from(seconds)? * RATE as usize;
    let answered = Mutex::new(Vec::with_capacity(count));
    let started = Instant::now();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let answered = &answered;
                scope.spawn(move || -> Result<()> {
                    let mut connection = Client::connect(server.address)?;
                    for (index, request) in
                        requests.iter().cycle().enumerate().take(count).skip(client).step_by(CLIENTS)
                    {
                        let at = started + Duration::from_secs(1) * u32::try_from(index)? / RATE;
                        std::thread::sleep(at.saturating_duration_since(Instant::now()));
                        let answer = connection.send(request)?;
                        ensure!(
                            answer.status < 300,
                            "{} {}: {} {}",
                            request.method,
                            request.path,
                            answer.status,
                            answer.body
                        );
                        let took = i64::try_from(at.elapsed().as_micros())?;
                        answered.lock().map_err(|_| anyhow::anyhow!("a client panicked"))?.push(took);
                    }
                    Ok(())
                })
            })
            .collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| anyhow::anyhow!("a client panicked"))?)
    })?;
    answered.into_inner().context("a client panicked")
}

/// A mail that passed its point of no return.
struct Rung {
    message_id: String,
    due_at: i64,
    rung_at: i64,
}

fn rung(server: &Server) -> Result<Vec<Rung>> {
    look::all(
        &server.stand.place()?,
        "SELECT l.message_id, m.due_at, m.rung_at FROM mails m JOIN letters l ON l.mail_id = m.id
          WHERE m.rung_at IS NOT NULL AND m.attempts > 0",
        |row| Ok(Rung { message_id: row.get("message_id")?, due_at: row.get("due_at")?, rung_at: row.get("rung_at")? }),
    )
}

fn due_and_not_gone() -> String {
    let now = Clock::system().now().0;
    format!("SELECT COUNT(*) AS n FROM mails WHERE state NOT IN ('sent', 'cancelled') AND due_at < {now}")
}

/// How long after it was due the relay was given `DATA` for each mail, in microseconds. It has each exactly once.
fn at_relay(relay: &Relay, rung: &[Rung]) -> Result<Vec<i64>> {
    let mails = relay.take_mails();
    ensure!(mails.len() == rung.len(), "{} mails were sent and {} came in", rung.len(), mails.len());
    let mut given = HashMap::new();
    for mail in mails {
        let id = mail.header("Message-ID").context("a mail without a Message-ID")?;
        given.insert(
            id.trim_matches(['<', '>']).to_owned(),
            i64::try_from(mail.data_at.duration_since(UNIX_EPOCH)?.as_micros())?,
        );
    }
    let late = rung.iter().map(|mail| {
        let at = given.get(mail.message_id.trim_matches(['<', '>']));
        Ok(at.with_context(|| format!("{} did not come in", mail.message_id))? - mail.due_at)
    });
    late.collect()
}

/// The p50 and p99 that `/metrics` can tell: each is at most this bound, in seconds.
fn from_metrics(server: &Server) -> Result<[String; 2]> {
    let answer = Client::connect(server.address)?.send(&Request::get("/metrics", ""))?;
    let buckets: Vec<(String, u64)> = answer
        .body
        .lines()
        .filter_map(|line| line.strip_prefix("belfry_mail_lateness_seconds_bucket{le=\"")?.split_once("\"} "))
        .filter_map(|(bound, count)| Some((bound.to_owned(), count.parse().ok()?)))
        .collect();
    let total = buckets.last().map(|(_, count)| *count).context("/metrics tells no lateness")?;
    let bound = |percent: u64| {
        let found = buckets.iter().find(|(_, count)| count * 100 >= total * percent);
        found.map(|(bound, _)| bound.clone()).unwrap_or_default()
    };
    Ok([bound(50), bound(99)])
}

fn tell(
    report: &mut Report,
    (waiting, engine): (u64, &str),
    (rung, at_relay, writes): (&[Rung], &[i64], &[i64]),
    counted: &[String; 2],
) {
    let late: Vec<i64> = rung.iter().map(|mail| mail.rung_at - mail.due_at).collect();
    report.lateness(&format!("due to the point of no return{engine}"), &late);
    report.lateness(&format!("due to `DATA` at the relay{engine}"), at_relay);
    report.lateness(&format!("a write, from its time to its answer{engine}"), writes);
    report.note(format!(
        "{} mails were sent over SMTP{engine} while {waiting} waited and {RATE} writes came a second; each came in once. `/metrics` says: p50 at most {} s, p99 at most {} s.",
        rung.len(), counted[0], counted[1],
    ));
    report.goal(Goal::at_most(format!("lateness{engine}, p50"), "ms", percentile(&late, 50.0) / 1000.0, 5.0));
    report.goal(Goal::at_most(format!("lateness{engine}, p99"), "ms", percentile(&late, 99.0) / 1000.0, 50.0));
    report.goal(Goal::at_least(
        format!("earliest `DATA` after it was due{engine}"),
        "ms",
        percentile(at_relay, 0.0) / 1000.0,
        0.0,
    ));
}
