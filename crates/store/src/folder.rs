//! The folder a database file lies in: who serves it, and the refusal to begin an empty database beside another.
//!
//! Two locks, both taken by `flock`, which go with the process however it ends:
//!
//! - **The gate**, the file `belfry.db-lock`, is held by everybody for the moment of opening: whoever is inside finds out
//!   whether the database is served, and may bring it up to date. Others wait.
//! - **Serving** is a lock on the database file itself, held by the one that serves for as long as it lives. It is the file
//!   that it protects, so that removing or replacing any file beside it lets no second server in. A visitor lets go of it
//!   before it leaves the gate: it never keeps a server from starting.
//!
//! SQLite locks ranges of the same file by `fcntl`. On Linux the two kinds do not meet; elsewhere they may, and there a
//! second file is locked instead. Closing any descriptor of a file gives up what the *process* locked of it by `fcntl`: a
//! server therefore closes its own after SQLite's, and a visitor before SQLite opens the file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::{Access, Error, Options};

/// The first bytes of every SQLite database (sqlite.org/fileformat.html, section 1.3.1).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How long one waits for another to open the database.
const WAIT: Duration = Duration::from_secs(10);
/// How often one asks meanwhile.
const ASK_EVERY: Duration = Duration::from_millis(10);

/// Held for as long as this process is the one that serves.
pub(crate) struct Serving(#[expect(dead_code, reason = "held, and let go of by closing it")] File);

/// Held while the database is being opened.
pub(crate) struct Gate {
    /// The lock goes when the file is closed.
    file: File,
}

/// What was found on entering.
pub(crate) struct Entry {
    /// Held until the database is open.
    pub gate: Gate,
    /// This process is the one that serves.
    pub serving: Option<Serving>,
    /// Another process serves.
    pub is_served: bool,
}

/// Makes sure of the folder, that one process serves, and that no empty database comes to be by a slip.
pub(crate) fn enter(path: &Path, options: &Options) -> Result<Entry, Error> {
    if path.is_dir() {
        return Err(Error::Open(format!("{} is a folder: name the database file in it", path.display())));
    }
    if !path.exists() {
        if !options.access.makes() {
            return Err(Error::Open(format!("there is no database {}", path.display())));
        }
        refuse_a_slip(path, options)?;
    }
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)
        .map_err(|error| Error::Open(format!("the folder {} cannot be made: {error}", folder.display())))?;
    let mut gate = pass(&beside(path, "-lock"), WAIT)?;
    let lock = serve(path)?;
    let is_served = lock.is_none();
    let serving = lock.filter(|_| options.access.is_sole());
    if options.access.is_sole() {
        match &serving {
            Some(_) => gate.sign().map_err(|error| unusable(path, &error))?,
            None => return Err(already_served(path, &mut gate, options.access)),
        }
    }
    Ok(Entry { gate, serving, is_served })
}

fn already_served(path: &Path, gate: &mut Gate, access: Access) -> Error {
    let or = if access == Access::Serve { ", or give this one a folder of its own with --data" } else { "" };
    Error::Open(format!("another Belfry{} serves {}: stop it first{or}", gate.signed(), path.display()))
}

/// The lock of whoever serves; `None` while another has it. Makes the database file, which only its owner can read.
fn serve(path: &Path) -> Result<Option<Serving>, Error> {
    let failed = |error: io::Error| unusable(path, &error);
    let database = owned(path).map_err(failed)?;
    let file = if cfg!(any(target_os = "linux", target_os = "android")) {
        database
    } else {
        drop(database);
        owned(&beside(path, "-serving")).map_err(failed)?
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(Serving(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Waits until nobody else is opening the database.
fn pass(path: &Path, wait: Duration) -> Result<Gate, Error> {
    let failed = |error: io::Error| Error::Open(format!("the lock file {} cannot be used: {error}", path.display()));
    let began = Instant::now();
    loop {
        let file = owned(path).map_err(failed)?;
        match file.try_lock() {
            // Another may have removed the file between our opening and our locking it.
            Ok(()) if is_at(&file, path) => return Ok(Gate { file }),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if began.elapsed() > wait => {
                return Err(Error::Open(format!(
                    "another Belfry has been opening the database for {} seconds (bringing it up to date, perhaps): \
                     try again when it is done",
                    wait.as_secs()
                )));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(ASK_EVERY),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

impl Gate {
    /// Notes who serves, for those who are refused.
    fn sign(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        write!(self.file, "{}", std::process::id())
    }

    /// Who serves, as ` (process 123)`.
    fn signed(&mut self) -> String {
        let mut holder = String::new();
        // Only to be helpful: the message does without.
        let _ = self.file.read_to_string(&mut holder);
        let is_number = !holder.is_empty() && holder.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { format!(" (process {holder})") } else { String::new() }
    }
}

/// Opens a file, and makes it for its owner only: it holds hashes of passwords, or lies beside what does.
fn owned(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    Error::Open(format!("the database {} cannot be used: {error}", path.display()))
}

/// `path` with `suffix` after its name: `belfry.db-lock`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn refuse_a_slip(path: &Path, options: &Options) -> Result<(), Error> {
    let folders = [Some(folder_of(path)), options.refuse_beside.as_deref()];
    match folders.into_iter().flatten().find_map(database_in) {
        None => Ok(()),
        Some(other) => Err(Error::Open(format!(
            "there is no database {}, but there is {}: check the spelling of --database. \
             To begin an empty one, choose a folder that holds none (--data and --database)",
            path.display(),
            other.display()
        ))),
    }
}

/// A database file in this folder, if there is one.
fn database_in(folder: &Path) -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_database(path))
        .collect();
    found.sort();
    found.into_iter().next()
}

fn is_database(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *MAGIC
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_is_waited_for_and_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("belfry.db-lock");
        let held = pass(&path, WAIT).unwrap();
        let Err(Error::Open(why)) = pass(&path, Duration::ZERO) else { panic!("two are inside") };
        assert!(why.contains("try again"), "{why}");
        let waiting = std::thread::spawn({
            let path = path.clone();
            move || pass(&path, WAIT).is_ok()
        });
        drop(held);
        assert!(waiting.join().unwrap());
    }

    #[test]
    fn a_gate_that_was_removed_is_not_the_gate_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("belfry.db-lock");
        let held = pass(&path, WAIT).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(!is_at(&held.file, &path));
        let again = pass(&path, WAIT).unwrap();
        assert!(is_at(&again.file, &path) && !is_at(&held.file, &path));
    }
}
