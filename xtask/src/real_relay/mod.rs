//! Sends every kind of mail through a real mail server, Debian's Exim, and reads it with a parser that is not ours.
//!
//! The real binary on a fresh data folder, the real server on loopback with STARTTLS, and a story told over HTTP: an
//! assignment, a relief, an edit, a digest, an address that does not exist, a "not now", and a server that goes away.
//! Needs root (Exim changes its user), `exim4-daemon-light` and `python3`. How a misbehaving server is taken is tested in
//! `crates/outbox/`, in the process.

mod cases;
mod exim;
mod mailbox;
mod story;

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::people::People;
use crate::rows::Visit;
use crate::server::{self, Setup};
use cases::{CASES, Found};
use exim::Exim;

const FLAGS: [&str; 8] =
    ["--assign-delay", "2s", "--update-delay", "1s", "--digest-every", "10s", "--mail-from", "belfry@example.com"];
const CAST: [&str; 5] = ["ada", "ben", "cleo", "dov", "gone"];

/// Tells the story and judges the mail. Returns whether all is well.
///
/// # Errors
/// If there is no mail server, or Belfry does not do what it is asked.
pub fn run(root: &Path) -> Result<bool> {
    let folder = tempfile::Builder::new().prefix("belfry-relay-").tempdir().context("making a folder")?;
    // Exim is another user, and must get at its folder below.
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let judged = tell(root, folder.path());
    if !matches!(judged, Ok(true)) {
        println!("real-relay: everything is kept in {}", folder.keep().display());
    }
    judged
}

fn tell(root: &Path, folder: &Path) -> Result<bool> {
    let mut exim = Exim::prepare(&folder.join("exim"), server::free_port()?)?;
    exim.start()?;
    let setup = Setup::new(folder.join("data"), &[&FLAGS[..], &["--mail", &exim.url()]].concat())?;
    let mut belfry = setup.start(&[])?;
    ensure!(belfry.wait_until_ready(&setup)?, "Belfry did not start; see {}", setup.log().display());
    let people = People::register(&setup.url(), &CAST)?;
    story::act(&people, &mut exim)?;
    belfry.stop()?;
    let rows = Visit::open(setup.database(), &root.join("migrations"))?.mails()?;
    let found = Found { letters: mailbox::read(&exim.mailbox())?, rows, relay_log: exim.log() };
    let panics = server::panics(&setup.log());
    ensure!(panics == 0, "{panics} panics in {}", setup.log().display());
    Ok(judge(&found))
}

fn judge(found: &Found) -> bool {
    let mut failed = 0;
    for (sentence, case) in CASES {
        match case(found) {
            Ok(()) => println!("  ok    {sentence}"),
            Err(problem) => {
                failed += 1;
                println!("  FAIL  {sentence}: {problem:#}");
            }
        }
    }
    println!("real-relay: {} passed, {failed} failed", CASES.len() - failed);
    failed == 0
}
