//! The command line on a database that several nodes share, as a role that owns nothing but its schema.

use store::ground::server::{self, Server};

use super::place::Place;

const ROLE: &str = "CREATE ROLE tracker LOGIN PASSWORD 'bell'; CREATE SCHEMA tracker AUTHORIZATION tracker;
    REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER ROLE tracker SET search_path = tracker";

/// A server with such a role, and its URL.
fn server() -> Option<(Server, String)> {
    let server = server::server()?;
    server.say("belfry", ROLE).unwrap();
    let url = server.url();
    let (scheme, (_, place)) = url.split_once("//").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?)))?;
    let url = format!("{scheme}//tracker@{place}");
    Some((server, url))
}

#[test]
fn a_role_that_owns_only_its_schema_is_enough() {
    let Some((_server, url)) = server() else { return };
    let place = Place::new();
    let before = place.run(&["doctor", "--database", &url]);
    assert!(before.code == 1 && before.out.contains("fail  database"), "{}", before.out);
    place.done(&["migrate", "--database", &url]);
    place.write("password", "bell\n");
    let ada = ["--admin", "--username", "ada", "--email", "ada@belfry.example", "--first-name", "Ada"];
    let add = ["user", "add", "--database", &url, "--password-file", "password"];
    place.done(&[&add[..], &ada[..]].concat());
    let idle = place.done(&["doctor", "--database", &url]);
    assert!(idle.contains("warn  nodes     none is alive"), "{idle}");
    let serving = place.serve(&["--database", &url]);
    let said = place.done(&["doctor", "--database", &url]);
    for line in [
        "ok    tls       none, and none needed",
        "ok    room      ",
        "ok    durable   ",
        "warn  standby   no synchronous standby is configured (0 follow it): a failover can lose",
        "ok    db clock  ",
        "ok    schema    \"tracker\" is up to date, and this role may bring it up to date",
        "ok    nodes     1 alive",
        "ok    people    1 registered",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    drop(serving);
}

#[test]
fn a_database_that_is_away_or_refuses_is_told_with_what_to_do() {
    let Some((server, url)) = server() else { return };
    let place = Place::new();
    let elsewhere = url.replace("/belfry", "/elsewhere");
    let away = url.replace(&format!(":{}/", server.port()), ":1/");
    for (url, said) in [(elsewhere, "createdb elsewhere"), (away, "away")] {
        let ran = place.run(&["doctor", "--database", &url]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.out.contains("fail  database") && ran.out.contains(said), "{}", ran.out);
    }
    drop(server);
}
