//! What a trial with several servers plays on: a database server of its own, nodes, a relay, people.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use store::ground::server::{self, Server};
use store::ground::wire::Wire;
use testrelay::{Act, Relay, Rule, Step};

use super::chance::Chance;
use super::nodes::Nodes;
use super::summary::Summary;
use super::writer::Writer;
use super::{drain, judge, look_for_panics};
use crate::people::People;
use crate::rows::Visit;

const WRITERS: usize = 8;

/// Which trial.
pub struct Play {
    /// What it is called.
    pub name: &'static str,
    /// Where chance begins.
    pub seed: u64,
    /// The clock of each node: right, or wrong by so much.
    pub clocks: Vec<Option<String>>,
    /// What nodes are started with.
    pub env: &'static [(&'static str, &'static str)],
}

/// Everything a trial plays on.
pub struct Stage {
    pub cast: Cast,
    pub summary: Summary,
    relay: Relay,
    people: Arc<People>,
    writers: Vec<Writer>,
}

/// What a trial does something to while people write.
pub struct Cast {
    pub server: Server,
    /// What lies between the nodes and the server.
    pub wire: Wire,
    pub nodes: Nodes,
    pub chance: Chance,
    pub interrupted: Arc<AtomicBool>,
    migrations: PathBuf,
}

impl Stage {
    /// Starts everything. `None`, and a line that says so, where there is no database server to be had.
    ///
    /// # Errors
    /// If something does not start.
    pub fn begin(root: &Path, folder: &Path, play: &Play) -> Result<Option<Stage>> {
        let Some(server) = server::server() else { return Ok(None) };
        let relay = Relay::start();
        // Slow enough that a kill finds mail on its way.
        relay.add(Rule::new(Step::Dot, Act::Wait(Duration::from_millis(4))));
        let mut flags = vec!["--assign-delay", "250ms", "--update-delay", "100ms", "--token-ttl", "7d"];
        let wire = Wire::to(server.port());
        let database = server.url().replace(&format!(":{}/", server.port()), &format!(":{}/", wire.port()));
        let mail = format!("smtp://{}", relay.address());
        flags.extend(["--mail", &mail, "--database", &database]);
        let nodes = Nodes::new(&play.clocks, folder, &flags)?;
        nodes.start_all(&env(play.env))?;
        let names: Vec<String> = (0..WRITERS + 2).map(|number| format!("p{number}")).collect();
        let first = nodes.setups().next().context("a trial needs a node")?.url();
        let people = Arc::new(People::register(&first, &names)?);
        let mut chance = Chance::new(play.seed);
        let writers = (0..WRITERS).map(|me| Writer::new(me, Arc::clone(&people), chance.fork())).collect();
        let (migrations, interrupted) = (root.join("migrations"), super::watch_for_interrupt());
        let cast = Cast { server, wire, nodes, chance, interrupted, migrations };
        Ok(Some(Stage { cast, summary: Summary::new(play.name), relay, people, writers }))
    }

    /// Everybody writes for as long as `during` takes.
    ///
    /// # Errors
    /// As `during` fails.
    pub fn load(&mut self, during: impl FnOnce(&mut Cast, &mut Summary) -> Result<()>) -> Result<()> {
        let stop = AtomicBool::new(false);
        let nodes = self.cast.nodes.clone();
        std::thread::scope(|threads| {
            for writer in &mut self.writers {
                threads.spawn(|| writer.write_over(&nodes, &stop));
            }
            let done = during(&mut self.cast, &mut self.summary);
            stop.store(true, Ordering::Relaxed);
            done
        })
    }

    /// Everything that was acknowledged is read again, all mail comes to its end, and everything is compared.
    ///
    /// # Errors
    /// If that cannot be done.
    pub fn finish(mut self) -> Result<Summary> {
        let urls: Vec<String> = self.cast.nodes.setups().map(crate::server::Setup::url).collect();
        let is_read = std::thread::scope(|threads| {
            let reading = self.writers.iter_mut().zip(urls.iter().cycle());
            let reading: Vec<_> =
                reading.map(|(writer, url)| threads.spawn(|| writer.check(url) && writer.check_all(url))).collect();
            reading.into_iter().all(|reading| reading.join().unwrap_or(false))
        });
        anyhow::ensure!(is_read, "a node broke off while everything was read again");
        let database = self.cast.visit()?;
        let took = drain(&database)?;
        self.summary.note("drained, in seconds", took.as_secs());
        let overdue = database.oldest_overdue()?;
        self.summary.note("oldest overdue then, in seconds", Duration::from_secs_f64(overdue).as_secs());
        self.cast.nodes.stop_all()?;
        judge(&mut self.summary, (&database.mails()?, &self.relay), (&self.people, &self.writers));
        for setup in self.cast.nodes.setups() {
            look_for_panics(&mut self.summary, &setup.log());
        }
        Ok(self.summary)
    }
}

impl Cast {
    /// The database, beside the nodes.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn visit(&self) -> Result<Visit> {
        let place = store::parse_url(&self.server.url(), None).map_err(anyhow::Error::msg)?;
        Visit::open(place, &self.migrations)
    }

    /// Whether somebody pressed Ctrl-C.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

/// Environment variables, as a node is started with them.
pub fn env<'a>(pairs: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}
