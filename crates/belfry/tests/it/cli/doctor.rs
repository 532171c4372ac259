//! `belfry doctor`

use std::os::unix::fs::PermissionsExt;

use super::place::Place;

fn chmod(place: &Place, name: &str, mode: u32) {
    std::fs::set_permissions(place.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn before_the_first_start_nothing_is_wrong_and_nothing_is_made() {
    let place = Place::new();
    let said = place.done(&["doctor"]);
    assert!(said.contains("warn  folder    belfry-data is not there yet: `belfry serve` makes it"), "{said}");
    assert!(!place.path("belfry-data").exists());
}

#[test]
fn a_sound_installation_is_told_line_by_line() {
    let place = Place::new();
    place.add_user("ada");
    let said = place.done(&["doctor"]);
    for line in
        ["ok    settings  all understood", "ok    folder    belfry-data can be written", "is sound and up to date"]
    {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(said.contains("no server runs on it") && said.contains("warn  people    nobody is an admin"), "{said}");
    let _server = place.serve(&[]);
    assert!(place.done(&["doctor"]).contains("; a server runs on it"));
}

#[test]
fn keys_that_others_can_read_are_a_failure() {
    let place = Place::new();
    place.add_user("ada");
    place.done(&["key", "rotate"]);
    chmod(&place, "belfry-data/token.key", 0o644);
    let ran = place.run(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("fail  folder    others can read the keys"), "{}", ran.out);
    chmod(&place, "belfry-data/token.key", 0o600);
    chmod(&place, "belfry-data", 0o755);
    assert!(
        place.done(&["doctor"]).contains("warn  folder    others can look into belfry-data: chmod 700 belfry-data")
    );
}

#[test]
fn a_bad_setting_is_a_failure() {
    let ran = Place::new().run(&["doctor", "--assign-delay", "soon"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("fail  settings  --assign-delay: \"soon\" is no time span"), "{}", ran.out);
}

#[test]
fn a_file_with_a_secret_that_others_can_read_is_warned_of() {
    let place = Place::new();
    place.write("belfry.toml", "metrics-token = \"hunter2\"\n");
    chmod(&place, "belfry.toml", 0o644);
    let said = place.done(&["doctor"]);
    assert!(said.contains("belfry.toml holds a secret (metrics-token) and others can read it: chmod 600"), "{said}");
}

#[test]
fn a_relay_that_is_away_is_a_failure() {
    let ran = Place::new().run(&["doctor", "--mail", "smtp://127.0.0.1:1"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("fail  relay "), "{}", ran.out);
}

#[test]
fn a_test_mail_is_sent() {
    let place = Place::new();
    let said = place.done(&["doctor", "--mail", "file:letters", "--send-test", "ada@belfry.example"]);
    assert!(said.contains("ok    test mail handed over: 250"), "{said}");
    let file = std::fs::read_dir(place.path("letters")).unwrap().next().unwrap().unwrap();
    let letter = std::fs::read_to_string(file.path()).unwrap();
    assert!(
        letter.contains("Subject: A test mail from Belfry\r\n") && letter.contains("To: ada@belfry.example"),
        "{letter}"
    );
    place.refused(2, &["doctor", "--send-test", "ada"]);
}

#[test]
fn who_can_join_and_whose_settings_these_are_is_said() {
    let place = Place::new();
    let said = place.done(&["doctor"]);
    assert!(said.starts_with("These are the settings of this command line;"), "{said}");
    assert!(said.contains("ok    joining   everybody can register who reaches this machine's loopback"), "{said}");
    let proxied = ["doctor", "--base-url", "https://issues.belfry.example"];
    assert!(place.done(&proxied).contains("ok    joining   by invite"));
    let open = [&proxied[..], &["--registration", "open"]].concat();
    assert!(place.done(&open).contains("warn  joining   everybody who reaches this server can register"));
}
