//! A server that lets no further client in.

use store::ground::server::{self, Server};
use store::{Error, Store};

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
    assert!(matches!(&refused, Some(Error::Away(why)) if why.contains("--database-connections")), "{refused:?}");
}
