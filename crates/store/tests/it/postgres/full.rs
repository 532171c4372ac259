//! A server that lets no further client in.

use std::sync::{Arc, Barrier};

use store::ground::server::{self, Server};
use store::{Error, Options, Store, Tuning};

use super::options;
use crate::ground::{note, words};

#[tokio::test]
async fn a_server_without_room_for_all_connections_is_made_do_with() {
    let Some(server) = Server::with(&["max_connections=10"], &[]) else { return };
    let store = Store::open(options(&server.url())).unwrap();
    let writes: Vec<_> = (0..100)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { note(&store, &format!("word {number}")).await })
        })
        .collect();
    for write in writes {
        write.await.unwrap().unwrap();
    }
    assert_eq!((words(&store).await.len(), store.trouble()), (100, None));
}

#[test]
fn a_server_without_room_for_any_says_what_is_to_be_done() {
    let Some(server) = server::server() else { return };
    server.say("belfry", "CREATE ROLE belfry LOGIN CONNECTION LIMIT 0").unwrap();
    let refused = Store::open(options(&server.url().replace("postgres@", "belfry@"))).err();
    assert!(matches!(&refused, Some(Error::Busy(why)) if why.contains("--database-connections")), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_has_no_more_connections_than_it_is_given() {
    let Some(server) = server::server() else { return };
    let tuning = Tuning { connections: 5, ..Tuning::default() };
    let store = Store::open(Options { tuning, ..options(&server.url()) }).unwrap();
    let meet = Arc::new(Barrier::new(3));
    let writes: Vec<_> = (0..30)
        .map(|_| {
            let (store, meet) = (store.clone(), Arc::clone(&meet));
            let work = move |tx: &store::Tx<'_>| {
                meet.wait();
                tx.one_apart("UPDATE schema_migrations SET number = number RETURNING number", &[], |_| Ok(()))
            };
            tokio::spawn(async move { store.write(work).await })
        })
        .collect();
    for write in writes {
        write.await.unwrap().unwrap();
    }
    let open = server.say("belfry", "SELECT pid FROM pg_stat_activity WHERE application_name = 'belfry'").unwrap();
    assert!((4..=5).contains(&open), "{open}");
}
