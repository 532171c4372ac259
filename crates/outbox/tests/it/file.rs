//! Letters as files in a folder.

use std::fs;
use std::path::Path;

use outbox::transport::{Cause, Parcel, Phase, Transport};

fn parcel(id: &str, text: &str) -> Parcel {
    let bytes = format!("Date: Mon, 23 Nov 2026 14:15:03 +0000\r\n\r\n{text}\r\n").into_bytes();
    Parcel { from: "a@x".into(), to: "b@x".into(), message_id: id.into(), bytes: bytes.into() }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn each_letter_is_one_file_and_a_repeat_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("deep/mail");
    let transport = Transport::file(&mail);
    let mut session = transport.connect().await.unwrap();
    for parcel in [parcel("<1@x>", "one"), parcel("<2@x>", "two"), parcel("<1@x>", "one")] {
        let reply = session.deliver(&parcel, &|_| {}).await.unwrap();
        let written = reply.text.strip_prefix("written to ").unwrap();
        assert_eq!(fs::read(mail.join(written)).unwrap(), *parcel.bytes);
    }
    let names = names(&mail);
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.iter().all(|name| name.starts_with("20261123T141503Z-") && name.ends_with(".eml")), "{names:?}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_one_is_a_relay_that_is_away() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("mail");
    fs::write(&taken, "").unwrap();
    let failure = Transport::file(&taken).connect().await.unwrap_err();
    assert_eq!(failure.phase, Phase::Connect);
    assert!(failure.to_string().contains("does not take mail"), "{failure}");
}

#[tokio::test]
async fn a_folder_that_goes_away_is_noticed_before_the_letter_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("mail");
    let mut session = Transport::file(&mail).connect().await.unwrap();
    fs::remove_dir_all(&mail).unwrap();
    let failure = session.deliver(&parcel("<1@x>", "one"), &|_| {}).await.unwrap_err();
    assert!(failure.phase == Phase::Content && matches!(failure.cause, Cause::Lost(_)), "{failure}");
}
