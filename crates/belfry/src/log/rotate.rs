//! A log file that never grows without bound.
//!
//! `error.log` is always the current file. When it is full it becomes `error.log.1`, what was `.1` becomes `.2`, and so on;
//! the oldest goes. A line that cannot be written (the disk is full) is lost: logging must not stop the work.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

/// How large a file becomes, in bytes.
pub const SIZE_MAX: u64 = 10 << 20;
/// How many full files are kept beside the current one.
pub const KEPT: u32 = 5;

/// The current file and where it lies.
pub struct LogFile {
    path: PathBuf,
    size_max: u64,
    current: Mutex<Current>,
}

struct Current {
    file: File,
    size: u64,
}

impl LogFile {
    /// Opens the file to be written on, and makes it if there is none.
    pub fn open(path: &Path, size_max: u64) -> io::Result<LogFile> {
        Ok(LogFile { path: path.to_owned(), size_max, current: Mutex::new(Current::open(path)?) })
    }

    fn rotate(&self) -> io::Result<Current> {
        let numbered = |number: u32| {
            let mut name = self.path.as_os_str().to_owned();
            name.push(format!(".{number}"));
            PathBuf::from(name)
        };
        for number in (1..KEPT).rev() {
            if numbered(number).exists() {
                std::fs::rename(numbered(number), numbered(number + 1))?;
            }
        }
        std::fs::rename(&self.path, numbered(1))?;
        Current::open(&self.path)
    }
}

impl Current {
    fn open(path: &Path) -> io::Result<Current> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        let size = file.metadata()?.len();
        Ok(Current { file, size })
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = &'a LogFile;

    fn make_writer(&'a self) -> &'a LogFile {
        self
    }
}

impl Write for &LogFile {
    /// Takes one whole line, which is never split over two files.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let added = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if current.size > 0 && current.size.saturating_add(added) > self.size_max {
            // If the names cannot be changed, the current file grows on: better than no log.
            if let Ok(next) = self.rotate() {
                *current = next;
            }
        }
        current.file.write_all(line)?;
        current.size = current.size.saturating_add(added);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_file_keeps_its_name_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("error.log");
        let file = LogFile::open(&path, 10).unwrap();
        for number in 0..9 {
            (&file).write_all(format!("line {number}!\n").as_bytes()).unwrap();
        }
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("error.log"), "line 8!\n");
        assert_eq!(read("error.log.1"), "line 7!\n");
        assert_eq!(read("error.log.5"), "line 3!\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 6);
    }

    #[test]
    fn an_earlier_file_is_written_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("error.log");
        (&LogFile::open(&path, 100).unwrap()).write_all(b"one\n").unwrap();
        (&LogFile::open(&path, 100).unwrap()).write_all(b"two\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    }
}
