//! `belfry outbox`, beside a server that runs.

use serde_json::{Value, json};

use super::place::{Place, Server, until};

/// Ada and Ben, a server, and an issue that Ada opened for Ben. Its mail waits for an hour.
fn story() -> (Place, Server) {
    let place = Place::new();
    place.add_user("ada");
    place.add_user("ben");
    let server = place.serve(&["--assign-delay", "1h", "--digest-every", "off"]);
    server.open_issue("ada", "ben", "The bell is stuck");
    (place, server)
}

fn first(place: &Place, args: &[&str]) -> Value {
    let json: Value = serde_json::from_str(&place.done(&[&["outbox", "list", "--json"], args].concat())).unwrap();
    json[0].clone()
}

#[test]
fn mail_is_listed_with_whom_it_is_for_and_when_it_rings() {
    let (place, _server) = story();
    let table = place.done(&["outbox", "list"]);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["ID", "KIND", "TO", "ABOUT", "STATE", "WHEN", "NOTE"]);
    assert_eq!(lines[1][..6], ["1", "assigned", "ben", "BEL-1", "pending", "in"]);
    assert!(lines[1][6].ends_with('m') && lines[1][7].ends_with('s'), "{table}");
    let mail = first(&place, &["--state", "pending"]);
    assert_eq!(mail["to"], json!({ "username": "ben", "email": "ben@belfry.example" }));
    assert_eq!((&mail["issue"], &mail["state"]), (&"BEL-1".into(), &"pending".into()));
    assert_eq!(place.done(&["outbox", "list", "--state", "failed"]), "no mail is failed\n");
}

#[test]
fn a_waiting_mail_is_held_released_and_cancelled_once() {
    let (place, _server) = story();
    place.done(&["outbox", "hold", "1", "--reason", "on holiday"]);
    assert_eq!((&first(&place, &[])["state"], &first(&place, &[])["reason"]), (&"held".into(), &"on holiday".into()));
    assert!(place.refused(1, &["outbox", "hold", "1"]).contains("it is held"));
    place.done(&["outbox", "release", "1"]);
    let said = place.done(&["outbox", "cancel", "1", "--reason", "a slip"]);
    assert_eq!(said, "mail 1 (assigned, to ben, about BEL-1) is cancelled\n");
    assert_eq!(first(&place, &[])["reason"], "a slip");
    let said = place.refused(1, &["outbox", "cancel", "1", "--reason", "again"]);
    assert_eq!(said, "error: mail 1 (assigned, to ben, about BEL-1) cannot be cancelled: it is cancelled\n");
    place.refused(2, &["outbox", "cancel", "1", "--reason", " "]);
    assert!(place.refused(1, &["outbox", "retry", "1"]).contains("cannot be tried again"));
    assert!(place.refused(1, &["outbox", "release", "9"]).contains("there is no mail 9"));
    let shown = place.done(&["outbox", "show", "1"]);
    assert!(shown.contains("held: on holiday") && shown.contains("cancelled: a slip"), "{shown}");
    assert!(place.refused(1, &["outbox", "show", "1", "--raw"]).contains("ended before its letter was written"));
}

#[test]
fn all_mail_is_held_and_released() {
    let (place, _server) = story();
    place.done(&["outbox", "hold"]);
    assert!(place.done(&["outbox", "list"]).starts_with("All mail is held since 20"));
    assert!(place.done(&["doctor"]).contains("all mail is held since"));
    assert_eq!(place.done(&["outbox", "release"]), "mail leaves again; what is overdue leaves now\n");
    assert_eq!(place.done(&["outbox", "release"]), "mail was not held\n");
}

#[test]
fn a_mail_that_was_sent_shows_its_letter() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&["--assign-delay", "0s", "--digest-every", "off"]);
    server.open_issue("ada", "ada", "The bell is stuck");
    until(|| first(&place, &[])["state"] == "sent");
    let letter = place.done(&["outbox", "show", "1", "--raw"]);
    assert!(letter.contains("X-Belfry-Reason: assigned\r\n"), "{letter}");
    let files: Vec<_> = std::fs::read_dir(place.path("belfry-data/mail")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let shown: Value = serde_json::from_str(&place.done(&["outbox", "show", "1", "--json"])).unwrap();
    assert_eq!(shown["log"][0]["action"], "rang");
    assert!(place.done(&["outbox", "list"]).contains(" late"));
}

#[test]
fn explain_tells_why_each_did_or_did_not_get_mail() {
    let (place, server) = story();
    place.add_user("cleo");
    let token = server.log_in("ada", "bell").1;
    let put = |body: Value| assert_eq!(server.call("PUT", "/issue/1", &token, &body).0, 200);
    put(json!({ "title": "The bell rings twice" }));
    put(json!({ "assigned_to": "ada@belfry.example" }));
    let told = place.done(&["outbox", "explain", "bel-1"]);
    for sentence in [
        "BEL-1  The bell rings twice\n",
        "ada opened it, for ben\n",
        "- ordered mail 1 (assigned) to ben, due 20",
        "ada changed the title to \"The bell rings twice\"\n",
        "- no mail: the mail that was still to come says it\n",
        "ada took it over (was: ben)\n",
        "- took back mail 1 to ben\n",
        "- ordered mail 2 (assigned) to ada, due 20",
        "Mail 1 (assigned) was taken back 20",
        "before it was due",
        "Mail 2 (assigned) waits and rings in 59m",
    ] {
        assert!(told.contains(sentence), "{sentence}\n{told}");
    }
    let told = place.done(&["outbox", "explain", "BEL-1", "--user", "cleo"]);
    assert!(
        told.contains("No mail: mail goes to whoever has an issue or hears of it, and nothing of it was for them."),
        "{told}"
    );
    let told = place.done(&["outbox", "explain", "BEL-1", "--user", "ben"]);
    for sentence in ["told (assigned) of issue_opened by ada; mail 1 (ordered)\n", "by ada; mail 1 (waited)\n"] {
        assert!(told.contains(sentence), "{sentence}\n{told}");
    }
    let json: Value =
        serde_json::from_str(&place.done(&["outbox", "explain", "BEL-1", "--user", "ben", "--json"])).unwrap();
    assert_eq!(
        (&json[0]["user"], &json[0]["reason"], &json[0]["actor"]),
        (&json!("ben"), &json!("assigned"), &json!("ada"))
    );
    assert_eq!((&json[0]["mail"]["state"], &json[0]["mail"]["how"]), (&json!("cancelled"), &json!("ordered")));
    assert!(place.refused(1, &["outbox", "explain", "BEL-9"]).contains("there is no issue BEL-9"));
    assert!(place.refused(1, &["outbox", "explain", "BEL-1", "--user", "eve"]).contains("nobody called \"eve\""));
}

#[test]
fn explain_tells_that_a_deletion_is_not_told() {
    let place = Place::new();
    place.add_user("ada");
    place.add_user("ben");
    let server = place.serve(&["--assign-delay", "0s", "--digest-every", "off"]);
    server.open_issue("ada", "ben", "The bell is stuck");
    until(|| first(&place, &[])["state"] == "sent");
    let token = server.log_in("ada", "bell").1;
    assert_eq!(server.call("DELETE", "/issue/1", &token, &json!({})).0, 200);
    let told = place.done(&["outbox", "explain", "BEL-1"]);
    assert!(told.contains("ada deleted it\n") && told.contains("- no mail: a deletion is not told\n"), "{told}");
}

#[test]
fn suppressed_addresses_are_listed_and_cleared() {
    let (place, _server) = story();
    assert_eq!(place.done(&["outbox", "suppressions"]), "no address is suppressed\n");
    let said = place.refused(1, &["outbox", "suppressions", "clear", "ben@belfry.example"]);
    assert!(said.contains("ben@belfry.example is not suppressed"), "{said}");
}
