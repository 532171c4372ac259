//! Help, version, and commands that do not exist.

use super::place::Place;

#[test]
fn belfry_alone_prints_help() {
    let ran = Place::new().run(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("Usage: belfry <COMMAND>") && ran.err.contains("doctor"), "{}", ran.err);
}

#[test]
fn help_and_version_are_done() {
    let place = Place::new();
    assert!(place.done(&["--help"]).contains("Usage: belfry"));
    assert_eq!(place.done(&["--version"]), format!("belfry {}\n", env!("CARGO_PKG_VERSION")));
    let help = place.done(&["serve", "--help"]).split_whitespace().collect::<Vec<_>>().join(" ");
    for flag in ["--data", "--listen", "--assign-delay", "BELFRY_ASSIGN_DELAY", "[default: 12m]"] {
        assert!(help.contains(flag), "{flag}: {help}");
    }
    assert!(!place.done(&["user", "list", "--help"]).contains("--assign-delay"));
}

#[test]
fn what_does_not_exist_is_wrong_usage() {
    let place = Place::new();
    place.refused(2, &["ring"]);
    place.refused(2, &["serve", "--loud"]);
    place.refused(2, &["outbox", "cancel", "one", "--reason", "x"]);
    place.refused(2, &["outbox", "cancel", "1"]);
    place.refused(2, &["outbox", "list", "--state", "eaten"]);
    place.refused(2, &["outbox", "explain", "142"]);
}

#[test]
fn no_command_but_the_first_begins_an_empty_database() {
    let place = Place::new();
    let who = ["--email", "ada@belfry.example", "--username", "ada", "--first-name", "Ada"];
    let add = [&["user", "add", "--admin"][..], &who].concat();
    for command in [&add[..], &["user", "list"], &["outbox", "list"], &["user", "disable", "ada"]] {
        let problem = place.refused(1, command);
        assert!(problem.contains("there is no database belfry-data/belfry.db"), "{problem}");
    }
    assert!(!place.path("belfry-data").exists());
    assert!(place.done(&["migrate"]).contains("began a new, empty one"));
    assert!(place.path("belfry-data/belfry.db").exists());
    assert!(!place.done(&["migrate"]).contains("began"));
}

#[test]
fn output_that_nobody_reads_is_no_fault() {
    let place = Place::new();
    place.add_user("ada");
    let mut command = place.command(&["user", "list", "--json"]);
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
}
