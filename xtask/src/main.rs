//! Chores that are part of the house: `tidy` checks its rules, `crash-loop`, `nodes`, `outage` and `real-relay` its promise.

mod crash_loop;
mod failover;
mod nodes;
mod outage;
mod people;
mod proxy;
mod real_relay;
mod rows;
mod server;
mod tidy;
mod trial;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the Belfry workspace", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Check the rules of the house: sizes, names, fences between modules, docs, links.
    Tidy,
    /// Kill a loaded server again and again, and check that nothing was lost or sent that was taken back.
    CrashLoop(crash_loop::Wish),
    /// Kill one of three nodes on one database again and again, under load, and check the same.
    Nodes(nodes::Wish),
    /// Take the database away under load, in every way, and give it back.
    Outage(outage::Wish),
    /// Lose the primary of two database servers under load, promote the standby, and count acknowledged changes that are gone.
    Failover(failover::Wish),
    /// Run the proxy configurations of docs/proxy/ in front of two nodes, and restart those under load.
    Proxy(proxy::Wish),
    /// Send every kind of mail through Debian's Exim, and read it with Python's parser.
    RealRelay,
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace");
    let done = match Cli::parse().chore {
        Chore::Tidy => tidy::run(root),
        Chore::CrashLoop(wish) => crash_loop::run(root, &wish),
        Chore::Nodes(wish) => nodes::run(root, &wish),
        Chore::Outage(wish) => outage::run(root, &wish),
        Chore::Failover(wish) => failover::run(root, &wish),
        Chore::Proxy(wish) => proxy::run(root, &wish),
        Chore::RealRelay => real_relay::run(root),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
