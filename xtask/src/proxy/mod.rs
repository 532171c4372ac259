//! The proxy configurations of `docs/proxy/`, run for real in front of two nodes on one database.
//!
//! Only addresses and ports are put in for those in the files. Needs nginx and HAProxy (Debian: `apt-get install nginx-light
//! haproxy`), so it is no part of `bin/ci`; one that is missing is told, and the other is tried.

mod front;
mod load;
mod manners;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use store::ground::server as database;

use front::{Front, Kind};
use load::Tally;

use crate::people::People;
use crate::trial::nodes::Nodes;

/// How long people call before, between and after the restarts.
const CALM: Duration = Duration::from_secs(2);
/// How long a node that was taken out is left alone before it is stopped.
const DRAINED: Duration = Duration::from_secs(1);

/// What is tried.
#[derive(Args)]
pub struct Wish {
    /// How often each node is restarted
    #[arg(long, default_value_t = 3)]
    restarts: usize,
}

/// Tries both. Returns whether all was as the files say.
///
/// # Errors
/// If something could not be tried.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let folder = tempfile::tempdir().context("making a folder")?;
    let Some(server) = database::server() else { return Ok(true) };
    let url = server.url();
    let flags = ["--database", &url, "--trusted-proxy", "127.0.0.1", "--assign-delay", "1h", "--update-delay", "1h"];
    let nodes = Nodes::new(&[None, None], folder.path(), &flags)?;
    nodes.start_all(&[])?;
    let first = nodes.setups().next().context("there are two")?.url();
    let names: Vec<String> = (0..load::CLIENTS).map(|number| format!("p{number}")).collect();
    let people = People::register(&first, &names)?;
    let mut is_well = true;
    for kind in [Kind::Nginx, Kind::Haproxy] {
        let Some(front) = Front::start(kind, root, (folder.path(), &nodes))? else { continue };
        is_well &= manners::check(&front, &people)?;
        is_well &= restarts(&front, &nodes, (&people, wish))?;
        is_well &= kill(&front, &nodes, &people)?;
    }
    nodes.stop_all()?;
    Ok(is_well)
}

/// Nodes are stopped and started while people call: as they are, and taken out at the proxy first.
fn restarts(front: &Front, nodes: &Nodes, (people, wish): (&People, &Wish)) -> Result<bool> {
    let mut is_well = true;
    for is_drained in [false, true] {
        let tally = load::during(&front.url(), people, || {
            std::thread::sleep(CALM);
            for number in (0..nodes.count()).cycle().take(wish.restarts * nodes.count()) {
                if is_drained {
                    front.take_out(number)?;
                    std::thread::sleep(DRAINED);
                }
                nodes.stop(number)?;
                nodes.start(number, &[])?;
                front.take_in(number)?;
                std::thread::sleep(CALM);
            }
            Ok(())
        })?;
        let how = if is_drained { "restarted, taken out first" } else { "restarted" };
        tell(front, &format!("{} nodes {how}", wish.restarts * nodes.count()), &tally);
        is_well &= !is_drained || tally.failed() == 0;
    }
    Ok(is_well)
}

/// What an unplanned end costs.
fn kill(front: &Front, nodes: &Nodes, people: &People) -> Result<bool> {
    let tally = load::during(&front.url(), people, || {
        std::thread::sleep(CALM);
        ensure!(nodes.kill(0)?, "a node did not run");
        std::thread::sleep(CALM);
        nodes.start(0, &[])?;
        std::thread::sleep(CALM);
        Ok(())
    })?;
    tell(front, "one node killed", &tally);
    Ok(true)
}

fn tell(front: &Front, what: &str, tally: &Tally) {
    println!("{}: {what}: {tally}", front.name());
}
