//! One process serves a folder; no empty database comes to be by a slip.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use store::{Access, Error, Options, Store};

use crate::ground::{Ground, MIGRATIONS, note, words};

fn refusal(options: Options) -> String {
    match Store::open(options) {
        Err(Error::Open(why)) => why,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was opened"),
    }
}

#[test]
fn a_second_server_is_refused_and_told_who_holds_it() {
    let ground = Ground::on_sqlite();
    let _first = ground.open();
    let why = refusal(ground.options());
    assert!(why.contains(&format!("process {}", std::process::id())) && why.contains("--data"), "{why}");
}

#[test]
fn the_lock_goes_with_the_store() {
    let ground = Ground::on_sqlite();
    drop(ground.open());
    drop(ground.open());
}

#[tokio::test]
async fn a_visitor_reads_and_writes_beside_the_server() {
    let ground = Ground::on_sqlite();
    let server = ground.open();
    note(&server, "server").await.unwrap();
    let visitor = Store::open(Options { access: Access::Visit, ..ground.options() }).unwrap();
    assert!(visitor.is_served() && !server.is_served());
    note(&visitor, "visitor").await.unwrap();
    assert_eq!(words(&server).await, ["server", "visitor"]);
    assert_eq!(words(&visitor).await, ["server", "visitor"]);
}

#[tokio::test]
async fn a_visitor_keeps_no_server_from_starting() {
    let ground = Ground::on_sqlite();
    let visitor = Store::open(Options { access: Access::Visit, ..ground.options() }).unwrap();
    assert!(!visitor.is_served());
    let server = ground.open();
    note(&visitor, "visitor").await.unwrap();
    note(&server, "server").await.unwrap();
    assert_eq!(words(&visitor).await, ["server", "visitor"]);
}

#[test]
fn servers_start_while_visitors_come_and_go() {
    let ground = Ground::on_sqlite();
    drop(ground.open());
    let options = ground.options();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..20 {
                    drop(Store::open(Options { access: Access::Visit, ..options.clone() }).unwrap());
                }
            });
        }
        for _ in 0..20 {
            drop(ground.open());
        }
    });
}

#[test]
fn removing_files_beside_the_database_lets_no_second_server_in() {
    let ground = Ground::on_sqlite();
    let _server = ground.open();
    fs::remove_file(ground.folder().join("belfry.db-lock")).unwrap();
    assert!(refusal(ground.options()).contains("another Belfry"));
}

#[test]
fn nobody_else_can_read_the_database() {
    let ground = Ground::on_sqlite();
    let _server = ground.open();
    for name in ["belfry.db", "belfry.db-wal", "belfry.db-shm", "belfry.db-lock"] {
        let mode = fs::metadata(ground.folder().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn who_only_looks_changes_nothing() {
    let ground = Ground::on_sqlite();
    let look = || Options { access: Access::Look, ..ground.options() };
    assert!(refusal(look()).contains("there is no database"));
    assert!(!ground.folder().join("belfry.db").exists());
    drop(Store::open(Options { migrations: &MIGRATIONS[..0], ..ground.options() }).unwrap());
    assert!(refusal(look()).contains("belfry migrate"));
    drop(ground.open());
    assert!(!Store::open(look()).unwrap().is_served());
}

#[test]
fn no_empty_database_is_begun_beside_another() {
    let ground = Ground::on_sqlite();
    drop(ground.open());
    let mistyped = ground.folder().join("belfy.db");
    let why = refusal(Options::new(&mistyped, MIGRATIONS));
    assert!(why.contains("belfy.db") && why.contains("belfry.db"), "{why}");
    assert!(!mistyped.exists());
}

#[test]
fn no_empty_database_is_begun_elsewhere_while_the_data_folder_holds_one() {
    let (ground, elsewhere) = (Ground::on_sqlite(), Ground::on_sqlite());
    drop(ground.open());
    let options = Options { refuse_beside: Some(ground.folder().to_owned()), ..elsewhere.options() };
    assert!(refusal(options).contains("--database"));
    assert_eq!(fs::read_dir(elsewhere.folder()).unwrap().count(), 0);
}

#[test]
fn a_folder_and_a_file_of_another_kind_are_refused() {
    let ground = Ground::on_sqlite();
    assert!(refusal(Options::new(ground.folder(), MIGRATIONS)).contains("is a folder"));
    let text = ground.folder().join("text.db");
    fs::write(&text, "not a database, but long enough to be read as the head of one".repeat(20)).unwrap();
    assert!(refusal(Options::new(&text, MIGRATIONS)).contains("cannot be used"));
}

#[test]
fn folders_that_are_missing_are_made() {
    let ground = Ground::on_sqlite();
    let deep = ground.folder().join("a/b/belfry.db");
    drop(Store::open(Options::new(&deep, MIGRATIONS)).unwrap());
    assert!(deep.exists());
}
