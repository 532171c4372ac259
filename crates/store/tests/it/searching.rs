//! The index of words: a part of the transaction, on engines that keep it at the end of one as well.

use store::search::Wanted;
use store::{Error, Options, Store, params};

use crate::ground::{Ground, MIGRATIONS, Plug, queued};

const WITH_INDEX: &[store::Migration] =
    &[MIGRATIONS[0], store::Migration { number: 2, name: "words", sql: "{search_index};" }];

fn open(ground: &Ground) -> Store {
    Store::open(Options { migrations: WITH_INDEX, ..ground.options() }).unwrap()
}

async fn index(store: &Store, id: i64, word: &'static str, is_kept: bool) -> Result<(), Error> {
    let indexed = store.write(move |tx| {
        tx.index(id, &[vec![word.to_owned()]])?;
        if is_kept { Ok(()) } else { Err(Error::NoRow) }
    });
    indexed.await
}

async fn found(store: &Store, word: &str) -> Vec<i64> {
    let wanted = Wanted::Phrase(vec![word.to_owned()]);
    let found = store.read(move |db| {
        let sql = "SELECT {s_id} AS id FROM search_index s WHERE {s_matches} $1{as_search} ORDER BY {s_id}";
        db.all(sql, &params![&db.wanted(&wanted)], |row| row.get("id"))
    });
    found.await.unwrap()
}

#[tokio::test]
async fn rows_are_found_by_the_words_of_kept_writes_and_by_the_last_of_them_only() {
    let ground = Ground::new();
    let store = open(&ground);
    index(&store, 1, "bell", true).await.unwrap();
    let plug = Plug::new(&store).await;
    let (a, b, c, d) = (store.clone(), store.clone(), store.clone(), store.clone());
    let renamed = queued(async move { index(&a, 1, "rope", true).await }).await;
    let failing = queued(async move { index(&b, 2, "bell", false).await }).await;
    let other = queued(async move { index(&c, 3, "tower", true).await }).await;
    let emptied = queued(async move { d.write(|tx| tx.index(4, &[])).await }).await;
    plug.pull().await.unwrap();
    assert!(renamed.await.unwrap().is_ok() && other.await.unwrap().is_ok() && emptied.await.unwrap().is_ok());
    assert_eq!(failing.await.unwrap(), Err(Error::NoRow));
    assert!(found(&store, "bell").await.is_empty());
    assert_eq!((found(&store, "rope").await, found(&store, "tower").await), (vec![1], vec![3]));
}

#[tokio::test]
async fn a_write_that_indexes_a_row_twice_leaves_its_last_words() {
    let ground = Ground::new();
    let store = open(&ground);
    let twice = store.write(|tx| {
        tx.index(1, &[vec!["bell".to_owned()]])?;
        tx.index(1, &[vec!["rope".to_owned()]])
    });
    twice.await.unwrap();
    assert_eq!((found(&store, "bell").await, found(&store, "rope").await), (vec![], vec![1]));
}
