//! The file that holds the keys of access tokens: one key a line, `id secret`, the newest first, readable by its owner only.
//! A key that took the place of another also has the second (of Unix time) in which it did.
//!
//! It is always replaced as a whole, never written into, so that no reader sees half of it. A process that has it open
//! notices a replacement within a second.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::hmac;
use store::Timestamp;

const SECRET_BYTES: usize = 32;
/// How many old keys are kept at the most, however young.
pub(super) const KEPT_MOST: usize = 1000;
/// How often a file is looked at again.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The keys of a file, as they were when it was last looked at.
pub(super) struct KeyFile {
    path: PathBuf,
    known: RwLock<Known>,
}

struct Known {
    /// The newest first; never empty.
    keys: Vec<(String, hmac::Key)>,
    version: Version,
    looked_at: Timestamp,
}

/// What changes when a file is replaced: its inode, length and time.
#[derive(PartialEq, Eq)]
struct Version(u64, u64, i64, i64);

impl KeyFile {
    /// The keys in this file; it is made, with one new key, if it is not there.
    pub fn open(path: &Path) -> Result<KeyFile> {
        if !path.try_exists().with_context(|| format!("looking for the key file {}", path.display()))? {
            make(path)?;
        }
        let (keys, version) = read(path)?;
        let known = RwLock::new(Known { keys, version, looked_at: Timestamp(0) });
        Ok(KeyFile { path: path.to_owned(), known })
    }

    /// Puts a new key first. Of the old ones those stay that signed within the last `keep_for`.
    pub fn rotate(path: &Path, keep_for: Duration, now: Timestamp) -> Result<()> {
        if !path.try_exists()? {
            return make(path);
        }
        read(path)?;
        let old = fs::read_to_string(path)?;
        let (id, secret) = new_pair()?;
        let mut text = format!("{id} {secret} {}\n", now.as_seconds());
        let mut replaced_at = Some(now.as_seconds());
        for line in old.lines().filter(|line| !is_remark(line)).take(KEPT_MOST) {
            if is_kept(replaced_at, keep_for, now) {
                text = text + line.trim() + "\n";
            }
            replaced_at = parse(line).and_then(|line| line.made_at);
        }
        let draft = write_draft(path, &text)?;
        fs::rename(&draft, path).with_context(|| format!("replacing the key file {}", path.display()))?;
        sync_folder(path)
    }

    /// What `with` makes of the id and the key that sign.
    pub fn newest<T>(&self, now: Timestamp, with: impl FnOnce(&str, &hmac::Key) -> T) -> T {
        self.look(now);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let (id, key) = &known.keys[0];
        with(id, key)
    }

    /// What `with` makes of the key with this id, if there is one.
    pub fn with_key<T>(&self, id: &str, now: Timestamp, with: impl FnOnce(&hmac::Key) -> T) -> Option<T> {
        self.look(now);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let (_, key) = known.keys.iter().find(|(known, _)| known == id)?;
        Some(with(key))
    }

    /// Reads the file again if it was replaced. What cannot be read changes nothing.
    fn look(&self, now: Timestamp) {
        let is_recent = |known: &Known| now >= known.looked_at && now.since(known.looked_at) < LOOK_EVERY;
        if is_recent(&self.known.read().unwrap_or_else(PoisonError::into_inner)) {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if is_recent(&known) {
            return;
        }
        known.looked_at = now;
        if fs::metadata(&self.path).is_ok_and(|meta| version(&meta) == known.version) {
            return;
        }
        match read(&self.path) {
            Ok((keys, version)) => (known.keys, known.version) = (keys, version),
            Err(error) => tracing::error!("the keys of access tokens stay as they were: {error:#}"),
        }
    }
}

fn version(meta: &fs::Metadata) -> Version {
    Version(meta.ino(), meta.len(), meta.mtime(), meta.mtime_nsec())
}

fn read(path: &Path) -> Result<(Vec<(String, hmac::Key)>, Version)> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("opening the key file {shown}"))?;
    let meta = file.metadata().with_context(|| format!("looking at the key file {shown}"))?;
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("the key file {shown} can be read by others (its mode is {mode:03o}): run `chmod 600 {shown}`");
    }
    let text = io::read_to_string(&file).with_context(|| format!("reading the key file {shown}"))?;
    let mut keys: Vec<(String, hmac::Key)> = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !is_remark(line)) {
        let Some((id, key)) = parse(line).and_then(|line| Some((line.id.to_owned(), key(line.secret)?))) else {
            bail!("line {} of the key file {shown} is not `id secret` with a secret of at least 32 bytes", index + 1);
        };
        if keys.iter().any(|(known, _)| *known == id) {
            bail!("line {} of the key file {shown} repeats the id {id}", index + 1);
        }
        keys.push((id, key));
    }
    if keys.is_empty() {
        bail!("the key file {shown} holds no key: delete it, and Belfry makes a new one (everybody logs in again)");
    }
    Ok((keys, version(&meta)))
}

fn is_remark(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// A line that holds a key.
struct Line<'t> {
    id: &'t str,
    secret: &'t str,
    made_at: Option<i64>,
}

fn parse(line: &str) -> Option<Line<'_>> {
    let mut words = line.split_ascii_whitespace();
    let (id, secret) = (words.next()?, words.next()?);
    let made_at = words.next().map(str::parse).transpose().ok()?;
    words.next().is_none().then_some(Line { id, secret, made_at })
}

/// Whether a key is kept that was replaced in this second; or nobody knows when.
fn is_kept(replaced_at: Option<i64>, keep_for: Duration, now: Timestamp) -> bool {
    let since = replaced_at.map_or(0, |at| now.as_seconds().saturating_sub(at));
    u64::try_from(since).unwrap_or(0) < keep_for.as_secs()
}

/// The key of a secret as it is written down; none if it is too short.
pub(super) fn key(secret: &str) -> Option<hmac::Key> {
    let secret = BASE64.decode(secret.trim()).ok()?;
    (secret.len() >= SECRET_BYTES).then(|| hmac::Key::new(hmac::HMAC_SHA256, &secret))
}

/// A new key: its id, and its secret as it is written down.
pub(super) fn new_pair() -> Result<(String, String)> {
    let (mut id, mut secret) = ([0; 8], [0; SECRET_BYTES]);
    getrandom::fill(&mut id).context("drawing the id of a key")?;
    getrandom::fill(&mut secret).context("drawing a key")?;
    Ok((format!("{:016x}", u64::from_be_bytes(id)), BASE64.encode(secret)))
}

/// The ids and secrets of a file that is in order, as they are written down, and since when; the newest first.
pub(super) fn lines(path: &Path) -> Result<Vec<(String, String, Option<i64>)>> {
    read(path)?;
    let text = fs::read_to_string(path)?;
    let lines = text.lines().filter(|line| !is_remark(line)).filter_map(parse);
    Ok(lines.map(|line| (line.id.to_owned(), line.secret.to_owned(), line.made_at)).collect())
}

fn new_line() -> Result<String> {
    let (id, secret) = new_pair()?;
    Ok(format!("{id} {secret}\n"))
}

/// Makes the file with one new key, as a whole or not at all. Where another process was faster, its file stays.
fn make(path: &Path) -> Result<()> {
    make_of(path, &new_line()?)
}

/// As [`make`], with this text.
pub(super) fn make_of(path: &Path, text: &str) -> Result<()> {
    make_by(path, text, |draft, path| fs::hard_link(draft, path))
}

/// As [`make`]. Where files cannot have two names, it is written in its place: then a crash at that moment leaves half of it,
/// which is refused at the next start.
fn make_by(path: &Path, text: &str, link: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<()> {
    let draft = write_draft(path, text)?;
    let linked = link(&draft, path);
    fs::remove_file(&draft).with_context(|| format!("removing {}", draft.display()))?;
    let made = match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => write_new(path, text),
        other => other,
    };
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("making the key file {}", path.display()))
        }
        _ => sync_folder(path),
    }
}

/// Has the name of a file reach the disk.
fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.with_context(|| format!("making the key file {} durable", path.display()))
}

/// Writes a file beside `path` that only its owner can read, down to the disk.
fn write_draft(path: &Path, text: &str) -> Result<PathBuf> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", new_line()?.split(' ').next().unwrap_or_default()));
    let draft = PathBuf::from(draft);
    write_new(&draft, text).with_context(|| format!("writing {}", draft.display()))?;
    Ok(draft)
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str, mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.key");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (folder, path)
    }

    fn refusal(text: &str, mode: u32) -> String {
        let (_folder, path) = file(text, mode);
        format!("{:#}", KeyFile::open(&path).err().expect("a key file that is refused"))
    }

    #[test]
    fn a_missing_file_is_made_for_its_owner_only_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.key");
        KeyFile::open(&path).unwrap();
        let first = fs::read_to_string(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        KeyFile::open(&path).unwrap();
        make(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_no_good_says_what_to_do() {
        let good = new_line().unwrap();
        assert!(refusal(&good, 0o644).contains("chmod 600"));
        assert!(refusal(&good, 0o660).contains("660"));
        assert!(refusal("", 0o600).contains("holds no key"));
        assert!(refusal("a secret\n", 0o600).contains("line 1"));
        assert!(refusal(&format!("{good}b c2hvcnQ\n"), 0o600).contains("line 2"));
        assert!(refusal(&format!("{good}{good}"), 0o600).contains("repeats"));
    }

    #[test]
    fn remarks_and_several_keys_are_read_the_first_signs() {
        let text = format!("# made by hand\n\n{}{}", new_line().unwrap(), new_line().unwrap());
        let (_folder, path) = file(&text, 0o600);
        let keys = KeyFile::open(&path).unwrap();
        let first = text.lines().nth(2).unwrap().split(' ').next().unwrap();
        assert_eq!(keys.newest(Timestamp(0), |id, _| id.to_owned()), first);
    }

    #[test]
    fn a_file_that_was_broken_later_changes_nothing() {
        let (_folder, path) = file(&new_line().unwrap(), 0o600);
        let keys = KeyFile::open(&path).unwrap();
        let id = keys.newest(Timestamp(0), |id, _| id.to_owned());
        fs::remove_file(&path).unwrap();
        assert!(keys.with_key(&id, Timestamp(9_000_000), |_| ()).is_some());
    }

    #[test]
    fn where_files_cannot_have_two_names_it_is_written_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.key");
        let refuses = |_: &Path, _: &Path| Err(io::Error::from(io::ErrorKind::Unsupported));
        make_by(&path, &new_line().unwrap(), refuses).unwrap();
        let first = fs::read_to_string(&path).unwrap();
        KeyFile::open(&path).unwrap();
        make_by(&path, &new_line().unwrap(), refuses).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), first);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn rotating_keeps_what_signed_lately_however_often() {
        let (_folder, path) = file(&new_line().unwrap(), 0o600);
        let (hour, minute) = (Duration::from_secs(3600), Duration::from_secs(60));
        let start = Timestamp(1_000_000_000_000_000);
        for number in 1..=10 {
            KeyFile::rotate(&path, hour, start + minute * number).unwrap();
        }
        assert_eq!(read(&path).unwrap().0.len(), 11);
        // The fifth of them was replaced an hour and a minute ago, the sixth within the hour.
        KeyFile::rotate(&path, hour, start + hour + minute * 6).unwrap();
        assert_eq!(read(&path).unwrap().0.len(), 6);
        KeyFile::rotate(&path, Duration::ZERO, start + hour + minute * 7).unwrap();
        assert_eq!(read(&path).unwrap().0.len(), 1);
    }
}
