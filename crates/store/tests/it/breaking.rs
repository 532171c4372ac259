//! Disks that fail in the middle of a commit, each in a process of its own: nothing that was acknowledged is lost.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::{Error, Options, Store};

use crate::ground::{Ground, MIGRATIONS, insert, note, words};

/// Takes the place of the system's calls: from the moment a file exists, nothing reaches the disk any more.
const BROKEN_DISK: &str = r#"
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static int is_broken(void) { return access(getenv("STORE_TEST_BROKEN"), F_OK) == 0; }
int fsync(int file) { return is_broken() ? (errno = EIO, -1) : syscall(SYS_fsync, file); }
int fdatasync(int file) { return is_broken() ? (errno = EIO, -1) : syscall(SYS_fdatasync, file); }
"#;

/// Runs the test of this name as a child, after `before` in the shell. Returns what it printed, and checks what it kept.
fn run_child(ground: &Ground, name: &str, before: &str) -> String {
    drop(Store::open(ground.options()).unwrap());
    let child = Command::new("bash")
        .args(["-c", &format!("{before} exec \"$0\" --exact breaking::{name} --nocapture")])
        .arg(std::env::current_exe().unwrap())
        .env("STORE_TEST_CHILD", ground.folder())
        .env("STORE_TEST_BROKEN", ground.folder().join("broken"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{said}{}", String::from_utf8_lossy(&child.stderr));
    let acknowledged: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("kept ")).collect();
    assert!(!acknowledged.is_empty(), "{said}");
    let kept = tokio::runtime::Runtime::new().unwrap().block_on(words(&ground.open()));
    assert!(acknowledged.iter().all(|word| kept.contains(&(*word).to_owned())), "{acknowledged:?} but {kept:?}");
    said
}

/// Where the child works; `None` where this is no child.
fn child() -> Option<(std::path::PathBuf, Store)> {
    let folder = std::path::PathBuf::from(std::env::var_os("STORE_TEST_CHILD")?);
    let store = Store::open(Options::new(folder.join("belfry.db"), MIGRATIONS)).unwrap();
    Some((folder, store))
}

/// Writes and says what was acknowledged, until a write fails.
async fn write_on(store: &Store) -> Error {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    loop {
        let word = format!("{:04}{}", NUMBER.fetch_add(1, Ordering::Relaxed), "x".repeat(2_000));
        let written = word.clone();
        match store.write(move |tx| insert(tx, &written)).await {
            Ok(_) => println!("kept {word}"),
            Err(error) => return error,
        }
    }
}

#[test]
fn a_disk_that_breaks_stops_every_acknowledgement_and_loses_none() {
    let ground = Ground::on_sqlite();
    let (source, library) = (ground.folder().join("broken.c"), ground.folder().join("broken.so"));
    std::fs::write(&source, BROKEN_DISK).unwrap();
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).status().unwrap();
    assert!(built.success());
    let preload = format!("export LD_PRELOAD={};", library.display());
    let said = run_child(&ground, "as_a_child_on_a_disk_that_breaks", &preload);
    assert!(said.contains("stopped"), "{said}");
}

/// Does nothing unless started by the test above.
#[tokio::test]
async fn as_a_child_on_a_disk_that_breaks() {
    let Some((folder, store)) = child() else { return };
    let first = note(&store, "first").await;
    assert!(first.is_ok(), "{first:?}");
    println!("kept first");
    std::fs::write(folder.join("broken"), "").unwrap();
    assert!(matches!(write_on(&store).await, Error::Stopped(_)));
    std::fs::remove_file(folder.join("broken")).unwrap();
    assert!(matches!(store.health(), Err(Error::Stopped(_))));
    assert!(matches!(note(&store, "after").await, Err(Error::Stopped(_))));
    println!("stopped");
}

#[test]
fn a_limit_on_the_size_of_a_file_is_a_disk_without_room() {
    let ground = Ground::on_sqlite();
    let said = run_child(&ground, "as_a_child_whose_files_may_not_grow", "trap '' XFSZ; ulimit -S -f 400;");
    assert!(said.contains("went on"), "{said}");
}

/// Does nothing unless started by the test above.
#[tokio::test]
async fn as_a_child_whose_files_may_not_grow() {
    let Some((_, store)) = child() else { return };
    let error = write_on(&store).await;
    assert!(matches!(error, Error::Full(_)), "{error:?}");
    assert_eq!(store.health(), Ok(()));
    let id = std::process::id().to_string();
    assert!(Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited:"]).status().unwrap().success());
    note(&store, "went on").await.unwrap();
    println!("kept went on");
}
