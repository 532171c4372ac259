//! Several servers on one database, any of which anybody may call.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, ensure};

use super::chance::Chance;
use super::clock;
use crate::server::{Server, Setup};

/// The servers, each running or not.
#[derive(Clone)]
pub struct Nodes(Arc<[Node]>);

struct Node {
    setup: Setup,
    server: Mutex<Option<Server>>,
}

impl Nodes {
    /// One for each of these clocks (see [`clock::wrong_by`]), with a data folder of its own; none runs yet.
    ///
    /// # Errors
    /// If the binary is not there, or what it takes to have a wrong clock.
    pub fn new(clocks: &[Option<String>], folder: &Path, flags: &[&str]) -> Result<Nodes> {
        let node = |(number, wrong): (usize, &Option<String>)| -> Result<Node> {
            let setup = Setup::new(folder.join(format!("node-{number}")), flags)?;
            let env = wrong.as_deref().map(clock::wrong_by).transpose()?.unwrap_or_default();
            Ok(Node { setup: Setup { env, ..setup }, server: Mutex::default() })
        };
        Ok(Nodes(clocks.iter().enumerate().map(node).collect::<Result<_>>()?))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// How they are started.
    pub fn setups(&self) -> impl Iterator<Item = &Setup> {
        self.0.iter().map(|node| &node.setup)
    }

    /// Starts one, and waits until it is ready.
    ///
    /// # Errors
    /// If it does not get there.
    pub fn start(&self, number: usize, env: &[(&str, String)]) -> Result<()> {
        let node = &self.0[number];
        let mut server = node.setup.start(env)?;
        ensure!(server.wait_until_ready(&node.setup)?, "a node ended at once; see {}", node.setup.log().display());
        node.put(Some(server));
        Ok(())
    }

    /// Starts all, at once.
    ///
    /// # Errors
    /// If one does not get there.
    pub fn start_all(&self, env: &[(&str, String)]) -> Result<()> {
        std::thread::scope(|threads| {
            let starting: Vec<_> =
                (0..self.count()).map(|number| threads.spawn(move || self.start(number, env))).collect();
            starting
                .into_iter()
                .try_for_each(|start| start.join().unwrap_or_else(|_| anyhow::bail!("a start panicked")))
        })
    }

    /// Kills one. Returns whether it ran.
    ///
    /// # Errors
    /// If it had ended by itself.
    pub fn kill(&self, number: usize) -> Result<bool> {
        match self.0[number].put(None) {
            Some(server) => server.kill().map(|_| true),
            None => Ok(false),
        }
    }

    /// Asks one to stop, and waits until it has.
    ///
    /// # Errors
    /// If it does not stop as it should.
    pub fn stop(&self, number: usize) -> Result<()> {
        self.0[number].put(None).map_or(Ok(()), Server::stop)
    }

    /// Asks all to stop, and waits until they have.
    ///
    /// # Errors
    /// If one does not stop as it should.
    pub fn stop_all(&self) -> Result<()> {
        self.0.iter().filter_map(|node| node.put(None)).try_for_each(Server::stop)
    }

    /// Fails if one that should run has ended.
    ///
    /// # Errors
    /// That one has.
    pub fn check(&self) -> Result<()> {
        for node in &*self.0 {
            let mut server = node.server.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = server.as_mut().map(Server::ended).transpose()?.flatten();
            ensure!(ended.is_none(), "a node ended by itself ({ended:?}); see {}", node.setup.log().display());
        }
        Ok(())
    }

    /// Which run.
    pub fn running(&self) -> Vec<usize> {
        (0..self.count()).filter(|number| self.0[*number].is_running()).collect()
    }

    /// Where one of those that run answers.
    pub fn any(&self, chance: &mut Chance) -> Option<String> {
        let running = self.running();
        (!running.is_empty()).then(|| self.0[*chance.pick(&running)].setup.url())
    }
}

impl Node {
    fn put(&self, server: Option<Server>) -> Option<Server> {
        std::mem::replace(&mut *self.server.lock().unwrap_or_else(PoisonError::into_inner), server)
    }

    fn is_running(&self) -> bool {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}
