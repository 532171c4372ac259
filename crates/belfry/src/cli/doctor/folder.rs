//! The data folder: who can read it, whether it can be written, and how much room there is.

use std::path::Path;

use super::finding::Finding;
use super::settings::is_open;
use crate::config::Settings;

const MIB: u64 = 1 << 20;
/// With less room than this Belfry may stop at any time.
const ROOM_LEAST: u64 = 100 * MIB;
/// With less room than this somebody should look at it.
const ROOM_SMALL: u64 = 1024 * MIB;

pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    let data = &settings.data;
    if !data.is_dir() {
        return vec![Finding::warn("folder", format!("{} is not there yet: `belfry serve` makes it", data.display()))];
    }
    let elsewhere = settings.database.file().and_then(Path::parent).filter(|folder| *folder != data && folder.is_dir());
    [access(settings), room(data)].into_iter().chain(elsewhere.map(room)).collect()
}

fn access(settings: &Settings) -> Finding {
    let (data, keys) = (&settings.data, settings.token_keys());
    let shown = data.display();
    if let Err(error) = tempfile_in(data) {
        return Finding::fail(
            "folder",
            format!("{shown} cannot be written: {error}; give it to the user Belfry runs as"),
        );
    }
    if is_open(&keys) {
        let keys = keys.display();
        return Finding::fail("folder", format!("others can read the keys of access tokens: chmod 600 {keys}"));
    }
    if is_open(data) {
        return Finding::warn("folder", format!("others can look into {shown}: chmod 700 {shown}"));
    }
    Finding::ok("folder", format!("{shown} can be written, and only its owner can look into it"))
}

/// Makes a file that is gone at once.
fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::File::create_new(&path)?;
    std::fs::remove_file(&path)
}

fn room(data: &Path) -> Finding {
    let free = match rustix::fs::statvfs(data) {
        Ok(stat) => stat.f_bavail.saturating_mul(stat.f_frsize),
        Err(error) => return Finding::warn("folder", format!("the free space could not be found out: {error}")),
    };
    let found = format!("{} MiB free in {}", free / MIB, data.display());
    match free {
        ..ROOM_LEAST => Finding::fail("folder", format!("only {found}: make room")),
        ROOM_LEAST..ROOM_SMALL => Finding::warn("folder", format!("only {found}: make room")),
        _ => Finding::ok("folder", found),
    }
}
