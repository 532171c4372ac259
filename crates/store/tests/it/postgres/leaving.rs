//! What tests leave behind: nothing.

use store::Store;
use store::ground::{Ground, server};

use super::options;
use crate::ground::note;

#[tokio::test]
async fn the_schema_of_a_test_goes_with_its_ground() {
    let Some(server) = server::server() else { return };
    let schemas = || server.say("belfry", r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'test\_%'").unwrap();
    let ground = Ground::within(&server.url());
    let store = Store::open(options(ground.url())).unwrap();
    note(&store, "kept").await.unwrap();
    assert_eq!(schemas(), 1);
    drop((store, ground));
    assert_eq!(schemas(), 0);
}
