//! Announcements: of what was committed, to everybody who listens.

use store::{Announcement, Error, Store};

use crate::ground::{Ground, insert};

fn said(topic: &str, text: &str) -> Announcement {
    Announcement::Said { topic: topic.to_owned(), text: text.to_owned() }
}

async fn announce(store: &Store, text: &'static str, is_kept: bool) -> Result<i64, Error> {
    let write = store.write(move |tx| {
        tx.announce("note", text);
        tx.announce("note", text);
        let id = insert(tx, text)?;
        if is_kept { Ok(id) } else { Err(Error::NoRow) }
    });
    write.await
}

#[tokio::test]
async fn what_was_committed_is_announced_once_and_what_was_undone_is_not() {
    let ground = Ground::new();
    let store = ground.open();
    let mut subscription = store.subscribe("note");
    announce(&store, "undone", false).await.unwrap_err();
    announce(&store, "kept", true).await.unwrap();
    announce(&store, "last", true).await.unwrap();
    let mut heard = Vec::new();
    while heard.last() != Some(&said("note", "last")) {
        heard.push(subscription.next().await.unwrap());
    }
    // A node that begins to hear others says that it may have missed some.
    heard.retain(|announcement| *announcement != Announcement::Missed);
    assert_eq!(heard, [said("note", "kept"), said("note", "last")]);
}

#[tokio::test]
async fn another_node_hears_it_too_where_there_can_be_one() {
    let ground = Ground::new();
    let here = ground.open();
    if !here.is_shared() {
        assert!(Store::open(ground.options()).is_err(), "there can be another node after all");
        return;
    }
    let there = ground.open();
    let mut subscription = there.subscribe("note");
    assert_eq!(subscription.next().await, Some(Announcement::Missed), "it listens now");
    announce(&here, "heard", true).await.unwrap();
    assert_eq!(subscription.next().await, Some(said("note", "heard")));
}
