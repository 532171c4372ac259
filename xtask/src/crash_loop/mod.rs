//! Kills a loaded server again and again, and checks what is left.
//!
//! Several people write over HTTP; the server is killed at random moments, or dies by itself at a labelled point of the
//! outbox (`BELFRY_CRASH_AT`). After each restart every issue touched is read again: an acknowledged write is there, one
//! without an answer happened whole or not at all. At the end the outbox is drained and each mail is compared with what the
//! relay took: nothing lost, nothing early, nothing after a relief, repeats only where the outcome was unknown. On PostgreSQL
//! as on SQLite, but that there a server waits until the one before it has fallen silent, and takes over at the end.
//! What mails look like is not its business; see `real-relay`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use store::ground::server as postgres;
use testrelay::{Act, Relay, Rule, Step};

use crate::people::People;
use crate::rows::Visit;
use crate::server::{Server, Setup};
use crate::trial::chance::{self, Chance};
use crate::trial::summary::Summary;
use crate::trial::writer::Writer;
use crate::trial::{drain, in_a_folder, judge, look_for_panics, watch_for_interrupt};

/// Where the server can be made to die; the labels of `outbox::crash::POINTS`.
const POINTS: [&str; 6] =
    ["after-lease", "after-render", "after-point-of-no-return", "in-data", "after-final-dot", "before-settle"];
const WRITERS: usize = 4;
/// How long a server is loaded before it is killed, at the most.
const LOAD_FOR: Duration = Duration::from_millis(700);
const FLAGS: [&str; 6] = ["--assign-delay", "250ms", "--update-delay", "100ms", "--token-ttl", "7d"];

/// How often, and by which chance.
#[derive(Args)]
pub struct Wish {
    /// How many times the server is killed
    #[arg(long, default_value_t = 200)]
    cycles: u32,
    /// On a PostgreSQL server of its own, instead of SQLite
    #[arg(long)]
    postgres: bool,
    /// Where chance begins: the same seed makes the same choices [default: from the clock]
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs the loop. Returns whether all held.
///
/// # Errors
/// If the loop itself could not go on.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let seed = wish.seed.unwrap_or_else(chance::from_clock);
    let engine = if wish.postgres { "PostgreSQL" } else { "SQLite" };
    println!("crash-loop: {} cycles on {engine} with --seed {seed}", wish.cycles);
    in_a_folder("crash-loop", seed, |folder| {
        let database = if wish.postgres { Database::on_postgres() } else { Some(Database::InTheFolder) };
        let Some(database) = database else { return Ok(None) };
        Loop::begin(root, folder, (database, seed))?.run(wish.cycles).map(Some)
    })
}

/// Where the server keeps what it is told.
enum Database {
    InTheFolder,
    OnPostgres(postgres::Server),
}

impl Database {
    /// `None`, and a line that says so, where there is no PostgreSQL to be had.
    fn on_postgres() -> Option<Database> {
        postgres::server().map(Database::OnPostgres)
    }

    /// Its URL, if it needs one.
    fn url(&self) -> Option<String> {
        match self {
            Database::InTheFolder => None,
            Database::OnPostgres(server) => Some(server.url()),
        }
    }
}

struct Loop {
    migrations: PathBuf,
    database: Database,
    relay: Relay,
    setup: Setup,
    people: Arc<People>,
    writers: Vec<Writer>,
    chance: Chance,
    summary: Summary,
}

impl Loop {
    fn begin(root: &Path, folder: &Path, (database, seed): (Database, u64)) -> Result<Loop> {
        let relay = Relay::start();
        // Slow enough that a kill finds mail on its way.
        relay.add(Rule::new(Step::Dot, Act::Wait(Duration::from_millis(4))));
        let mail = format!("smtp://{}", relay.address());
        let mut setup = Setup::new(folder.join("data"), &[&FLAGS[..], &["--mail", &mail]].concat())?;
        setup.flags.extend(database.url().map(|url| format!("--database={url}")));
        let mut server = setup.start(&[])?;
        ensure!(server.wait_until_ready(&setup)?, "the server did not start; see {}", setup.log().display());
        let names: Vec<String> = (0..WRITERS + 2).map(|number| format!("p{number}")).collect();
        let people = Arc::new(People::register(&setup.url(), &names)?);
        server.stop()?;
        let mut chance = Chance::new(seed);
        let writers = (0..WRITERS).map(|me| Writer::new(me, Arc::clone(&people), chance.fork())).collect();
        Ok(Loop {
            migrations: root.join("migrations"),
            database,
            relay,
            setup,
            people,
            writers,
            chance,
            summary: Summary::new("crash-loop"),
        })
    }

    fn run(mut self, cycles: u32) -> Result<Summary> {
        let interrupted = watch_for_interrupt();
        for cycle in 1..=cycles {
            self.cycle().with_context(|| format!("in cycle {cycle}"))?;
            let acknowledged: u64 = self.writers.iter().map(|writer| writer.acknowledged).sum();
            self.summary.progress(cycles, &format!("{acknowledged} writes acknowledged"));
            if interrupted.load(Ordering::Relaxed) || self.writers.iter().any(|writer| !writer.violations.is_empty()) {
                break;
            }
        }
        self.finish().context("draining the outbox at the end")?;
        Ok(self.summary)
    }

    /// One life of the server.
    fn cycle(&mut self) -> Result<()> {
        let point = (self.chance.below(3) > 0).then(|| *self.chance.pick(&POINTS));
        let wish = point.map(|point| ("BELFRY_CRASH_AT", format!("{point}:{}", 1 + self.chance.below(8))));
        let digests = Some(("BELFRY_DIGEST_EVERY", "10s".to_owned()));
        let mut server = self.setup.start(&[wish, digests].into_iter().flatten().collect::<Vec<_>>())?;
        let url = self.setup.url();
        // It may meet its point while it takes over what the last one left behind.
        let is_up = server.wait_until_ready(&self.setup)? && self.writers.iter_mut().all(|writer| writer.check(&url));
        let by_itself = if is_up { self.load(server, &url)? } else { server.kill()? };
        self.summary.happened(point.filter(|_| by_itself).unwrap_or("killed at random"));
        Ok(())
    }

    /// Everybody writes until the server is dead. Returns whether it died by itself.
    fn load(&mut self, mut server: Server, url: &str) -> Result<bool> {
        let (stop, until) = (AtomicBool::new(false), Instant::now() + self.chance.up_to(LOAD_FOR));
        std::thread::scope(|threads| {
            for writer in &mut self.writers {
                threads.spawn(|| writer.write_until(url, &stop));
            }
            while Instant::now() < until && matches!(server.ended(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(1));
            }
            let by_itself = server.kill();
            stop.store(true, Ordering::Relaxed);
            by_itself
        })
    }

    /// Lets all mail come to its end, and checks everything.
    fn finish(&mut self) -> Result<()> {
        let mut server = self.setup.start(&[("BELFRY_DIGEST_EVERY", "off".to_owned())])?;
        ensure!(server.wait_until_ready(&self.setup)?, "the server did not start; see {}", self.setup.log().display());
        let url = self.setup.url();
        let is_up = self.writers.iter_mut().all(|writer| writer.check(&url) && writer.check_all(&url));
        ensure!(is_up, "the server broke off; see {}", self.setup.log().display());
        let place = match self.database.url() {
            Some(url) => store::parse_url(&url, None).map_err(anyhow::Error::msg)?,
            None => self.setup.database().into(),
        };
        let database = Visit::open(place, &self.migrations)?;
        drain(&database)?;
        server.stop()?;
        judge(&mut self.summary, (&database.mails()?, &self.relay), (&self.people, &self.writers));
        look_for_panics(&mut self.summary, &self.setup.log());
        if self.summary.unavailable + self.summary.not_known > 0 {
            self.summary.violations.push("a server that was up said that it was unavailable".to_owned());
        }
        Ok(())
    }
}
