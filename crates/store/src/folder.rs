//! The folder a database file lies in: its lock, and the refusal to begin an empty database beside another.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::{Access, Error, Options};

/// The first bytes of every SQLite database (sqlite.org/fileformat.html, section 1.3.1).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Held for as long as this process is the one that serves.
pub(crate) struct Lock {
    /// The lock goes when the file is closed, however the process ends.
    _file: File,
}

/// What the folder allows.
pub(crate) enum Entry {
    /// This process has the database to itself.
    Alone(Lock),
    /// Another process serves it; this one visits.
    Visiting,
}

/// Makes sure of the folder, of the lock, and that no empty database comes to be by a slip.
pub(crate) fn enter(path: &Path, options: &Options) -> Result<Entry, Error> {
    if path.is_dir() {
        return Err(Error::Open(format!("{} is a folder: name the database file in it", path.display())));
    }
    if !path.exists() {
        refuse_a_slip(path, options)?;
    }
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)
        .map_err(|error| Error::Open(format!("the folder {} cannot be made: {error}", folder.display())))?;
    match lock(&beside(path, "-lock"))? {
        Ok(lock) => Ok(Entry::Alone(lock)),
        Err(holder) => match options.access {
            Access::Visit => Ok(Entry::Visiting),
            Access::Serve => Err(Error::Open(format!(
                "another Belfry{holder} serves {}: stop it first, or give this one a folder of its own with --data",
                path.display()
            ))),
        },
    }
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

/// Takes the lock; or says who holds it, as ` (process 123)`.
fn lock(path: &Path) -> Result<Result<Lock, String>, Error> {
    let failed =
        |error: std::io::Error| Error::Open(format!("the lock file {} cannot be used: {error}", path.display()));
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).map_err(failed)?;
            file.seek(SeekFrom::Start(0)).map_err(failed)?;
            write!(file, "{}", std::process::id()).map_err(failed)?;
            Ok(Ok(Lock { _file: file }))
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Only to be helpful: the message does without.
            let _ = file.read_to_string(&mut holder);
            let is_number = !holder.is_empty() && holder.bytes().all(|byte| byte.is_ascii_digit());
            Ok(Err(if is_number { format!(" (process {holder})") } else { String::new() }))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
