//! `belfry serve`: starting, stopping, and refusing to start.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::place::{Place, until};

#[test]
fn it_starts_says_where_it_is_and_stops_when_asked_to() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert_eq!(server.call("GET", "/healthz", "", &Value::Null).0, 200);
    assert_eq!(server.call("GET", "/readyz", "", &Value::Null).0, 200);
    let began = Instant::now();
    let ran = server.stop();
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let data = place.path("belfry-data").canonicalize().unwrap();
    assert!(ran.out.contains(&format!("  data     {}\n", data.display())), "{}", ran.out);
    assert!(ran.out.contains(&format!("belfry user add --data {} --admin", data.display())), "{}", ran.out);
    assert!(ran.out.contains("  joining  everybody"), "{}", ran.out);
    assert!(!ran.err.contains("ERROR") && !ran.err.contains("WARN"), "{}", ran.err);
    let mode = |name: &str| std::fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("belfry-data"), mode("belfry-data/token.key")), (0o700, 0o600));
}

#[test]
fn the_link_that_is_printed_makes_the_first_admin_and_is_then_of_no_use() {
    let place = Place::new();
    let mut server = place.serve(&[]);
    let link = server.says("http://127.0.0.1:");
    assert!(link.contains("/setup/"), "{link}");
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    let sends = |password: &str| {
        let form = [
            ("name", "Mei Tanaka"),
            ("email", "mei@tidewater.example"),
            ("password", password),
            ("tz", "Europe/Madrid"),
            ("project", "Tower bells"),
        ];
        let request = agent.post(&link).header("sec-fetch-site", "same-origin").header("accept", "text/html");
        request.send_form(form).unwrap()
    };
    let mut shown = agent.get(&link).header("accept", "text/html").call().unwrap();
    assert!(shown.body_mut().read_to_string().unwrap().contains("Set up your Belfry"));
    assert_eq!(sends("short").status(), 422);
    let done = sends("a few plain words");
    assert_eq!((done.status().as_u16(), done.headers().contains_key("set-cookie")), (303, true));
    assert_eq!(sends("a few plain words").status(), 404);
    let (_, token) = server.log_in("mei", "a few plain words");
    assert_eq!(server.call("GET", "/api/v1/me", &token, &Value::Null).1["role"], json!("admin"));
    let (_, projects) = server.call("GET", "/api/v1/projects", &token, &Value::Null);
    assert_eq!((&projects["items"][0]["key"], &projects["items"][0]["name"]), (&json!("TOW"), &json!("Tower bells")));
    assert_eq!(server.stop().code, 0);
}

#[test]
fn an_interrupt_stops_it_too_and_it_starts_again() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&[]);
    server.signal("INT");
    assert_eq!(server.stop().code, 0);
    let again = place.serve(&["--log", "off"]);
    assert_eq!(again.log_in("ada", "bell").0, 200);
    let ran = again.stop();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(!ran.out.contains("user add"), "{}", ran.out);
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let place = Place::new();
    let _server = place.serve(&[]);
    let said = place.refused(1, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("another Belfry (process ") && said.contains("serves belfry-data/belfry.db"), "{said}");
}

#[test]
fn a_port_in_use_is_refused() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = Place::new().refused(1, &["serve", "--listen", &address]);
    assert!(said.contains(&format!("listening on {address}: ")) && said.contains("--listen"), "{said}");
}

#[test]
fn several_addresses_are_answered() {
    let place = Place::new();
    let mut server = place.serve(&["--listen", "127.0.0.1:0"]);
    assert_eq!(server.addresses.len(), 2);
    assert_eq!(server.call("GET", "/healthz", "", &Value::Null).0, 200);
    server.addresses.reverse();
    assert_eq!(server.call("GET", "/healthz", "", &Value::Null).0, 200);
}

#[test]
fn a_mistyped_database_beside_an_existing_one_is_refused() {
    let place = Place::new();
    place.done(&["migrate"]);
    let url = place.done(&["serve", "--help"]);
    let scheme = url.split("--database <").nth(1).unwrap().split("PATH").next().unwrap().to_owned();
    let said = place.refused(1, &["serve", "--database", &format!("{scheme}belfry-data/belfy.db")]);
    assert!(said.contains("there is no database belfry-data/belfy.db, but there is"), "{said}");
}

#[test]
fn keys_that_others_can_read_are_refused() {
    let place = Place::new();
    place.done(&["migrate"]);
    place.done(&["key", "rotate"]);
    std::fs::set_permissions(place.path("belfry-data/token.key"), std::fs::Permissions::from_mode(0o640)).unwrap();
    let said = place.refused(1, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("chmod 600 belfry-data/token.key"), "{said}");
}

#[test]
fn a_data_folder_that_cannot_be_made_is_refused() {
    let place = Place::new();
    place.write("belfry-data", "a file");
    let said = place.refused(1, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("the data folder belfry-data cannot be made"), "{said}");
}

#[test]
fn the_log_goes_to_the_terminal_and_to_the_file_each_at_its_level() {
    let place = Place::new();
    let server = place.serve(&["--log", "warn", "--log-file-level", "info", "--log-format", "json"]);
    let ran = server.stop();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let log = place.read("belfry-data/error.log");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let stopped = lines.last().unwrap();
    assert_eq!((&stopped["message"], &stopped["level"]), (&"stopped".into(), &"INFO".into()));
    assert!(stopped["timestamp"].is_string() && stopped["target"].is_string());
}

#[test]
fn a_command_that_waits_for_a_password_keeps_no_server_from_starting() {
    let place = Place::new();
    place.add_user("ada");
    let mut command = place.command(&["user", "reset-password", "ada", "--password-file", "-"]);
    let mut waiting = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let server = place.serve(&[]);
    waiting.stdin.take().unwrap().write_all(b"another bell\n").unwrap();
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(server.log_in("ada", "another bell").0, 200);
}

#[test]
fn commands_that_come_and_go_keep_no_server_from_starting() {
    let place = Place::new();
    place.add_user("ada");
    let is_done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                place.done(&["outbox", "list"]);
            }
        });
        for _ in 0..5 {
            place.serve(&[]).stop();
        }
        is_done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn a_limit_on_the_size_of_files_refuses_changes_and_ends_nothing() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&["--assign-delay", "1h", "--digest-every", "off"]);
    let (_, token) = server.log_in("ada", "bell");
    server.limit_files("100000:");
    let text = "It does not ring. ".repeat(3_000);
    let issue = json!({ "title": "Large", "description": text, "assigned_to": "ada@belfry.example" });
    until(|| server.call("POST", "/issue/", &token, &issue).0 == 503);
    server.limit_files("unlimited:");
    assert_eq!(server.call("POST", "/issue/", &token, &issue).0, 201);
    assert_eq!(server.stop().code, 0);
}

#[test]
fn an_address_of_another_machine_is_refused_as_such() {
    let said = Place::new().refused(1, &["serve", "--listen", "192.0.2.1:8000"]);
    assert!(
        said.contains("listening on 192.0.2.1:8000") && said.contains("this machine has no such address"),
        "{said}"
    );
}

#[test]
fn behind_a_proxy_people_join_by_invite() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&["--base-url", "https://issues.belfry.example"]);
    let mut fay = json!({ "email": "fay@belfry.example", "username": "fay", "password": "bell", "first_name": "Fay" });
    assert_eq!(server.call("POST", "/register", "", &fay).0, 403);
    let said = place.done(&["user", "invite", "--email", "fay@belfry.example"]);
    assert!(said.contains("good once, for fay@belfry.example, until 20"), "{said}");
    fay["invite"] = said.lines().find_map(|line| line.strip_prefix("invite: ")).unwrap().into();
    assert_eq!(server.call("POST", "/register", "", &fay).0, 201);
    assert!(server.stop().out.contains("  joining  by invite"));
    place.refused(2, &["user", "invite", "--ttl", "1s"]);
}

#[test]
fn a_variable_that_is_no_setting_is_warned_of() {
    let place = Place::new();
    let warned = |args: &[&str]| {
        let output = place.command(args).env("BELFRY_ASIGN_DELAY", "5s").output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    for args in [&["migrate"][..], &["user", "list"], &["doctor"]] {
        assert!(warned(args).contains("no setting is called BELFRY_ASIGN_DELAY"), "{args:?}: {}", warned(args));
    }
}

#[test]
fn a_misspelt_variable_stops_the_start_and_is_told_the_right_one() {
    let place = Place::new();
    let output = place.command(&["serve", "--listen", "127.0.0.1:0"]).env("BELFRY_ASIGN_DELAY", "5s").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("BELFRY_ASIGN_DELAY is no setting: did you mean BELFRY_ASSIGN_DELAY?"), "{said}");
    assert!(!place.path("belfry-data").exists());
    let service =
        place.command(&["serve", "--listen", "192.0.2.1:1"]).env("BELFRY_SERVICE_HOST", "x").output().unwrap();
    let said = String::from_utf8(service.stderr).unwrap();
    assert!(said.contains("no setting is called BELFRY_SERVICE_HOST") && said.contains("listening on"), "{said}");
}

#[test]
fn whatever_the_umask_only_the_owner_can_read_what_is_written() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve_with_umask("000", &["--assign-delay", "0s", "--log-file-level", "trace"]);
    server.open_issue("ada", "ada", "Who reads this?");
    let mail = place.path("belfry-data/mail");
    let has_mail =
        || std::fs::read_dir(&mail).is_ok_and(|mut files| files.any(|file| is_letter(&file.unwrap().path())));
    until(has_mail);
    let mut seen = Vec::new();
    let mut folders = vec![place.path("belfry-data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let (path, meta) = entry.map(|entry| (entry.path(), entry.metadata().unwrap())).unwrap();
            assert_eq!(meta.permissions().mode() & 0o077, 0, "{}", path.display());
            if meta.is_dir() {
                folders.push(path.clone());
            }
            seen.push(path.extension().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
    for kind in ["db", "db-wal", "db-shm", "key", "log", "eml"] {
        assert!(seen.iter().any(|seen| seen == kind), "{kind}: {seen:?}");
    }
    assert_eq!(server.stop().code, 0);
}

fn is_letter(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|extension| extension == "eml")
}

#[test]
fn a_relay_that_is_away_at_the_start_is_warned_of_and_stops_nothing() {
    let place = Place::new();
    let server = place.serve(&["--mail", "smtp://127.0.0.1:1"]);
    until(|| place.read("belfry-data/error.log").contains("the relay does not take mail"));
    assert_eq!(server.call("GET", "/healthz", "", &Value::Null).0, 200);
    assert_eq!(server.stop().code, 0);
}
