//! `belfry user`

use serde_json::Value;

use super::place::{Place, until};

#[test]
fn the_first_admin_is_added_before_anything_runs() {
    let place = Place::new();
    let who = ["--email", "ada@belfry.example", "--username", "ada", "--first-name", "Ada", "--last-name", "Lovelace"];
    place.done(&["migrate"]);
    let said = place.done(&[&["user", "add", "--admin"], &who[..]].concat());
    let password = said.lines().find_map(|line| line.strip_prefix("password: ")).unwrap();
    assert_eq!(password.len(), 23);
    assert!(said.starts_with("added ada <ada@belfry.example>, an admin\n"), "{said}");

    let server = place.serve(&[]);
    assert_eq!(server.log_in("ada", password).0, 200);
    assert_eq!(server.log_in("ada", "bell").0, 401);
}

#[test]
fn people_are_listed_as_a_table_or_as_json() {
    let place = Place::new();
    place.add_user("ada");
    place.add_user("ben");
    place.done(&["user", "disable", "BEN@belfry.example"]);
    let table = place.done(&["user", "list"]);
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("ID  USERNAME  NAME  ADDRESS             ROLE    STATE     SINCE"), "{table}");
    assert!(lines[1].starts_with("1   ada       ada   ada@belfry.example  member  active    20"), "{table}");
    assert!(lines[2].starts_with("2   ben       ben   ben@belfry.example  member  disabled  20"), "{table}");
    let json: Value = serde_json::from_str(&place.done(&["user", "list", "--json"])).unwrap();
    assert_eq!((&json[0]["username"], &json[0]["disabled_at"]), (&"ada".into(), &Value::Null));
    assert!(json[1]["disabled_at"].is_string());
}

#[test]
fn a_disabled_account_cannot_log_in_until_it_is_enabled() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&[]);
    let token = server.log_in("ada", "bell").1;
    place.done(&["user", "disable", "ada"]);
    assert_eq!(server.log_in("ada", "bell").0, 401);
    assert_eq!(server.call("GET", "/issue/", &token, &Value::Null).0, 401);
    place.done(&["user", "enable", "ada"]);
    assert_eq!(server.log_in("ada", "bell").0, 200);
}

#[test]
fn nobody_is_taken_for_another_who_has_that_address() {
    let place = Place::new();
    place.add_user("ada");
    let who = ["--email", "eve@belfry.example", "--username", "ada@belfry.example", "--first-name", "Eve"];
    let said = place.refused(2, &[&["user", "add"], &who[..]].concat());
    assert!(said.contains("A username holds no @"), "{said}");
    let said = place.done(&["user", "disable", "ADA@belfry.example"]);
    assert_eq!(said, "user 1, ada <ada@belfry.example>, is disabled: no logging in, and no mail\n");
}

#[test]
fn a_reset_password_is_made_or_read_and_ends_old_tokens() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&[]);
    let token = server.log_in("ada", "bell").1;
    let said = place.done(&["user", "reset-password", "ada"]);
    let password = said.lines().find_map(|line| line.strip_prefix("password: ")).unwrap();
    assert_eq!(server.log_in("ada", password).0, 200);
    assert_eq!(server.call("GET", "/issue/", &token, &Value::Null).0, 401);

    place.write("new", "another bell\r\n");
    let said = place.done(&["user", "reset-password", "ada", "--password-file", "new"]);
    assert!(!said.contains("bell"), "{said}");
    assert_eq!(server.log_in("ada", "another bell").0, 200);
}

#[test]
fn a_reset_password_ends_the_links_that_were_mailed_before() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&[]);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let at = |path: &str| format!("{}{path}", server.addresses[0]);
    let form = agent.post(at("/sign-in/link")).header("Sec-Fetch-Site", "same-origin");
    assert_eq!(form.send_form([("email", "ada@belfry.example")]).unwrap().status(), 200);
    let link = || {
        let letters = std::fs::read_dir(place.path("belfry-data/mail")).into_iter().flatten().flatten();
        let mut read = letters.filter_map(|letter| std::fs::read_to_string(letter.path()).ok());
        read.find_map(|text| {
            let text = text.replace("=\r\n", "");
            let (_, rest) = text.split_once("/sign-in/link/")?;
            Some(format!("/sign-in/link/{}", rest.split_once(|c: char| !c.is_alphanumeric() && !"-_".contains(c))?.0))
        })
    };
    until(|| link().is_some());
    let looks = || agent.get(at(&link().unwrap())).call().unwrap().status();
    assert_eq!(looks(), 200);
    place.done(&["user", "reset-password", "ada"]);
    assert_eq!(looks(), 404);
}

#[test]
fn what_mail_somebody_gets_is_shown_and_changed() {
    let place = Place::new();
    place.add_user("ada");
    let shown = place.done(&["user", "show", "ada"]);
    assert!(shown.contains("ada <ada@belfry.example>") && !shown.contains("stopped"), "{shown}");
    assert!(shown.contains("mail about what they give to themselves: on"), "{shown}");
    place.done(&["user", "set", "ada", "--mail-own-assignments", "off"]);
    let server = place.serve(&["--digest-every", "10s"]);
    assert!(place.done(&["user", "show", "ADA@belfry.example"]).contains("to themselves: off"));
    server.open_issue("ada", "ada", "One");
    let link = || {
        let letters = std::fs::read_dir(place.path("belfry-data/mail")).into_iter().flatten().flatten();
        let read = letters.filter_map(|letter| std::fs::read_to_string(letter.path()).ok());
        read.filter_map(|text| {
            Some(text.split_once("/stop/")?.1.split_once('>')?.0.replace("\r\n", "").replace(' ', ""))
        })
        .next()
    };
    until(|| link().is_some());
    let agent: ureq::Agent = ureq::Agent::config_builder().build().into();
    agent.post(&format!("{}/stop/{}", server.addresses[0], link().unwrap())).send_empty().unwrap();
    assert!(place.done(&["user", "show", "ada"]).contains("  stopped   digest mail, on 20"));
    assert!(place.done(&["user", "unmute", "ada"]).contains("gets every mail again"));
    assert!(place.done(&["user", "unmute", "ada"]).contains("had stopped no mail"));
    assert!(!place.done(&["user", "show", "ada"]).contains("stopped"));
}

#[test]
fn what_is_wrong_is_said_and_nobody_is_added() {
    let place = Place::new();
    place.add_user("ada");
    let add = |email: &str, name: &str, more: &[&str]| {
        let who = ["user", "add", "--email", email, "--username", name, "--first-name", "X"];
        place.run(&[&who[..], more].concat())
    };
    for (ran, code, words) in [
        (add("nobody", "ben", &[]), 2, "This is not an e-mail address."),
        (add("ben@belfry.example", " ", &[]), 2, "This field cannot be blank."),
        (add("ADA@belfry.example", "ben", &[]), 1, "a user with this email already exists"),
        (add("ben@belfry.example", "ADA", &[]), 1, "a user with this username already exists"),
        (add("ben@belfry.example", "ben", &["--password-file", "none"]), 1, "the password file none cannot be read"),
    ] {
        assert_eq!(ran.code, code, "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    assert_eq!(place.done(&["user", "list"]).lines().count(), 2);
    assert!(place.refused(1, &["user", "disable", "ben"]).contains("there is nobody called \"ben\""));
}
