//! What somebody should know who looks after a database in a file.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::examine::Finding;
use crate::folder::beside;
use crate::{Db, Error};

/// Looks at how it is written, and who can read it.
pub(crate) fn examine(db: &Db<'_>, path: &Path) -> Result<Vec<Finding>, Error> {
    let mode: String = db.one("PRAGMA journal_mode", &[], |row| row.get("journal_mode"))?;
    Ok(vec![journal(&mode), access(path)])
}

/// Only with the log beside it do readers not wait for the one who writes.
fn journal(mode: &str) -> Finding {
    if mode == "wal" {
        Finding::fine("journal", "written ahead, and on the disk before a change is acknowledged")
    } else {
        let text = format!("the journal is {mode:?} and not \"wal\": is the file on a network drive? Use a local disk");
        Finding::trouble("journal", text)
    }
}

/// It holds hashes of passwords, and all that people wrote.
fn access(path: &Path) -> Finding {
    let files = [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")];
    match files.iter().find(|file| is_open(file)) {
        None => Finding::fine("access", "only its owner can read the database file"),
        Some(file) => Finding::warning("access", format!("others can read {0}: chmod 600 {0}", file.display())),
    }
}

fn is_open(file: &PathBuf) -> bool {
    std::fs::metadata(file).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn a_journal_that_is_not_written_ahead_is_trouble() {
        for (mode, verdict) in [("wal", Verdict::Fine), ("delete", Verdict::Trouble), ("memory", Verdict::Trouble)] {
            assert_eq!(journal(mode).verdict, verdict, "{mode}");
        }
    }

    #[test]
    fn a_file_that_others_can_read_is_warned_of() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.db");
        for (name, mode, verdict) in [
            ("b.db", 0o600, Verdict::Fine),
            ("b.db-wal", 0o640, Verdict::Warning),
            ("b.db-wal", 0o600, Verdict::Fine),
            ("b.db", 0o604, Verdict::Warning),
        ] {
            let file = folder.path().join(name);
            std::fs::write(&file, "").unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(access(&path).verdict, verdict, "{name} {mode:o}");
        }
    }
}
